"""Every issued paper has its way; what a program hands over leaves once; what comes back is kept for ever."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from parvis.companies.models import Company
from parvis.editions.models import Edition
from parvis.editions.tests.factories import NOON, make_actor
from parvis.treasury import tasks
from parvis.treasury.actions import transmissions as actions
from parvis.treasury.actions.invoices import issue_invoice
from parvis.treasury.actions.payments import take_back_payment
from parvis.treasury.models import (
    Code,
    IncomingInvoice,
    Invoice,
    Regime,
    Route,
    Transmission,
    TransmissionEvent,
    TransmissionTerms,
)
from parvis.treasury.snapshots import buyer_of
from parvis.treasury.tests.factories import credit, make_billing_edition, make_buyer, make_draft, make_issued, pay
from parvis.treasury.tests.platforms import PLATFORMS, Counting, choose, codes, issued, way
from parvis.treasury.transmission import ledger
from parvis.treasury.transmission.carrying import LEASE, carry_all, hand_over
from parvis.treasury.transmission.platform import Handed, platform_named
from parvis.treasury.transmission.routing import way_of

db = pytest.mark.django_db
BY = make_actor()
DAY = timedelta(days=1)
TODAY = NOON.date()


@pytest.fixture(autouse=True)
def platforms(settings: Settings, tmp_path: Path) -> None:
    settings.PLATFORMS = PLATFORMS
    settings.MEDIA_ROOT = tmp_path


WAYS = [
    ({}, {Regime.NORMAL}, date(2027, 8, 31), (Route.MAIL, False)),
    ({}, {Regime.NORMAL}, date(2027, 9, 1), (Route.PLATFORM, False)),
    ({}, {Regime.FRANCHISE}, date(2027, 9, 1), (Route.PLATFORM, False)),
    ({}, {Regime.NON_PROFIT}, date(2027, 9, 1), (Route.MAIL, False)),
    ({"siren": ""}, {Regime.NORMAL}, date(2027, 9, 1), (Route.MAIL, True)),
    ({"country": "DE"}, {Regime.EU}, date(2027, 9, 1), (Route.MAIL, True)),
    ({"country": "US"}, {Regime.WORLD}, date(2026, 9, 1), (Route.MAIL, True)),
    ({"kind": "public"}, {Regime.NORMAL}, date(2026, 9, 1), (Route.CHORUS, False)),
    ({"kind": "public", "country": "DE"}, {Regime.EU}, date(2027, 9, 1), (Route.MAIL, True)),
]


@pytest.mark.parametrize(("fields", "regimes", "on", "expected"), WAYS)
def test_the_buyer_the_regime_and_the_day_decide_the_way(
    fields: dict[str, str], regimes: set[str], on: date, expected: tuple[Route, bool]
) -> None:
    company = Company(**{"name": "Nubelis", "siren": "900000001", "country": "FR", "kind": "large", **fields})

    assert way_of(buyer_of(company), regimes, TransmissionTerms(), on=on) == expected


@db
def test_each_paper_has_its_way_from_its_issue(django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks() as asked:
        invoice = make_issued(make_billing_edition())
    assert asked == []
    assert [(one.route, one.platform, str(one)) for one in Transmission.objects.all()] == [("mail", "", "F2026-0001")]
    assert way(invoice).keep_until == date(2038, 1, 1)

    choose("simulated")
    with django_capture_on_commit_callbacks() as asked:
        note = credit(invoice, 1_000)
    assert len(asked) == 1
    assert (note.transmission.route, note.transmission.platform) == ("platform", "simulated")
    assert note.transmission.owner == invoice


@db
def test_a_public_body_is_reached_by_chorus_pro_and_by_hand() -> None:
    edition = make_billing_edition()
    choose("simulated")
    draft = make_draft(edition, make_buyer("Mairie", kind="public", siret="90000000100018", siren="900000001"))
    Invoice.objects.filter(pk=draft.pk).update(has_no_service_code=True, has_no_engagement=True)

    invoice = issue_invoice(draft, by=BY, at=NOON)

    assert (way(invoice).route, way(invoice).platform) == ("chorus", "manual")
    assert carry_all(at=NOON) == []
    assert codes(invoice) == []
    assert list(ledger.to_do_by_hand(edition)) == [way(invoice)]
    TransmissionTerms.objects.update(platform="manual")
    assert carry_all(at=NOON) == []


@db
def test_a_paper_leaves_once_and_what_becomes_of_it_is_kept() -> None:
    invoice = issued("simulated")

    for hours in (0, 0, 3, 30, 80, 80):
        assert carry_all(at=NOON + timedelta(hours=hours)) == []

    assert codes(invoice) == [Code.DEPOSITED, Code.RECEIVED, Code.IN_HAND, Code.APPROVED]
    first = TransmissionEvent.objects.order_by("pk")[0]
    assert (first.reference[:4], first.is_by_hand, str(first)) == ("SIM-", False, "F2026-0001 200")
    assert way(invoice).attempt_count == 1
    assert way(invoice).progress.key == "sent"
    assert platform_named("simulated").deposit(
        Handed("F2026-0001", TODAY, b"", invoice.pdf_sha256), at=NOON + DAY
    ) == platform_named("simulated").deposit(Handed("F2026-0001", TODAY, b"", invoice.pdf_sha256), at=NOON)


@db
def test_statuses_of_days_without_a_worker_are_not_lost() -> None:
    invoice = issued("simulated")
    carry_all(at=NOON)
    pay(invoice, 1_000)

    carry_all(at=NOON + 9 * DAY)

    assert sorted(codes(invoice)) == [Code.DEPOSITED, Code.RECEIVED, Code.IN_HAND, Code.APPROVED, Code.CASHED]


@db
@pytest.mark.parametrize(("order", "code"), [("BC INCONNU 7", Code.REFUSED), ("REJET-1", Code.REJECTED)])
def test_a_refusal_says_why_until_the_invoice_is_credited(order: str, code: int) -> None:
    invoice = issued("simulated", order=order)
    carry_all(at=NOON)
    carry_all(at=NOON + 3 * DAY)

    assert codes(invoice)[-1] == code
    assert "ommande" in ledger.events_of(way(invoice))[0].reason
    assert way(invoice).progress.key == "trouble"
    assert list(ledger.in_trouble(invoice.exhibitor.edition)) == [way(invoice)]
    credit(invoice)
    assert list(ledger.in_trouble(invoice.exhibitor.edition)) == []


@db
def test_a_file_that_the_platform_will_not_have_is_rejected() -> None:
    invoice = issued("choosy")

    assert carry_all(at=NOON) == []

    assert codes(invoice) == [Code.REJECTED]
    assert ledger.events_of(way(invoice))[0].reason == "F2026-0001 of 2026: unknown seller"
    other = platform_named("simulated")
    other.deposit(Handed("F1", TODAY, b"", "one"), at=NOON)
    with pytest.raises(Exception, match="another file has this number"):
        other.deposit(Handed("F1", TODAY, b"", "two"), at=NOON)


@db
@pytest.mark.parametrize(("platform", "words"), [("away", "no answer about F2026-0001"), ("broken", "a fault")])
def test_a_platform_that_fails_is_tried_again_later_and_later(platform: str, words: str) -> None:
    invoice = issued(platform)

    assert "F2026-0001" in carry_all(at=NOON)

    assert words in way(invoice).problem
    assert way(invoice).progress.key == "problem"
    assert way(invoice).due_at == NOON + timedelta(minutes=5)
    assert list(ledger.to_hand_over(NOON)) == []
    later = NOON + timedelta(minutes=6)
    assert not hand_over(way(invoice), at=later)
    assert way(invoice).due_at == later + timedelta(minutes=30)
    actions.try_again(way(invoice), at=later)
    TransmissionTerms.objects.update(platform="simulated")
    Transmission.objects.update(platform="simulated")
    assert carry_all(at=later) == []
    assert (codes(invoice), way(invoice).problem) == ([Code.DEPOSITED], "")


@db
def test_a_missing_file_is_said(settings: Settings) -> None:
    invoice = issued("simulated")
    (Path(settings.MEDIA_ROOT) / invoice.pdf_path).unlink()

    assert carry_all(at=NOON) == ["F2026-0001"]
    assert way(invoice).problem == "The file of F2026-0001 is missing."


@db
def test_who_dies_after_the_deposit_leaves_a_row_that_is_finished_later() -> None:
    invoice = issued("deadly")
    with pytest.raises(KeyboardInterrupt):
        carry_all(at=NOON)
    assert codes(invoice) == []
    Transmission.objects.update(platform="simulated")

    assert carry_all(at=NOON + LEASE / 2) == []
    assert codes(invoice) == []
    assert carry_all(at=NOON + LEASE) == []

    assert codes(invoice) == [Code.DEPOSITED]
    event = TransmissionEvent.objects.get()
    assert event.happened_at == NOON
    folder: Path = platform_named("simulated").folder  # type: ignore[attr-defined]
    assert [path.name for path in folder.glob("*.json")] == ["F2026-0001.json"]


def at_once(work: Any, count: int = 8) -> list[Any]:
    def run(_number: int) -> Any:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_eight_workers_hand_one_paper_over_once_and_without_the_lease_they_would_not() -> None:
    invoice = issued("counting")
    Counting.calls.clear()

    at_once(lambda: hand_over(way(invoice), at=NOON))

    assert Counting.calls == ["F2026-0001"]
    assert codes(invoice) == [Code.DEPOSITED]
    # the control: the same eight, without taking the row first
    paper = Handed("F2026-0001", TODAY, b"", "")
    at_once(lambda: platform_named("counting").deposit(paper, at=NOON))
    assert len(Counting.calls) == 1 + 8


@db
def test_a_closed_edition_is_read_only_for_platforms_too() -> None:
    invoice, other = issued("simulated"), issued("simulated")
    hand_over(way(other), at=NOON)
    pay(other, 100)
    Edition.objects.update(state="closed", closed_at=NOON)

    assert carry_all(at=NOON + 5 * DAY) == []

    assert codes(invoice) == []
    assert codes(other) == [Code.DEPOSITED]


@db
def test_strangers_and_unknown_codes_are_left_out_and_supplier_invoices_kept_once() -> None:
    invoice = issued("talking")

    for _time in range(2):
        carry_all(at=NOON)

    assert codes(invoice) == [Code.DEPOSITED]
    incoming = IncomingInvoice.objects.get()
    assert (str(incoming), incoming.platform, incoming.keep_until) == ("supplier.pdf", "talking", date(2038, 1, 1))


@db
def test_the_simulated_platform_delivers_what_lies_in_its_folder() -> None:
    issued("simulated")
    folder: Path = platform_named("simulated").folder / "incoming"  # type: ignore[attr-defined]
    folder.mkdir(parents=True)
    (folder / "bill.pdf").write_bytes(b"%PDF-1.7 bill")

    carry_all(at=NOON)

    assert IncomingInvoice.objects.get().name == "bill.pdf"


@db
def test_money_is_told_once_each_and_taking_back_is_told_too() -> None:
    invoice = issued("simulated")
    payment = pay(invoice, 1_000)
    carry_all(at=NOON)
    take_back_payment(payment, by=BY, at=NOON)
    for _time in range(2):
        assert carry_all(at=NOON) == []

    told = TransmissionEvent.objects.filter(code=Code.CASHED).order_by("pk")
    assert [event.payment.amount_cents for event in told if event.payment] == [1_000, -1_000]
    assert way(invoice).progress.key == "sent"
    Transmission.objects.update(platform="away")
    TransmissionTerms.objects.update(platform="away")
    pay(invoice, 500)
    assert len(carry_all(at=NOON)) == 2


@db
def test_the_task_comes_back_while_something_fails_and_the_night_too() -> None:
    issued("away")

    tasks.carry_transmissions.func(attempt=tasks.RETRIES)
    assert not DBTaskResult.objects.exists()
    tasks.carry_transmissions.func()
    again = DBTaskResult.objects.get()
    assert (again.args_kwargs["args"], again.run_after > timezone.now()) == ([2], True)
    out = StringIO()
    call_command("carry_transmissions", stdout=out)
    assert out.getvalue() == "away\n1 to be tried again\n"
    assert Transmission.objects.get().attempt_count == 1
