"""Fifty people issue at once and some of their machines are cut off: numbers without a hole, each with its paper."""

import hashlib
import subprocess
import sys
import time

from tests.cli.shell import DATA
from tests.installation import Installation

PROCESSES, THREADS, EACH = 5, 10, 11
KILLED_AT = (3, 6, 9)  # issued invoices: the first three processes die there

DRAFTS = """
import sys
import django
django.setup()
from parvis.treasury.tests.factories import make_billing_edition, make_draft
edition = make_billing_edition()
for _ in range(int(sys.argv[1])):
    make_draft(edition)
"""

ISSUING = """
import sys
import django
django.setup()
from concurrent.futures import ThreadPoolExecutor
from django.db import OperationalError, connection
from django.utils import timezone
from parvis.editions.tests.factories import make_actor
from parvis.treasury.actions.invoices import issue_invoice
from parvis.treasury.models import Invoice

def work(number):
    while True:
        try:
            issue_invoice(Invoice.objects.get(pk=number), by=make_actor(), at=timezone.now())
        except OperationalError:  # too many before us for too long: whoever is told so presses again
            continue
        finally:
            connection.close()
        return

with ThreadPoolExecutor(int(sys.argv[1])) as pool:
    list(pool.map(work, map(int, sys.argv[2:])))
"""


def begin(installation: Installation, drafts: list[int]) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-c", ISSUING, str(THREADS), *map(str, drafts)]
    with installation.log.open("ab") as log:
        return subprocess.Popen(words, env=installation.environment, stdout=log, stderr=log)


def issued(installation: Installation) -> int:
    return installation.count("treasury_invoice", "status = 'issued'")


def kill_at(count: int, process: subprocess.Popen[bytes], installation: Installation) -> None:
    while process.poll() is None and issued(installation) < count:
        time.sleep(0.02)
    assert process.poll() is None, installation.log.read_text()
    process.kill()
    process.wait()


def assert_no_hole(installation: Installation) -> int:
    """Numbers from 1 on, dates that never go back, and the bytes of each; answers how many."""
    rows = installation.rows(
        "SELECT sequence, number, issued_on, pdf_path, pdf_sha256 FROM treasury_invoice"
        " WHERE status = 'issued' ORDER BY sequence"
    )
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
    assert [row[2] for row in rows] == sorted(row[2] for row in rows)
    for _sequence, number, _day, path, digest in rows:
        assert hashlib.sha256((installation.data / "media" / path).read_bytes()).hexdigest() == digest, number
    assert installation.rows("SELECT last_number FROM treasury_invoiceseries") == [(len(rows),)]
    assert installation.count("treasury_invoice", "status = 'draft' AND number IS NOT NULL") == 0
    assert installation.rows("PRAGMA integrity_check") == [("ok",)]
    assert installation.rows("PRAGMA foreign_key_check") == []
    return len(rows)


def test_fifty_issuers_of_whom_thirty_are_killed_leave_no_hole(installation: Installation) -> None:
    installation.command("import", "schools", str(DATA / "schools.csv"))  # which makes the database
    total = PROCESSES * EACH
    subprocess.run([sys.executable, "-c", DRAFTS, str(total)], env=installation.environment, check=True, timeout=300)
    drafts = [number for (number,) in installation.rows("SELECT id FROM treasury_invoice ORDER BY id")]
    issuers = [begin(installation, drafts[place::PROCESSES]) for place in range(PROCESSES)]

    for count, process in zip(KILLED_AT, issuers, strict=False):
        kill_at(count, process, installation)
    for process in issuers[len(KILLED_AT) :]:
        assert process.wait(600) == 0, installation.log.read_text()

    assert 2 * EACH <= assert_no_hole(installation) < total
    assert begin(installation, drafts).wait(600) == 0, installation.log.read_text()
    assert assert_no_hole(installation) == total
