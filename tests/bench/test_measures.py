"""The measures of bench/ still start, and what they stand on holds; `make bench` runs them."""

import subprocess
import sys
from pathlib import Path

import pytest

from parvis.cli.serve import THREADS
from parvis.visitors import crowd

ROOT = Path(__file__).resolve().parents[2]
SHARED = {"__init__.py", "run.py"}
SCRIPTS = sorted(path for folder in ("bench", "bench/long") for path in ROOT.glob(f"{folder}/*.py"))


@pytest.mark.parametrize("script", [path for path in SCRIPTS if path.name not in SHARED], ids=lambda path: path.stem)
def test_each_measure_runs_by_itself_and_says_what_it_measures(script: Path) -> None:
    done = subprocess.run([sys.executable, script, "--help"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "--quick" in done.stdout


def test_threads_are_left_for_scans_while_everybody_signs_up() -> None:
    assert int(THREADS) - crowd.AT_ONCE - crowd.IN_LINE >= 8
