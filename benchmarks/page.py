"""The kept figures in docs/benchmarks.md, between two marks; the words around them are written by hand."""

from collections.abc import Mapping

from benchmarks import goals, plots, store
from benchmarks.report import UNITS, written
from benchmarks.samples import Summary, Table
from benchmarks.workshop import ROOT

PAGE = ROOT / "docs" / "benchmarks.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
# Each transport is compared with this peer.
REFERENCE = "Nchan"
HIDDEN = {"wrong"}


def write() -> None:
    """Put the kept figures into the page, and the plots beside it."""
    table = store.kept_table()
    before, _, rest = PAGE.read_text().partition(BEGIN)
    after = rest.partition(END)[2]
    PAGE.write_text(f"{before}{BEGIN}\n\n{goals.page(table)}\n\n{figures(table)}{END}{after}")
    for case, subjects in table.get("fanout", {}).items():
        costs = {name: found["cpu_us"].median for name, found in subjects.items()}
        path = store.FOLDER / f"fanout-{case.replace(', ', '-')}.svg"
        path.write_text(plots.bars(f"CPU µs for each delivery: {case} followers", costs))


def figures(table: Table) -> str:
    """All tables, and what they were measured on."""
    lines = []
    for part, cases in table.items():
        for case, subjects in cases.items():
            lines += [f"### {part}: {case}", "", *rows(subjects), ""]
            if part == "fanout":
                name = f"fanout-{case.replace(', ', '-')}.svg"
                lines += [f"![CPU for each delivery, {case} followers](benchmarks/{name})", ""]
    machine = store.load().get("machine", {})
    lines += ["Measured with " + ", ".join(f"{name} {value}" for name, value in machine.items()) + ".", ""]
    return "\n".join(lines) + "\n"


def rows(subjects: Mapping[str, Mapping[str, Summary]]) -> list[str]:
    """One table: cheapest first, each with its ratio to the reference where that is in it."""
    measures = [name for name in UNITS if name not in HIDDEN and any(name in found for found in subjects.values())]
    first = measures[0]
    reference = subjects.get(REFERENCE, {}).get(first)
    ratio = [f"× {REFERENCE}"] if reference else []
    head = ["", *(UNITS[name] for name in measures), *ratio]
    lines = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    for subject, found in sorted(subjects.items(), key=lambda item: cost(item[1], first)):
        cells = [subject, *(written(found.get(name)) for name in measures)]
        if reference:
            cells.append(f"{found[first].median / reference.median:.2f}" if first in found else "–")
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def cost(found: Mapping[str, Summary], measure: str) -> float:
    return found[measure].median if measure in found else float("inf")
