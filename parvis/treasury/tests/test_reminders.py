"""Late money: its age, its penalties to the cent, and reminders that a person sends."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from parvis.companies.tests.factories import make_contact
from parvis.core.errors import Refused
from parvis.core.tests.pdf_reading import text_of
from parvis.editions.models import Edition, LogEntry
from parvis.editions.tests.factories import NOON, client_in, make_actor
from parvis.exhibitors.models import Exhibitor
from parvis.outbox.models import Message
from parvis.treasury.actions.payments import take_back_payment
from parvis.treasury.actions.reminders import close_dispute, open_dispute, send_reminder, write_penalty_rate
from parvis.treasury.chasing import aged_balance, late_ones, paid_late
from parvis.treasury.documents import stored_bytes
from parvis.treasury.models import Dispute, Invoice, PenaltyRate, Reminder
from parvis.treasury.penalties import penalty_cents, pieces_of
from parvis.treasury.reminding import age_column, step_due
from parvis.treasury.tests.factories import credit, make_billing_edition, make_buyer, make_draft, make_issued, pay

BY = make_actor()
db = pytest.mark.django_db
DUE = date(2026, 10, 15)  # of an invoice issued at NOON


def days(count: int) -> timedelta:
    return timedelta(days=count)


def at_day(count: int) -> datetime:
    """So many days after the due date."""
    return NOON + days(30 + count)


STEPS_DUE = [
    *((2, [], 0), (3, [], 1), (14, [], 1), (15, [], 2), (40, [], 3)),
    *((3, [1], 0), (15, [1], 2), (15, [2], 0), (30, [2], 3), (99, [3], 0)),
]


@pytest.mark.parametrize(("late", "sent", "level"), STEPS_DUE)
def test_the_furthest_step_reached_is_proposed_once(late: int, sent: list[int], level: int) -> None:
    step = step_due(DUE, DUE + days(late), sent)

    assert (step.level if step else 0) == level


def test_ages() -> None:
    assert [age_column(DUE, DUE + days(n)) for n in (-5, 0, 1, 30, 31, 60, 61, 90, 91)] == [0, 0, 1, 1, 2, 2, 3, 3, 4]


def test_penalties_follow_amounts_and_rates_day_by_day() -> None:
    rates = [(date(2026, 7, 1), 1215), (date(2027, 1, 1), 1240)]
    settled = [(DUE + days(10), 100_000), (DUE - days(1), 8_000)]

    pieces = pieces_of(DUE, date(2027, 1, 4), total_cents=288_000, settled=settled, rates=rates)

    assert [(p.days, p.cents, p.basis_points) for p in pieces] == [
        (10, 280_000, 1215),
        (67, 180_000, 1215),
        (4, 180_000, 1240),
    ]
    # 2800 x 12.15 % x 10/365 + 1800 x 12.15 % x 67/365 + 1800 x 12.40 % x 4/365 = 9.3205 + 40.1449 + 2.4460
    assert penalty_cents(pieces) == 5191
    assert pieces_of(DUE, DUE, total_cents=1, settled=[], rates=rates) == []


def test_without_a_rate_nothing_is_computed() -> None:
    pieces = pieces_of(DUE, DUE + days(5), total_cents=100, settled=[], rates=[(DUE + days(3), 1000)])

    assert [(p.days, p.percent) for p in pieces] == [(2, None), (3, 10)]
    assert penalty_cents(pieces) is None
    assert pieces_of(DUE, DUE + days(5), total_cents=100, settled=[(DUE, 100)], rates=[]) == []


def chased(**fields: Any) -> Invoice:
    invoice = make_issued(make_billing_edition(), make_buyer("Nubelis"), **fields)
    make_contact(invoice.exhibitor.company, email="billing@nubelis.example", is_billing=True)
    return invoice


@db
def test_the_aged_balance_adds_up_to_what_is_due() -> None:
    edition = make_billing_edition()
    buyer = make_buyer("Nubelis")
    first, other, paid = make_issued(edition, buyer), make_issued(edition), make_issued(edition)
    pay(paid, 288_000)
    pay(other, 100)

    rows = aged_balance(edition, DUE + days(31))

    assert [(row.company, row.columns, row.total_cents) for row in rows] == [
        (first.exhibitor.company, [0, 0, 288_000, 0, 0], 288_000),
        (other.exhibitor.company, [0, 0, 287_900, 0, 0], 287_900),
    ]
    assert aged_balance(edition, DUE)[0].columns == [288_000, 0, 0, 0, 0]


@db
def test_late_ones_say_what_was_done_and_what_comes_next() -> None:
    invoice = chased()
    PenaltyRate.objects.create(starts_on=date(2026, 7, 1), basis_points=1000)
    payment = pay(invoice, 88_000, received_on=NOON.date())
    credit(invoice, 10_000)
    take_back_payment(payment, by=BY, at=NOON)
    send_reminder(invoice, level=1, by=BY, at=at_day(3))

    one = late_ones(invoice.exhibitor.edition, DUE + days(15))[0]

    assert (one.days, [r.level for r in one.sent], one.dispute, one.recovery_cents) == (15, [1], None, 4000)
    assert one.step
    assert one.step.level == 2
    # 2760 x 10 % x 15/365
    assert one.penalty_cents == 1134
    open_dispute(invoice, reason="Wrong booth", by=BY, at=NOON)
    assert late_ones(invoice.exhibitor.edition, DUE + days(15))[0].step is None


@db
def test_what_was_paid_late_shows_what_its_delay_came_to() -> None:
    invoice, early, other = chased(), make_issued(), make_issued()
    edition = invoice.exhibitor.edition
    for one in (early, other):
        Exhibitor.objects.filter(pk=one.exhibitor_id).update(edition=edition)
    PenaltyRate.objects.create(starts_on=date(2026, 7, 1), basis_points=1000)
    pay(invoice, 288_000, received_on=DUE + days(20), at=at_day(20))
    pay(early, 288_000)
    pay(other, 287_000)
    credit(other, 1_000, at=NOON)
    take_back_payment(pay(other, 100, received_on=DUE + days(1), at=at_day(1), accept_overpayment=True), by=BY, at=NOON)

    found = paid_late(edition, DUE + days(40))

    # 2880 x 10 % x 20/365
    assert [(one.invoice, one.days, one.penalty_cents, one.recovery_cents) for one in found] == [
        (invoice, 20, 1578, 4000)
    ]
    assert late_ones(edition, DUE + days(40)) == []
    nora = client_in(edition, pole="treasury")
    page = nora.get(reverse("treasury:penalty_list", args=[edition.slug])).content.decode()
    assert "Paid late" in page
    assert "€15.78" in page


@db
def test_a_reminder_is_kept_as_it_was_sent_and_sent_once() -> None:
    invoice = chased()

    first, second = (send_reminder(invoice, level=1, by=BY, at=at_day(4)) for _ in range(2))

    assert first == second
    reminder = Reminder.objects.get()
    assert (reminder.to_address, reminder.level, reminder.due_cents) == ("billing@nubelis.example", 1, 288_000)
    assert (reminder.sent_at, reminder.keep_until) == (at_day(4), date(2038, 1, 1))
    assert "F2026-0001" in reminder.text
    assert "2,880.00" in reminder.text
    assert str(reminder) == reminder.subject
    message = Message.objects.get(kind="invoice_reminder")
    assert message.to_address == reminder.to_address
    assert LogEntry.objects.filter(verb="reminder.sent").count() == 1


@db
def test_each_level_has_its_own_words() -> None:
    invoice = chased()

    texts = [send_reminder(invoice, level=n, by=BY, at=at_day(d))[0].text for n, d in ((1, 3), (2, 15), (3, 30))]

    assert "crossed" in texts[0]
    assert "in spite of our reminder" in texts[1]
    assert "formal notice" in texts[2]


@db
def test_no_reminder_too_early_after_payment_in_dispute_or_without_address() -> None:
    invoice = chased()

    def refused(words: str, level: int = 1, late: int = 5, of: Invoice = invoice) -> None:
        with pytest.raises(Refused, match=words):
            send_reminder(of, level=level, by=BY, at=at_day(late))

    refused("not the reminder", late=2)
    refused("not the reminder", level=2)
    refused("settled", of=make_draft())
    open_dispute(invoice, reason="Wrong booth", by=BY, at=NOON)
    refused("in dispute")
    close_dispute(invoice, by=BY, at=NOON)
    payment = pay(invoice, 288_000)
    refused("settled")
    take_back_payment(payment, by=BY, at=NOON)
    invoice.exhibitor.company.contacts.update(is_active=False)
    refused("has no contact")
    assert not Reminder.objects.exists()


@db
def test_a_dispute_is_opened_and_closed_once() -> None:
    invoice = chased()

    first, second = (open_dispute(invoice, reason="Wrong booth", by=BY, at=NOON) for _ in range(2))
    for _ in range(2):
        close_dispute(invoice, by=BY, at=NOON)

    assert first == second
    assert str(first) == "Wrong booth"
    assert LogEntry.objects.filter(verb__startswith="dispute.").count() == 2
    with pytest.raises(Refused, match="draft"):
        open_dispute(make_draft(), reason="x", by=BY, at=NOON)
    for _ in range(2):
        Dispute.objects.create(invoice=invoice, reason="x", opened_at=NOON, closed_at=NOON)


@db
def test_the_database_keeps_reminders() -> None:
    reminder = send_reminder(chased(), level=1, by=BY, at=at_day(3))[0]

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Reminder.objects.update(text="x")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        reminder.delete()


def write_rate(edition: Edition, points: int, legal: int = 276) -> PenaltyRate:
    words: dict[str, Any] = {"source": "ECB", "edition": edition, "by": BY, "at": NOON}
    return write_penalty_rate(date(2026, 7, 1), basis_points=points, legal_basis_points=legal, **words)


@db
def test_a_rate_is_three_times_the_legal_one_at_least() -> None:
    edition = make_billing_edition()

    with pytest.raises(Refused, match="three times the legal rate at least: 8"):
        write_rate(edition, 827)
    with pytest.raises(IntegrityError, match="three_times_legal"), transaction.atomic():
        PenaltyRate.objects.create(starts_on=DUE, basis_points=827, legal_basis_points=276)

    assert write_rate(edition, 828).legal_percent == Decimal("2.76")
    assert PenaltyRate(basis_points=1).legal_percent is None


@db
def test_an_invoice_prints_the_rate_that_computes_its_penalties() -> None:
    edition = make_billing_edition()
    before = make_issued(edition)
    write_rate(edition, 1240)

    after = make_issued(edition)

    assert after.seller["notes"]["PMD"] == f"{before.seller['notes']['PMD']} Taux en vigueur : 12,4\u00a0% par an."
    assert "12,4" in text_of(stored_bytes(after))


@db
def test_a_rate_below_the_law_s_is_said_on_the_page(edition: Edition) -> None:
    client = client_in(edition, pole="treasury")
    page = reverse("treasury:penalty_list", args=[edition.slug])
    typed = {"starts_on": "2026-07-01", "basis_points": "8.27", "legal_basis_points": "2.76", "source": ""}

    refused = client.post(page, typed)
    saved = client.post(page, {**typed, "basis_points": "8.28"}, follow=True).content.decode()

    assert (refused.status_code, "three times the legal rate" in refused.content.decode()) == (422, True)
    assert "legal rate 2.76" in saved
    assert [one.basis_points for one in PenaltyRate.objects.all()] == [828]


@db
def test_a_rate_written_again_replaces_that_day_s() -> None:
    edition = make_billing_edition()

    first, second = (write_rate(edition, points) for points in (1215, 1240))

    assert first == second
    assert (PenaltyRate.objects.count(), str(second)) == (1, "2026-07-01 12.40 %")


@pytest.fixture
def edition() -> Edition:
    return make_billing_edition()


@pytest.fixture
def nora(edition: Edition) -> Client:
    return client_in(edition, pole="treasury")


def url(name: str, edition: Edition, *ids: int) -> str:
    return reverse(f"treasury:{name}", args=[edition.slug, *ids])


@db
def test_empty_pages_say_so(nora: Client, edition: Edition) -> None:
    assert "Nobody owes anything" in nora.get(url("aged_balance", edition)).content.decode()
    assert "Nothing is late" in nora.get(url("reminder_list", edition)).content.decode()
    assert "No rate is written yet" in nora.get(url("penalty_list", edition)).content.decode()


@db
def test_what_is_ticked_goes_out_and_the_page_says_what_did_not(nora: Client, edition: Edition) -> None:
    invoice = make_issued(edition, make_buyer("Nubelis"), at=timezone.now() - days(40))
    make_contact(invoice.exhibitor.company, is_billing=True)
    page = nora.get(url("reminder_list", edition)).content.decode()
    assert f'value="{invoice.pk}:1"' in page

    def send(*steps: str) -> str:
        return str(nora.post(url("reminder_send", edition), {"steps": steps}, follow=True).content.decode())

    assert "No reminder was sent" in send()
    assert "No reminder was sent" in send("x:1", "999:1", f"{invoice.pk}:x")
    assert "not the reminder" in send(f"{invoice.pk}:3")
    assert "1 reminder goes out" in send(f"{invoice.pk}:1")
    assert Reminder.objects.count() == 1


@db
def test_the_dispute_is_noted_and_ended_on_the_page(nora: Client, edition: Edition) -> None:
    invoice = make_issued(edition, at=timezone.now() - days(40))

    assert nora.post(url("dispute_open", edition, invoice.pk), {"reason": ""}).status_code == 422
    noted = nora.post(url("dispute_open", edition, invoice.pk), {"reason": "Wrong booth"}, follow=True)
    assert "Wrong booth" in noted.content.decode()
    nora.post(url("dispute_close", edition, invoice.pk))
    assert Dispute.objects.get().closed_at


@db
def test_the_computation_is_shown_with_its_rates(nora: Client, edition: Edition) -> None:
    make_issued(edition, at=timezone.now() - days(40))
    assert "A rate is missing" in nora.get(url("penalty_list", edition)).content.decode()

    assert nora.post(url("penalty_list", edition), {"starts_on": "2020-01-01", "basis_points": "0"}).status_code == 422
    nora.post(
        url("penalty_list", edition), {"starts_on": "2020-01-01", "basis_points": "12.15", "legal_basis_points": "2.76"}
    )

    page = nora.get(url("penalty_list", edition)).content.decode()
    assert "12.15&nbsp;%" in page
    # 2880 x 12.15 % x 10/365
    assert "€9.59 of penalties, and €40.00 for recovery" in page


@db
def test_the_aged_balance_is_exported(nora: Client, edition: Edition) -> None:
    make_issued(edition, make_buyer("Nubelis"), at=timezone.now())

    assert "€2,880.00" in nora.get(url("aged_balance", edition)).content.decode()
    text = nora.get(url("aged_balance", edition) + "?export=csv").content.decode("utf-8-sig")
    assert text.splitlines()[1] == "Nubelis,2880,0,0,0,0,2880"
    assert nora.get(url("aged_balance", edition) + "?export=xlsx").content.startswith(b"PK")
