"""What waits for the team, as counts: one small record a pole."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Q, Sum

from parvis.accounts.models import User
from parvis.checkin.models import Conflict
from parvis.companies.models import Opportunity
from parvis.companies.queries import held_rows_in, refused_in
from parvis.editions.models import Edition, Todo
from parvis.exhibitors.models import ChangeRequest, DocumentRequest, Exhibitor, ThreadMessage
from parvis.exhibitors.queries import exhibitors_list
from parvis.logistics.queries import counts as booth_counts
from parvis.outbox.models import Message
from parvis.programme.models import Activity
from parvis.sales.models import Contract, Quote
from parvis.sales.signatories import in_code_trouble
from parvis.staffing.models import Shift, ShiftAssignment
from parvis.treasury.delivering import undelivered_in
from parvis.treasury.models import Invoice
from parvis.treasury.scale import invoices_to_credit
from parvis.treasury.transmission.ledger import in_trouble, to_do_by_hand
from parvis.treasury.transmission.platform import is_automatic
from parvis.visitors.queries import counts as registration_counts
from parvis.website.models import Page

SOON_DAYS = 7


@dataclass(frozen=True, slots=True)
class CompanyWork:
    """Steps promised for that day or earlier, the reader's own and the others'; the late ones for an earlier day."""

    my_steps: int
    my_late_steps: int
    steps: int
    late_steps: int
    quotes: int
    ending_quotes: int
    contracts: int
    code_troubles: int
    held_rows: int
    refused: int
    unread: int
    changes: int


def company_work(edition: Edition, user: User, on: date) -> CompanyWork:
    open_steps = Opportunity.objects.in_edition(edition).filter(company__archived_at=None).waiting_by(on)
    mine, late = Q(owner=user), Q(next_step_on__lt=on)
    steps = open_steps.order_by().aggregate(
        my_steps=Count("pk", mine),
        my_late_steps=Count("pk", mine & late),
        steps=Count("pk", ~mine | Q(owner=None)),
        late_steps=Count("pk", (~mine | Q(owner=None)) & late),
    )
    waiting = Quote.objects.in_edition(edition).waiting()
    quotes = waiting.aggregate(every=Count("pk"), ending=Count("pk", Q(expires_on__lte=_days_after(on, SOON_DAYS))))
    unread = ThreadMessage.objects.filter(exhibitor__edition=edition, is_from_team=False, read_at=None)
    asked = ChangeRequest.objects.filter(exhibitor__edition=edition, state=ChangeRequest.State.ASKED)
    return CompanyWork(
        **steps,
        quotes=quotes["every"],
        ending_quotes=quotes["ending"],
        contracts=Contract.objects.in_edition(edition).unsigned().count(),
        code_troubles=in_code_trouble(Contract.objects.in_edition(edition), on=on).count(),
        held_rows=held_rows_in(edition).filter(decision="").count(),
        refused=refused_in(edition).count(),
        unread=unread.values("exhibitor").distinct().count(),
        changes=asked.count(),
    )


def _days_after(day: date, days: int) -> date:
    return date.fromordinal(day.toordinal() + days)


@dataclass(frozen=True, slots=True)
class MoneyWork:
    """`late_cents` is what is still to be paid of the late invoices, `give_back_cents` what was paid too much.

    `to_deposit` papers wait for a person on the site of a platform, `refused` ones for an answer.
    """

    drafts: int
    late: int
    late_cents: int
    to_credit: int
    to_give_back: int
    give_back_cents: int
    to_deposit: int
    refused: int
    undelivered: int


def money_work(edition: Edition, on: date) -> MoneyWork:
    late = Invoice.objects.in_edition(edition).late(on).aggregate(count=Count("pk"), cents=Sum("due_cents", default=0))
    over = (
        Invoice.objects.in_edition(edition).overpaid().aggregate(count=Count("pk"), cents=Sum("due_cents", default=0))
    )
    return MoneyWork(
        drafts=Invoice.objects.in_edition(edition).drafts().count(),
        late=late["count"],
        late_cents=late["cents"],
        to_credit=invoices_to_credit(edition).count(),
        to_give_back=over["count"],
        give_back_cents=-over["cents"],
        to_deposit=sum(1 for one in to_do_by_hand(edition) if not is_automatic(one.platform)),
        refused=in_trouble(edition).count(),
        undelivered=undelivered_in(edition).count(),
    )


@dataclass(frozen=True, slots=True)
class PlaceWork:
    """Confirmed exhibitors without a booth, booths without an exhibitor, papers missing, places on shifts."""

    without_booth: int
    free_booths: int
    without_papers: int
    papers_due_on: date | None
    open_shifts: int


def place_work(edition: Edition) -> PlaceWork:
    booths = booth_counts(edition)
    asked = DocumentRequest.objects.filter(edition=edition, is_required=True).order_by("due_on").first()
    lacking = exhibitors_list(edition).filter(status=Exhibitor.Status.CONFIRMED, missing_documents__gt=0)
    shifts = Shift.objects.filter(position__edition=edition).annotate(taken=Count("assignments"))
    return PlaceWork(
        without_booth=booths["exhibitors_without"],
        free_booths=booths["free"],
        without_papers=lacking.count() if asked else 0,
        papers_due_on=asked.due_on if asked else None,
        open_shifts=shifts.filter(taken__lt=F("needed_count")).count(),
    )


@dataclass(frozen=True, slots=True)
class VisitorWork:
    """Seats of which the address is unproven, people waiting, seats left, and scans that contradict each other."""

    unproven: int
    waiting: int
    free: int
    capacity: int
    conflicts: int


def visitor_work(edition: Edition) -> VisitorWork:
    seats = registration_counts(edition)
    conflicts = Conflict.objects.in_edition(edition).still_open().count()
    return VisitorWork(seats.unproven, seats.waiting, seats.free, seats.capacity, conflicts)


@dataclass(frozen=True, slots=True)
class PublicWork:
    """Company pages to complete and logos to get, of confirmed exhibitors; public pages nobody has written."""

    pages: int
    logos: int
    unwritten: int


def public_work(edition: Edition) -> PublicWork:
    unfinished = Q(profile=None) | Q(profile__description_fr="") | Q(profile__tagline="") | Q(profile__sector="")
    counted = (
        Exhibitor.objects.in_edition(edition)
        .confirmed()
        .aggregate(pages=Count("pk", unfinished), logos=Count("pk", Q(profile=None) | Q(profile__logo_path="")))
    )
    written = Page.objects.filter(edition=edition).count()
    return PublicWork(counted["pages"], counted["logos"], len(Page.Slug.values) - written)


@dataclass(frozen=True, slots=True)
class ProgrammeWork:
    """Activities that the public does not see yet, and those of them without a time and a room."""

    unpublished: int
    unscheduled: int


def programme_work(edition: Edition) -> ProgrammeWork:
    hidden = Activity.objects.filter(edition=edition, is_published=False)
    counted = hidden.aggregate(every=Count("pk", distinct=True), bare=Count("pk", Q(slots__isnull=True), distinct=True))
    return ProgrammeWork(counted["every"], counted["bare"])


def mails_to_look_at() -> int:
    """Mails of the whole installation of which somebody has to decide what becomes."""
    return Message.objects.need_attention().count()


def open_todos(edition: Edition, poles: list[str], on: date) -> list[Todo]:
    """Lines of the planning due by then, of these poles, oldest first."""
    return list(Todo.objects.filter(edition=edition, pole__in=poles, due_on__lte=on).still_open())


def shifts_of(user: User, edition: Edition, *, since: datetime) -> list[ShiftAssignment]:
    """The user's shifts that are not over, in order of time."""
    mine = ShiftAssignment.objects.filter(
        membership__user=user, membership__ended_at=None, shift__position__edition=edition, shift__ends_at__gt=since
    )
    return list(mine.select_related("shift__position").order_by("shift__starts_at", "pk"))
