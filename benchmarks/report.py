"""Figures for people: tables on the terminal, each beside its best peer."""

from rich.console import Console
from rich.table import Table as Lines

from benchmarks.samples import Summary, Table

UNITS = {
    "cpu_us": "CPU µs",
    "all_us": "CPU µs with publishing",
    "p50_us": "p50 µs",
    "p90_us": "p90 µs",
    "p99_us": "p99 µs",
    "kib": "KiB",
    "per_second": "a second",
    "seconds": "s",
    "near_ms": "10 missed, ms",
    "far_ms": "10,000 missed, ms",
    "ack_ms": "acknowledged, ms",
    "told_s": "all told, s",
    "beside_ms": "slowest post meanwhile, ms",
    "wrong": "wrong",
}


def show(table: Table, console: Console) -> None:
    """Print one table for each case."""
    for part, cases in table.items():
        for case, subjects in cases.items():
            measures = [name for name in UNITS if any(name in found for found in subjects.values())]
            lines = Lines(title=f"{part}: {case}", title_justify="left")
            lines.add_column("")
            for name in measures:
                lines.add_column(UNITS[name], justify="right")
            for subject, found in subjects.items():
                lines.add_row(subject, *(written(found.get(name)) for name in measures))
            console.print(lines)


def written(summary: Summary | None) -> str:
    """The median, and the range when there was more than one round: `12.1 (11.4–13.0)`."""
    if summary is None:
        return "–"
    if summary.rounds == 1 or summary.least == summary.most:
        return number(summary.median)
    return f"{number(summary.median)} ({number(summary.least)}–{number(summary.most)})"


def number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.1f}"
