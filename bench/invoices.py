"""90 invoices issued by the worker, checked by every rule, printed as Factur-X and queued for mail: 20 s, 450 MiB."""

import re
import subprocess
import sys
from pathlib import Path

from bench.rig.fair import ROOT, a_served_fair
from bench.rig.words import asked
from tests.installation import Server, descendants

LIMIT_S, LIMIT_MIB = 20.0, 450
ISSUE = """
import sys, time
import django
django.setup()
from django_tasks_db.models import DBTaskResult
from parvis.editions.tests.factories import NOON, make_actor, make_member
from parvis.treasury.actions.invoices import send_each
from parvis.treasury.management.issuing import OPEN, issue_balances
from parvis.treasury.tests.factories import make_billing_edition, make_draft
edition = make_billing_edition()
drafts = [make_draft(edition) for _number in range(int(sys.argv[1]))]
user = make_member(edition, pole="treasury").user
began = time.perf_counter()
task = issue_balances.enqueue(edition.pk, [draft.pk for draft in drafts], str(user.pk), "fr")
while DBTaskResult.objects.filter(pk=task.id, status__in=OPEN).exists():
    time.sleep(0.1)
sent = send_each(type(drafts[0]).objects.issued(), by=make_actor(), at=NOON)
seconds = time.perf_counter() - began
assert len(sent.done) == len(drafts), (DBTaskResult.objects.get(pk=task.id).return_value, sent)
print(len(drafts), seconds)
"""


def main() -> None:
    options = asked(__doc__)
    with a_served_fair(data=options.data) as (fair, server):
        done = subprocess.run(
            [sys.executable, "-c", ISSUE, str(options.size(90, 2))],
            env=fair.installation.environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            check=True,
        )
        mebibytes = _peak_mib(server)
    made, seconds = done.stdout.split()
    print(
        f"{int(made)} invoices issued and checked by the worker: {float(seconds):.1f} s (at most {LIMIT_S:g}), "
        f"{mebibytes} MiB with its child processes (at most {LIMIT_MIB})"
    )


def _peak_mib(server: Server) -> int:
    """The most that the worker and its children ever held, each at its own moment."""
    worker = server.child("parvis.cli worker")
    states = [Path(f"/proc/{pid}/status").read_text() for pid in (worker, *descendants(worker))]
    return sum(int(peak[1]) for state in states if (peak := re.search(r"VmHWM:\s+(\d+)", state))) // 1024


if __name__ == "__main__":
    main()
