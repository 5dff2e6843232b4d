"""`bin/bench [part]`: measure, print, and store what was found in docs/benchmarks/."""

import argparse
import sys
from collections.abc import Iterator

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from benchmarks import page, report, store
from benchmarks.parts import PARTS, Plan
from benchmarks.samples import Said, Sample, table
from benchmarks.workshop import Missing, compiled


def main() -> int:
    options = parser().parse_args()
    console = Console(stderr=True)
    try:
        compiled("load")
    except Missing as why:
        console.print(f"Nothing can be measured: {why}.")
        return 2
    samples = []
    wanted = [options.part] if options.part else list(PARTS)
    plan = Plan(options.followers, options.transport, options.rounds, options.only)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        for name in wanted:
            task = progress.add_task(name, total=None)

            def say(line: str) -> None:
                progress.console.print(line, style="dim")

            for sample in measured(name, plan, say):
                samples.append(sample)
                progress.update(task, advance=1, description=f"{name}: {sample.case}, {sample.subject}")
            progress.update(task, total=progress.tasks[task].completed, description=name)
    found = table(samples)
    report.show(found, Console())
    if options.store:
        store.keep(found)
        page.write()
    wrong = [one for one in samples if one.measure == "wrong" and one.value]
    for one in wrong:
        console.print(f"{one.subject}, {one.part} {one.case}: {one.value:.0f} lost, repeated or out of order")
    return 1 if any("Chatsite" in one.subject for one in wrong) else 0


def measured(name: str, plan: Plan, say: Said) -> Iterator[Sample]:
    return PARTS[name](plan, say)


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bin/bench", description="Measure the site beside its peers.")
    parser.add_argument("part", nargs="?", choices=list(PARTS), help="one part; without it, all of them")
    parser.add_argument("--followers", type=int, help="only with so many followers")
    parser.add_argument("--transport", choices=["websocket", "sse", "longpoll"], help="only over this transport")
    parser.add_argument("--rounds", type=int, default=3, help="how often everybody has their turn")
    parser.add_argument("--only", default="", metavar="NAMES", help="only subjects that have one of these words")
    parser.add_argument("--store", action="store_true", help="write the figures into docs/benchmarks/")
    return parser


if __name__ == "__main__":
    sys.exit(main())
