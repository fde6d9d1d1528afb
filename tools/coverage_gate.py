"""Hold the measured coverage against [tool.parvis.coverage] of pyproject.toml; exit 1 when it falls short.

Reads the coverage data that `pytest --cov` left in the project folder, branches included.
"""

import json
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Gate:
    """What pyproject.toml asks for."""

    overall_percent: float
    full_percent: float
    full: tuple[str, ...]


@dataclass(frozen=True)
class Measure:
    """Lines and branches of one file: how many there are and how many ran."""

    path: str
    covered: int
    total: int
    missing: str

    @property
    def percent(self) -> float:
        return 100.0 * self.covered / self.total if self.total else 100.0


def read_gate(pyproject: Path) -> Gate:
    table = tomllib.loads(pyproject.read_text(encoding="utf-8"))["tool"]["parvis"]["coverage"]
    return Gate(table["overall_percent"], table["full_percent"], tuple(table["full"]))


def read_measures(report: Path) -> list[Measure]:
    files = json.loads(report.read_text(encoding="utf-8"))["files"]
    return [measure(path, entry) for path, entry in sorted(files.items())]


def measure(path: str, entry: dict[str, Any]) -> Measure:
    """Read one file's entry of coverage's own JSON report."""
    summary = entry["summary"]
    lines = [str(line) for line in entry["missing_lines"]]
    branches = [f"{start}->{end}" for start, end in entry.get("missing_branches", [])]
    return Measure(
        path=path,
        covered=summary["covered_lines"] + summary.get("covered_branches", 0),
        total=summary["num_statements"] + summary.get("num_branches", 0),
        missing=", ".join(lines + branches),
    )


def failures(gate: Gate, measures: Iterable[Measure]) -> list[str]:
    """One sentence for each figure below what the gate asks."""
    measures = list(measures)
    found = [
        f"{one.path}: {one.percent:.1f} % of lines and branches, {gate.full_percent:g} % asked; missing {one.missing}"
        for one in measures
        if any(fnmatch(one.path, pattern) for pattern in gate.full) and one.percent < gate.full_percent
    ]
    overall = overall_percent(measures)
    if overall < gate.overall_percent:
        found.append(f"overall: {overall:.1f} %, {gate.overall_percent:g} % asked")
    return found


def overall_percent(measures: Iterable[Measure]) -> float:
    measures = list(measures)
    return Measure("", sum(one.covered for one in measures), sum(one.total for one in measures), "").percent


def main() -> int:
    gate = read_gate(ROOT / "pyproject.toml")
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "coverage.json"
        command = [sys.executable, "-m", "coverage", "json", "--quiet", "-o", str(report)]
        subprocess.run(command, cwd=ROOT, check=True)
        measures = read_measures(report)
    found = failures(gate, measures)
    for line in found:
        print(line)
    print(f"coverage: {overall_percent(measures):.1f} % of lines and branches over {len(measures)} files")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
