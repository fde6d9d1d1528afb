"""The measures of bench/ run from end to end with tiny sizes, and the statements they count stay within their floors.

Here rather than in tests/bench, because each starts a server of its own: once, and not on both databases.
"""

import re
import subprocess
import sys

import pytest

from tests.source import ROOT

QUICK = ["bench.scan", "bench.registration", "bench.public_pages", "bench.relations", "bench.long.lists"]
PATIENCE_S = 300
# What a measure prints of its statements, and how many there may be: a list of few rows counts them at each look, which
# one of 100 000 rows does once a minute.
COUNTED = {
    "bench.scan": (r"^scan: (\d+) statements", 8),
    "bench.registration": (r"^(?:form|API): (\d+) statements", 33),
    "bench.relations": (r"^(?:list|board|table) (\d+) statements", 10),
    "bench.long.lists": (r"(\d+) statements", 12),
}


@pytest.mark.parametrize("module", QUICK)
def test_a_measure_runs_and_counts_no_more_statements_than_allowed(module: str) -> None:
    command = [sys.executable, "-m", module, "--quick"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE_S, check=False)

    assert done.returncode == 0, done.stderr
    assert done.stdout.rstrip().splitlines()[-1].count(":"), "the figure stands in the last line"
    if module in COUNTED:
        pattern, most = COUNTED[module]
        counts = [int(count) for count in re.findall(pattern, done.stdout, re.MULTILINE)]
        assert counts
        assert max(counts) <= most, done.stdout
