"""90 invoices issued: numbered, frozen and printed as Factur-X, 10 s."""

import subprocess
import sys

from bench.rig.fair import ROOT, a_fair
from bench.rig.words import asked

LIMIT_S = 10.0
ISSUE = """
import sys, time
import django
django.setup()
from parvis.editions.tests.factories import NOON, make_actor
from parvis.treasury.actions.invoices import issue_each
from parvis.treasury.tests.factories import make_billing_edition, make_draft
edition = make_billing_edition()
drafts = [make_draft(edition) for _number in range(int(sys.argv[1]))]
began = time.perf_counter()
result = issue_each(drafts, by=make_actor(), at=NOON)
seconds = time.perf_counter() - began
assert len(result.done) == len(drafts), result
print(len(drafts), seconds, sum(len(invoice.pdf_sha256) for invoice in result.done))
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
    made, seconds, _hashes = done.stdout.split()
    print(f"{int(made)} invoices issued: {float(seconds):.1f} s (at most {LIMIT_S:g})")


if __name__ == "__main__":
    main()
