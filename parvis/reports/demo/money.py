"""Invoices of the demo: issued after the signature, mostly paid, five late, two credited."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from parvis.reports.demo.story import Story
from parvis.reports.demo.treasury import UNKNOWN_ORDER
from parvis.reports.demo.year import DEMO, PAST
from parvis.treasury.actions.credit_notes import issue_credit_note, send_credit_note
from parvis.treasury.actions.deposits import draft_deposit
from parvis.treasury.actions.invoices import Answers, change_draft, issue_invoice, send_invoice
from parvis.treasury.actions.payments import enter_payment
from parvis.treasury.models import Invoice
from parvis.treasury.snapshots import is_public

TREASURER = {DEMO: "nora", PAST: "elsa"}
GESTURE_CENTS = 150_00
TERM_DAYS = 30
DEPOSIT_BASIS_POINTS, PAID_IN_DAYS = 3000, 9


@dataclass(frozen=True)
class Bill:
    """What becomes of one invoice. `held`: still a draft at T; `late`: due and not paid; `eased`: credited in part;
    `split`: a deposit is asked and paid before the rest; `refused`: its order number is unknown to the buyer;
    `banked`: its money comes with the statement of the last day."""

    is_held: bool = False
    is_late: bool = False
    is_eased: bool = False
    is_split: bool = False
    is_refused: bool = False
    is_banked: bool = False

    def __call__(self, story: Story, at: datetime) -> None:
        if self.is_held:
            return
        calendar, days = story.world.calendar, story.dice.randint(1, 2)
        first = self.split if self.is_split else self.issue
        calendar.plan(at + timedelta(days=days), lambda then: first(story, then))

    def split(self, story: Story, at: datetime) -> None:
        """The deposit, its payment, then the balance two days later."""
        by, calendar = story.world.actor(TREASURER[story.slug]), story.world.calendar
        draft = Invoice.objects.get(contract=story.contract)
        self.answer(story, draft, at)
        deposit = draft_deposit(draft, basis_points=DEPOSIT_BASIS_POINTS, by=by, at=at)
        self.answer(story, deposit, at)
        deposit = issue_invoice(deposit, by=by, at=at)
        send_invoice(deposit, by=by, at=at)
        paid_at = at + timedelta(days=PAID_IN_DAYS)
        calendar.plan(paid_at, lambda then: self.pay(story, deposit, then))
        calendar.plan(paid_at + timedelta(days=2), lambda then: self.issue(story, then))

    def issue(self, story: Story, at: datetime) -> None:
        by = story.world.actor(TREASURER[story.slug])
        draft = Invoice.objects.exclude(kind=Invoice.Kind.DEPOSIT).get(contract=story.contract)
        self.answer(story, draft, at)
        invoice = issue_invoice(draft, by=by, at=at)
        send_invoice(invoice, by=by, at=at)
        calendar = story.world.calendar
        if story.fate == "withdrawn":
            calendar.plan(at + timedelta(days=9), lambda then: self.take_back(story, invoice, then))
            return
        if self.is_eased:
            calendar.plan(at + timedelta(days=3), lambda then: self.ease(story, invoice, then))
        paid_at = at + timedelta(days=story.dice.randint(14, TERM_DAYS - 1))
        is_paid = not (self.is_late or self.is_refused or self.is_banked)
        if is_paid and paid_at < story.world.moment(-1):
            calendar.plan(paid_at, lambda then: self.pay(story, invoice, then))

    def answer(self, story: Story, draft: Invoice, at: datetime) -> None:
        """What a public body gives for its invoice."""
        if is_public(draft.exhibitor.company):
            given: Answers = {"service_code": "SG-COMM", "purchase_order": f"ENG-{draft.exhibitor.company.siren[-4:]}"}
            change_draft(draft, due_on=None, **given, by=story.world.actor(TREASURER[story.slug]), at=at)
        elif self.is_refused:
            by = story.world.actor(TREASURER[story.slug])
            change_draft(draft, due_on=None, purchase_order=UNKNOWN_ORDER, by=by, at=at)

    def pay(self, story: Story, invoice: Invoice, at: datetime) -> None:
        due_cents = Invoice.objects.with_amounts().get(pk=invoice.pk).amounts.due_cents
        enter_payment(
            invoice,
            amount_cents=due_cents,
            received_on=at.date(),
            method="transfer",
            reference=f"VIR {invoice.number}",
            request_key="demo",
            by=story.world.actor(TREASURER[story.slug]),
            at=at,
        )

    def ease(self, story: Story, invoice: Invoice, at: datetime) -> None:
        self._credit(story, invoice, GESTURE_CENTS, "Geste commercial : emplacement déplacé", at)

    def take_back(self, story: Story, invoice: Invoice, at: datetime) -> None:
        """The company withdraws long before the fair: nothing is owed."""
        story.withdraw(at)
        self._credit(story, invoice, None, "Annulation plus de soixante jours avant le forum", at)

    def _credit(self, story: Story, invoice: Invoice, net_cents: int | None, reason: str, at: datetime) -> None:
        by = story.world.actor(TREASURER[story.slug])
        note = issue_credit_note(invoice, net_cents=net_cents, reason=reason, request_key="demo", by=by, at=at)
        send_credit_note(note, by=by, at=at)
