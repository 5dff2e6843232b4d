"""`bin/bench [part]`: measure, print, and store what was found in docs/benchmarks/ (`--store`, `--calm`)."""

import argparse
import os
import sys
import time
from contextlib import suppress
from functools import partial

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from benchmarks import page, report, store
from benchmarks.parts import PARTS, Plan
from benchmarks.samples import Sample, table
from benchmarks.workshop import Missing, compiled

CALM_LOAD = 0.5
CALM_WITHIN_S = 300.0


def main() -> int:
    options = parser().parse_args()
    console = Console(stderr=True)
    try:
        compiled("load")
    except Missing as why:
        console.print(f"Nothing can be measured: {why}.")
        return 2
    wanted = list(PARTS) if options.part == "all" else [options.part]
    if options.calm:
        wait_for_calm(console)
    samples = gathered(wanted, Plan(options.followers, options.transport, options.rounds, options.only), console)
    found = table(samples)
    report.show(found, Console())
    if options.store or options.calm:
        store.keep(found)
        page.write()
    wrong = [one for one in samples if one.measure == "wrong" and one.value]
    for one in wrong:
        console.print(f"{one.subject}, {one.part} {one.case}: {one.value:.0f} lost, repeated or out of order")
    return 1 if any("Chatsite" in one.subject for one in wrong) else 0


def gathered(wanted: list[str], plan: Plan, console: Console) -> list[Sample]:
    """All samples of these parts; after Ctrl-C those that there are."""
    samples: list[Sample] = []
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress, suppress(KeyboardInterrupt):
        for name in wanted:
            task = progress.add_task(name, total=None)
            for sample in PARTS[name](plan, partial(progress.console.print, style="dim")):
                samples.append(sample)
                progress.update(task, advance=1, description=f"{name}: {sample.case}, {sample.subject}")
            progress.update(task, total=progress.tasks[task].completed, description=name)
    return samples


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bin/bench", description="Measure the site beside its peers.")
    parser.add_argument("part", nargs="?", default="all", choices=["all", *PARTS], help="one part, or all (25 minutes)")
    parser.add_argument("--followers", type=int, help="only with so many followers")
    parser.add_argument("--transport", choices=["websocket", "sse", "longpoll"], help="only over this transport")
    parser.add_argument("--rounds", type=int, default=3, help="how often everybody has their turn")
    parser.add_argument("--only", default="", metavar="NAMES", help="only subjects that have one of these words")
    parser.add_argument("--store", action="store_true", help="write the figures into docs/benchmarks/")
    parser.add_argument("--calm", action="store_true", help="wait until nobody else works here, measure, then --store")
    return parser


def wait_for_calm(console: Console) -> None:
    """Return when the machine has had next to nothing to do for a minute, or nobody wants to wait any longer."""
    until = time.monotonic() + CALM_WITHIN_S
    while (load := os.getloadavg()[0]) > CALM_LOAD and time.monotonic() < until:
        console.print(f"waiting for calm: load {load:.1f}", style="dim")
        time.sleep(10)


if __name__ == "__main__":
    sys.exit(main())
