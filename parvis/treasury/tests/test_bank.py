"""Bank lines: each movement once, payments by them, and what the database refuses."""

import time
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from parvis.core.errors import Refused
from parvis.editions.models import Edition, LogEntry
from parvis.editions.tests.factories import NOON, make_actor
from parvis.treasury import bank_lines
from parvis.treasury.actions.allocations import left_of
from parvis.treasury.actions.matching import allocate_line, free_allocation, match_exactly, set_aside
from parvis.treasury.actions.payments import take_back_payment
from parvis.treasury.actions.statements import Brought, bring_in_statement
from parvis.treasury.models import Allocation, BankLine, BankStatement, Invoice, Payment
from parvis.treasury.tests.bank_files import IBAN, Move, camt, ofx1, table
from parvis.treasury.tests.factories import make_billing_edition, make_buyer, make_draft, make_issued, pay, with_amounts
from parvis.treasury.tests.test_numbering import at_once

BY = make_actor()
db = pytest.mark.django_db
races = pytest.mark.django_db(transaction=True)
LATER = NOON + timedelta(days=1)


@pytest.fixture
def edition() -> Edition:
    return make_billing_edition()


def bring(edition: Edition, *moves: Move, data: bytes = b"", account: str = "", **fields: Any) -> Brought:
    file = data or camt(*moves, **fields)
    return bring_in_statement(file, "s.xml", account=account, edition=edition, by=BY, at=NOON)


def one_line(edition: Edition, cents: int = 288_000, label: str = "VIR", **fields: Any) -> BankLine:
    bring(edition, Move(cents, label, day="2026-09-10"), **fields)
    return BankLine.objects.select_related("statement").latest("pk")


def allocate(line: BankLine, shares: dict[Invoice, int], key: str = "k", **fields: Any) -> list[Allocation]:
    return allocate_line(line, shares, request_key=key, by=BY, at=NOON, **fields)


def due(invoice: Invoice) -> int:
    return with_amounts(invoice).amounts.due_cents


def left(line: BankLine) -> int:
    return left_of(line)


@db
def test_the_same_file_brings_nothing_the_second_time(edition: Edition) -> None:
    moves = (Move(100, "A", bank_id="1"), Move(-50, "B"))

    first, second = (bring(edition, *moves) for _ in range(2))

    assert (first.new_count, first.known_count) == (2, 0)
    assert (second.new_count, second.known_count, second.statements) == (0, 2, [])
    assert BankStatement.objects.get().line_count == 2
    assert LogEntry.objects.filter(verb="statement.brought_in").count() == 1


@db
def test_two_identical_coffees_stay_two_and_an_overlap_brings_the_rest(edition: Edition) -> None:
    coffee = Move(-120, "CB CAFE")

    bring(edition, coffee, coffee)
    again = bring(edition, coffee, coffee, coffee, Move(500, "VIR"))

    assert (again.new_count, again.known_count) == (2, 2)
    assert list(BankLine.objects.order_by("pk").values_list("amount_cents", flat=True)) == [-120, -120, -120, 500]


@db
def test_the_bank_s_id_counts_more_than_the_words(edition: Edition) -> None:
    bring(edition, Move(100, "VIR", bank_id="1"))

    assert bring(edition, Move(100, "VIREMENT RECU", bank_id="1")).new_count == 0
    assert bring(edition, Move(100, "VIR", bank_id="2")).new_count == 1


@db
def test_a_day_to_come_and_a_bad_file_leave_nothing(edition: Edition) -> None:
    with pytest.raises(Refused, match="2026-09-16 is still to come"):
        bring(edition, Move(1, "A"), Move(1, "B", day="2026-09-16"))
    with pytest.raises(Refused, match="differ"):
        bring(edition, Move(1, "A"), gap=1)
    assert not BankLine.objects.exists()


FEE = Move(-250, "FRAIS TENUE DE COMPTE")


@db
def test_the_same_fee_on_the_same_day_of_two_accounts_is_two_lines(edition: Edition) -> None:
    first = bring(edition, data=table(FEE), account="FR76 3000")
    second = bring(edition, data=table(FEE, Move(900, "DON")), account="fr761111")
    again = bring(edition, data=table(FEE), account="FR763000")

    assert (first.new_count, second.new_count, again.new_count) == (1, 2, 0)
    assert [one.account for one in BankStatement.objects.order_by("pk")] == ["FR763000", "FR761111"]
    assert bank_lines.accounts_of(edition) == ["FR7630006000011234567890189", "FR761111", "FR763000"]


@db
def test_a_file_that_names_no_account_is_not_guessed(edition: Edition) -> None:
    with pytest.raises(Refused, match="which account"):
        bring(edition, data=table(FEE))
    with pytest.raises(Refused, match="is of the account FR7630006000011234567890189"):
        bring(edition, FEE, account="FR76 1111")
    assert not BankLine.objects.exists()
    assert bring(edition, FEE, account=IBAN.lower()).new_count == 1


@db
def test_a_table_may_name_the_account_of_each_line(edition: Edition) -> None:
    head = "Compte;Date;Libellé;Montant\n"

    brought = bring(edition, data=f"{head}A 1;10/09/2026;Frais;-2,50\nB2;10/09/2026;Frais;-2,50\n".encode())

    assert [(one.account, one.line_count) for one in brought.statements] == [("A1", 1), ("B2", 1)]


@db
@pytest.mark.parametrize("make", [camt, ofx1, table])
def test_number_and_amount_that_agree_pay_the_invoice(edition: Edition, make: Any) -> None:
    invoice, other = make_issued(edition), make_issued(edition)

    data = make(Move(576_000, f"VIR {invoice.number} ET {other.number}"))
    brought = bring(edition, data=data, account="" if make is not table else IBAN)

    assert brought.matched_count == 1
    assert (due(invoice), due(other)) == (0, 0)
    first, second = Payment.objects.order_by("invoice_id")
    assert (first.amount_cents, first.method, first.received_on) == (288_000, "transfer", date(2026, 9, 14))
    assert "VIR" in first.reference
    assert [a.is_automatic for a in Allocation.objects.filter(payment__in=[first, second])] == [True, True]
    assert LogEntry.objects.filter(verb="payment.entered").count() == 2
    assert not bank_lines.lines_to_match(edition).exists()


@db
def test_anything_less_certain_waits_for_a_person(edition: Edition) -> None:
    invoice = make_issued(edition, make_buyer("Nubelis"))
    number = invoice.number or ""
    moves = (
        Move(287_999, number, bank_id="1"),
        Move(288_001, number, bank_id="2"),
        Move(288_000, "NUBELIS", bank_id="3"),
        Move(288_000, number, bank_id="4", original="USD 3100.00"),
        Move(-288_000, number, bank_id="5"),
    )

    assert bring(edition, *moves).matched_count == 0
    assert bring(edition, Move(288_000, number, bank_id="6"), currency="USD").matched_count == 0

    waiting = bank_lines.waiting(list(bank_lines.lines_to_match(edition)), edition)
    kinds = [[proposal.kind.key for proposal in one.proposals] for one in waiting]
    assert kinds == [["partial"], ["overpaid"], ["suggested"], ["exact"], ["exact"]]
    assert not Payment.objects.exists()


@db
def test_the_same_number_paid_twice_in_a_file_is_matched_once(edition: Edition) -> None:
    invoice = make_issued(edition)

    brought = bring(edition, *(Move(288_000, str(invoice.number), bank_id=key) for key in "12"))

    assert (brought.matched_count, due(invoice)) == (1, 0)


@db
def test_an_invoice_of_a_closed_edition_is_not_matched(edition: Edition) -> None:
    invoice = make_issued(make_billing_edition(slug="old"))
    Edition.objects.filter(slug="old").update(state="closed", closed_at=NOON)

    assert bring(edition, Move(288_000, str(invoice.number))).matched_count == 0


@db
def test_what_was_settled_meanwhile_is_left_for_a_person(edition: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    """The list of what is owed was read a moment too early."""
    invoice = make_issued(edition)
    line = one_line(edition, label="later")
    owed = bank_lines.money_owed()
    pay(invoice, 288_000)
    monkeypatch.setattr("parvis.treasury.actions.matching.money_owed", lambda: owed)
    line.label = str(invoice.number)

    assert match_exactly([line], by=BY, at=NOON) == []
    assert left(line) == 288_000


@db
def test_a_line_pays_part_and_the_rest_waits(edition: Edition) -> None:
    one, two = make_issued(edition), make_issued(edition)
    line = one_line(edition, 300_000)

    allocate(line, {one: 100_000})
    allocate(line, {two: 150_000, one: 50_000}, key="k2")

    assert (due(one), due(two), left(line)) == (138_000, 138_000, 0)
    with pytest.raises(Refused, match="is left"):
        allocate(line, {one: 1}, key="k3")


@db
def test_the_same_key_sent_twice_allocates_once(edition: Edition) -> None:
    invoice, line = make_issued(edition), one_line(edition)

    first, second = (allocate(line, {invoice: 288_000}) for _ in range(2))

    assert first == second
    assert Payment.objects.count() == 1


@db
def test_what_cannot_pay_is_refused(edition: Edition) -> None:
    invoice, draft = make_issued(edition), make_draft(edition)
    out, dollars = one_line(edition, -100), one_line(edition, 100, currency="USD")

    with pytest.raises(Refused, match="went out"):
        allocate(out, {invoice: 100})
    with pytest.raises(Refused, match="in USD"):
        allocate(dollars, {invoice: 100})
    with pytest.raises(Refused, match="issue this one first"):
        allocate(one_line(edition), {draft: 100})
    with pytest.raises(Refused, match="more"):
        allocate(one_line(edition, 300_000), {invoice: 300_000})
    assert allocate(one_line(edition, 300_001), {invoice: 300_001}, accept_overpayment=True)
    assert due(invoice) == -12_001


@db
def test_unmatching_takes_the_payment_back_and_frees_the_line(edition: Edition) -> None:
    invoice, line = make_issued(edition), one_line(edition)
    allocation = allocate(line, {invoice: 288_000})[0]

    for _ in range(2):
        free_allocation(allocation, by=BY, at=LATER)

    assert (due(invoice), left(line)) == (288_000, 288_000)
    opposite = Allocation.objects.get(corrects=allocation)
    assert (opposite.amount_cents, opposite.payment) == (-288_000, Payment.objects.get(corrects=allocation.payment))
    assert bank_lines.explained([line]) == []
    with pytest.raises(Refused, match="already takes back"):
        free_allocation(opposite, by=BY, at=LATER)
    allocate(line, {invoice: 288_000}, key="again")
    assert (due(invoice), left(line)) == (0, 0)


@db
def test_taking_back_the_payment_frees_its_line_too(edition: Edition) -> None:
    invoice, line = make_issued(edition), one_line(edition)
    allocation = allocate(line, {invoice: 288_000})[0]
    assert allocation.payment

    take_back_payment(allocation.payment, by=BY, at=LATER)

    assert (due(invoice), left(line)) == (288_000, 288_000)


@db
def test_money_that_pays_no_invoice_is_set_aside_and_comes_back(edition: Edition) -> None:
    line = one_line(edition, 5_000, "SUBVENTION")

    first = set_aside(line, reason="Grant", by=BY, at=NOON)
    assert first
    assert set_aside(line, reason="Grant", by=BY, at=NOON) is None
    assert bank_lines.explained([line]) == [first]
    for _ in range(2):
        free_allocation(first, by=BY, at=NOON)

    assert left(line) == 5_000
    assert LogEntry.objects.filter(verb="bank_line.freed").count() == 1
    with pytest.raises(Refused, match="Say what"):
        set_aside(line, reason=" ", by=BY, at=NOON)
    with pytest.raises(Refused, match="went out"):
        set_aside(one_line(edition, -5), reason="Fees", by=BY, at=NOON)


@db
def test_the_database_keeps_lines_and_their_sums(edition: Edition) -> None:
    out, invoice, line = one_line(edition, -1), make_issued(edition), one_line(edition, 1_000)
    first = allocate(line, {invoice: 600})[0]
    payment = pay(invoice, 500)
    values: dict[str, Any] = {"line": line, "made_at": NOON, "keep_until": date(2038, 1, 1)}

    def refused(words: str, **fields: Any) -> None:
        with pytest.raises(IntegrityError, match=words), transaction.atomic():
            Allocation.objects.create(**values, **fields)

    refused("within its amount", payment=payment, amount_cents=500)
    refused("as much as its payment", payment=payment, amount_cents=400)
    refused("its opposite", corrects=first, amount_cents=-500, reason="x")
    refused("within its amount", reason="x", amount_cents=-1)
    refused("allocation_pays_or_says_why", amount_cents=1)
    values["line"] = out
    refused("allocation_amount", reason="x", amount_cents=-1)
    refused("within its amount", reason="x", amount_cents=1)
    for model in (BankStatement, BankLine, Allocation):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            model.objects.update(keep_until=NOON.date())
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            model.objects.filter(pk__gt=0)._raw_delete("default")
    assert (str(line), str(line.statement), str(first)) == ("VIR", "s.xml", "VIR 600")


@races
def test_the_same_file_brought_in_by_four_people_at_once_is_brought_in_once() -> None:
    edition = make_billing_edition()
    data = camt(*(Move(100 + number, f"VIR {number}") for number in range(20)))

    brought = at_once(lambda _n: bring(edition, data=data).new_count, 4, threads=4)

    assert sorted(brought) == [0, 0, 0, 20]
    assert (BankStatement.objects.count(), BankLine.objects.count()) == (1, 20)


@races
def test_without_the_lock_the_same_file_would_come_twice() -> None:
    """The negative control: what is known is read, then written, as nobody should; the key's constraint catches it."""
    edition = make_billing_edition()
    statement = one_line(edition).statement
    usual: dict[str, Any] = {"booked_on": NOON.date(), "amount_cents": 1, "keep_until": NOON.date()}

    def work(number: int) -> str:
        known = BankLine.objects.filter(key="same").exists()
        time.sleep(0.05)
        try:
            if not known:
                BankLine.objects.create(statement=statement, position=100 + number, key="same", **usual)
        except IntegrityError:
            return "refused"
        return "known" if known else "brought"

    assert "refused" in at_once(work, 4, threads=4)


@races
def test_one_line_matched_by_four_people_at_once_pays_once() -> None:
    edition = make_billing_edition()
    invoice, line = make_issued(edition), one_line(edition, 100_000)

    def work(number: int) -> str:
        try:
            allocate(line, {invoice: 100_000}, key=f"k{number}")
        except Refused:
            return "refused"
        return "paid"

    assert sorted(at_once(work, 4, threads=4)) == ["paid", "refused", "refused", "refused"]
    assert (due(invoice), left(line)) == (188_000, 0)


@races
def test_without_the_lock_the_trigger_still_keeps_the_line() -> None:
    """The negative control: what is left is asked without the lock; all see it, and only the database refuses."""
    edition = make_billing_edition()
    line = one_line(edition, 1_000)
    values: dict[str, Any] = {"line": line, "reason": "x", "made_at": NOON, "keep_until": date(2038, 1, 1)}

    def work(_number: int) -> str:
        seen = left(line)
        time.sleep(0.05)
        try:
            Allocation.objects.create(amount_cents=seen, **values) if seen else None
        except IntegrityError:
            return "refused by the database"
        return "allocated" if seen else "late"

    answers = at_once(work, 4, threads=4)

    assert answers.count("allocated") == 1
    assert "refused by the database" in answers
    assert left(line) == 0
