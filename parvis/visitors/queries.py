"""Reads about who comes, used by pages, mails, the home of the team and the report."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate
from django.utils.translation import gettext as _

from parvis.accounts.models import User
from parvis.core.dates import exact_date, local_date, local_zone
from parvis.editions.models import Edition, Term, Window
from parvis.editions.queries import window_of
from parvis.outbox.queries import messages_for
from parvis.visitors.models import Admission, Consent, ConsentText, Registration

Status = Registration.Status


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether people can sign up now; `sentence` says why not."""

    is_open: bool
    sentence: str = ""


def opening(edition: Edition, *, at: datetime) -> Opening:
    """What the edition's state and the window “registration” say."""
    if edition.is_closed:
        return Opening(is_open=False, sentence=_("Registration is closed: this edition is over."))
    window = window_of(edition, Window.Name.REGISTRATION)
    if window and window.closes_at and at >= window.closes_at:
        words = {"when": _words(window.closes_at, at)}
        return Opening(is_open=False, sentence=_("Registration closed on %(when)s.") % words)
    if window and window.opens_at and at < window.opens_at:
        words = {"when": _words(window.opens_at, at)}
        return Opening(is_open=False, sentence=_("Registration opens on %(when)s.") % words)
    if not edition.is_open:
        return Opening(is_open=False, sentence=_("Registration is not open yet."))
    return Opening(is_open=True)


def _words(moment: datetime, at: datetime) -> str:
    """`Thu 12 March, 18:00`, in the fair's time zone."""
    return f"{exact_date(local_date(moment), local_date(at))}, {moment.astimezone(local_zone()):%H:%M}"


class Counts(NamedTuple):
    """The sign-ups of an edition. `unproven` are seats whose address nobody has confirmed yet."""

    confirmed: int
    waiting: int
    cancelled: int
    unproven: int
    capacity: int
    free: int


def counts(edition: Edition) -> Counts:
    """One query."""
    seats = {"capacity": F("admission__capacity"), "free": F("admission__capacity") - F("admission__taken_count")}
    rows = Edition.objects.filter(pk=edition.pk).values(**{name: Coalesce(of, 0) for name, of in seats.items()})
    confirmed = Q(registrations__status=Status.CONFIRMED)
    found: Any = rows.annotate(
        confirmed=Count("registrations", confirmed),
        waiting=Count("registrations", Q(registrations__status=Status.WAITING)),
        cancelled=Count("registrations", Q(registrations__status=Status.CANCELLED)),
        unproven=Count("registrations", confirmed & Q(registrations__email_confirmed_at=None)),
    ).get()
    return Counts(**found)


def is_full(edition: Edition) -> bool:
    """Whether the next one to sign up would wait."""
    seats = Admission.objects.filter(edition=edition).first()
    return seats is not None and seats.free_count <= 0


def waiting_position(registration: Registration) -> int | None:
    """1 for the first who waits; None for somebody who does not."""
    if not registration.is_waiting:
        return None
    ahead = Registration.objects.filter(edition_id=registration.edition_id).waiting()
    return ahead.filter(waiting_number__lte=registration.waiting_number).count()


class SchoolCount(NamedTuple):
    name: str
    people: int


def registrations_by_school(edition: Edition) -> list[SchoolCount]:
    """Seats taken by the people of each school, most first."""
    rows = Registration.objects.in_edition(edition).confirmed().values_list("school__name")
    return [SchoolCount(*row) for row in rows.annotate(n=Count("pk")).order_by("-n", "school__name")]


class DayCount(NamedTuple):
    day: date
    people: int


def registrations_by_day(edition: Edition) -> list[DayCount]:
    """Sign-ups of each day, those cancelled since left out; days without any are absent."""
    rows = Registration.objects.in_edition(edition).exclude(status=Status.CANCELLED)
    days = rows.annotate(day=TruncDate("registered_at", tzinfo=local_zone())).values_list("day")
    return [DayCount(*row) for row in days.annotate(n=Count("pk")).order_by("day")]


def registrations_in(editions: QuerySet[Edition]) -> QuerySet[Registration]:
    """Registrations of several editions, each with its person, school and edition."""
    return Registration.objects.filter(edition__in=editions).select_related("visitor", "school", "edition")


def registration_of(user: User, edition_slug: str) -> Registration | None:
    """What the user's space in that edition is about."""
    rows = Registration.objects.filter(edition__slug=edition_slug, visitor__user=user)
    return rows.select_related("visitor__user", "edition__association", "school").first()


def registrations_of(user: User) -> QuerySet[Registration]:
    """Every edition the user signed up for, the newest fair first."""
    return Registration.objects.filter(visitor__user=user).select_related("edition").order_by("-edition__fair_on", "pk")


def consent_text(purpose: str) -> ConsentText:
    """The newest words for this purpose."""
    return ConsentText.objects.filter(purpose=purpose).order_by("-version")[0:1].get()


def consent_of(registration: Registration, purpose: str, *, scope: str = "") -> Consent | None:
    """The visitor's latest decision about this purpose; None when they never took any."""
    rows = Consent.objects.filter(registration=registration, text__purpose=purpose, scope=scope)
    return rows.select_related("text").order_by("-at", "-pk").first()


def consenting(edition: Edition, purpose: str, *, scope: str = "") -> QuerySet[Registration]:
    """Those whose latest decision is yes, read now: a withdrawal holds from the next read on."""
    decisions = Consent.objects.filter(registration=OuterRef("pk"), text__purpose=purpose, scope=scope)
    latest = Subquery(decisions.order_by("-at", "-pk").values("is_given")[:1])
    rows = Registration.objects.in_edition(edition).exclude(status=Status.CANCELLED)
    return rows.annotate(agrees=latest).filter(agrees=True)


def year_name(registration: Registration) -> str:
    """The year of study in the reader's language."""
    term = Term.objects.filter(kind=Term.Kind.STUDY_YEAR, slug=registration.study_year).first()
    return str(term or registration.study_year)


def stored_data(registration: Registration) -> dict[str, Any]:
    """Everything Parvis keeps about this visitor in this edition, for the visitor to see and take away."""
    visitor = registration.visitor
    consents = registration.consents.select_related("text").order_by("at", "pk")
    return {
        "visitor": {name: getattr(visitor, name) for name in ("first_name", "last_name", "email", "language")},
        "registration": {
            "edition": registration.edition.name,
            "status": registration.status,
            "school": registration.school.name,
            "study_year": year_name(registration),
            "terms": [str(term) for term in registration.terms.order_by("kind", "position")],
            "source": registration.source,
            "registered_at": registration.registered_at,
            "email_confirmed_at": registration.email_confirmed_at,
            "cancelled_at": registration.cancelled_at,
        },
        "consents": [{"text": str(c.text), "is_given": c.is_given, "at": c.at, "channel": c.channel} for c in consents],
        "messages": [
            {"subject": message.subject, "sent_at": message.sent_at} for message in messages_for(registration)
        ],
    }
