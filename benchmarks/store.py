"""What was measured, kept beside the page that shows it."""

import json
import platform
import subprocess
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.samples import Summary, Table
from benchmarks.workshop import ROOT

FOLDER = ROOT / "docs" / "benchmarks"
FIGURES = FOLDER / "figures.json"
PACKAGES = ("django", "channels", "channels-redis", "daphne", "uvicorn", "websockets", "django-eventstream")


def keep(table: Table) -> None:
    """Put what was measured in the place of what was measured of the same parts before."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    kept = load()
    for part, cases in table.items():
        for case, subjects in cases.items():
            kept.setdefault("parts", {}).setdefault(part, {})[case] = {
                subject: {measure: asdict(summary) for measure, summary in measures.items()}
                for subject, measures in subjects.items()
            }
    kept["machine"] = machine()
    FIGURES.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n")


def load() -> dict[str, Any]:
    """What is kept: `{"parts": {part: {case: {subject: {measure: {…}}}}}, "machine": {…}}`."""
    kept: dict[str, Any] = json.loads(FIGURES.read_text()) if FIGURES.exists() else {}
    return kept


def kept_table() -> Table:
    """The kept figures as a table."""
    return {
        part: {
            case: {
                subject: {measure: Summary(**found) for measure, found in measures.items()}
                for subject, measures in subjects.items()
            }
            for case, subjects in cases.items()
        }
        for part, cases in load().get("parts", {}).items()
    }


def machine() -> dict[str, Any]:
    """Where and with what it was measured."""
    return {
        "at": f"{datetime.now(UTC):%Y-%m-%d}",
        "processor": processor(),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        **{package: version(package) for package in PACKAGES},
        "node": said("node", "--version"),
        "nginx": said("nginx", "-v"),
    }


def processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def said(*command: str) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)
    except OSError:
        return "none"
    return (done.stdout or done.stderr).strip().removeprefix("nginx version: ").removeprefix("v")
