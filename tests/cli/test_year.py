"""Papers handed out, and the year's opening and closing."""

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from parvis.cli import main
from parvis.editions.models import Edition, Membership
from parvis.editions.tests.factories import make_edition, make_member
from parvis.reports.tests.ready import make_openable
from parvis.treasury.tests.factories import make_billing_edition, make_issued
from tests.cli.shell import Shell

pytestmark = pytest.mark.django_db


def test_invoices_export_writes_the_issued_bytes(shell: Shell, tmp_path: Path) -> None:
    edition = make_billing_edition()
    invoice = make_issued(edition)
    out = tmp_path / "papers" / "2026"

    answer = shell.do("invoices", "export", "--edition", edition.slug, "--out", str(out))

    path = out / f"{invoice.number}.pdf"
    assert answer == {"files": [{"number": invoice.number, "path": str(path), "sha256": invoice.pdf_sha256}]}
    assert hashlib.sha256(path.read_bytes()).hexdigest() == invoice.pdf_sha256


def test_invoices_export_of_an_edition_without_any(shell: Shell, tmp_path: Path) -> None:
    make_edition("forum")

    assert shell.do("invoices", "export", "--edition", "forum", "--out", str(tmp_path)) == {"files": []}
    assert shell.refused("invoices", "export", "--edition", "nope", "--out", str(tmp_path)) == "unknown_edition"


def test_an_edition_is_closed_copied_forward_and_opened(shell: Shell) -> None:
    source = make_openable(make_edition("forum-2026"), at=timezone.now())
    make_member(source, pole="presidency", role="lead")
    day = (timezone.localdate() + timedelta(days=330)).isoformat()

    closed = shell.do("edition", "close", "forum-2026")
    words = ["--from", "forum-2026", "--fair-on", day, "--name", "Forum 2027"]
    copied = shell.do("edition", "open", "forum-2027", *words, "--president", "ines@forum.example")
    opened = shell.do("edition", "open", "forum-2027")

    assert closed == {"slug": "forum-2026", "state": "closed"}
    assert copied == {"slug": "forum-2027", "state": "preparing", "copied_from": "forum-2026"}
    assert opened == {"slug": "forum-2027", "state": "open"}
    assert not Membership.objects.filter(edition=source, ended_at=None).exists()
    assert Membership.objects.get(edition__slug="forum-2027").user.email == "ines@forum.example"


def test_an_edition_that_is_not_ready_says_what_is_missing(shell: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    edition = make_openable(make_edition("forum", state="preparing"), at=timezone.now())
    edition.days.all().delete()
    sentence = "Give the edition at least one fair day to come, with the hours of its doors."
    reasons = [f"Fair days and hours of the doors (General secretary): {sentence}"]

    code, answer = shell.ask("edition", "open", "forum")

    detail = "Forum 1 cannot open yet. To be put right first: Fair days and hours of the doors."
    assert (code, answer) == (1, {"error": {"code": "not_ready", "detail": detail, "reasons": reasons}})
    assert main(["edition", "open", "forum"]) == 1
    assert capsys.readouterr().err.splitlines()[-2:] == [detail, f"  {reasons[0]}"]
    edition.refresh_from_db()
    assert edition.state == "preparing"


def test_an_edition_is_not_opened_or_closed_twice(shell: Shell) -> None:
    make_edition("forum")

    assert shell.refused("edition", "open", "forum") == "refused"
    shell.do("edition", "close", "forum")
    assert shell.refused("edition", "close", "forum") == "refused"
    assert shell.refused("edition", "close", "nope") == "unknown_edition"
    assert shell.refused("edition", "open", "forum", "--from", "forum", "--fair-on", "2027-10-19") == "refused"


def test_the_demo_is_not_loaded_over_data_nor_thrown_away_in_production(shell: Shell, settings: Settings) -> None:
    make_edition()
    assert shell.refused("demo") == "not_empty"
    settings.MODE = "production"
    assert shell.refused("demo", "--reset") == "not_a_demo"
    assert Edition.objects.count() == 1
