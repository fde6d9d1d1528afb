"""90 invoices issued, checked by every rule, printed as Factur-X and queued for their mail: 20 s, 450 MiB in all."""

import subprocess
import sys

from bench.rig.fair import ROOT, a_fair
from bench.rig.words import asked

LIMIT_S, LIMIT_MIB = 20.0, 450
ISSUE = """
import os, re, sys, time
from pathlib import Path
import django
django.setup()
from parvis.editions.tests.factories import NOON, make_actor
from parvis.treasury.actions.invoices import issue_each, send_each
from parvis.treasury.tests.factories import make_billing_edition, make_draft
edition = make_billing_edition()
drafts = [make_draft(edition) for _number in range(int(sys.argv[1]))]
began = time.perf_counter()
result = issue_each(drafts, by=make_actor(), at=NOON)
sent = send_each(result.done and type(drafts[0]).objects.issued(), by=make_actor(), at=NOON)
seconds = time.perf_counter() - began
assert len(result.done) == len(sent.done) == len(drafts), (result, sent)
pids = [os.getpid(), *Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()]
peaks = [re.search(r"VmHWM:\\s+(\\d+)", Path(f"/proc/{pid}/status").read_text()) for pid in pids]
print(len(drafts), seconds, sum(int(peak[1]) for peak in peaks if peak) // 1024)
"""


def main() -> None:
    options = asked(__doc__)
    with a_fair(data=options.data) as fair:
        done = subprocess.run(
            [sys.executable, "-c", ISSUE, str(options.size(90, 2))],
            env=fair.installation.environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            check=True,
        )
    made, seconds, mebibytes = done.stdout.split()
    print(
        f"{int(made)} invoices issued and checked: {float(seconds):.1f} s (at most {LIMIT_S:g}), "
        f"{int(mebibytes)} MiB with the child processes (at most {LIMIT_MIB})"
    )


if __name__ == "__main__":
    main()
