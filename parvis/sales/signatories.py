"""Who is asked to sign a contract, with which code, and which contracts wait for their seals."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, When

from parvis.accounts.models import User
from parvis.editions.models import Edition, LogEntry
from parvis.sales.models import Contract, ExternalCopy, Seal, Signatory, SigningCode

MOST_TRIES = 3  # of one mailed code
MOST_CODES = 5  # of one contract in a day
FIRST_PAUSE = timedelta(minutes=5)  # after a code typed wrong three times; twice as long after each other one
DAY = timedelta(days=1)


class Signer(NamedTuple):
    """The person who is asked to sign, and where their link and codes go."""

    name: str
    email: str
    mobile: str = ""


def signatory_of(contract: Contract) -> Signer:
    """Who signs for the company: the last person it named, else the contact of the quote."""
    named = Signatory.objects.filter(contract=contract).order_by("-pk").first()
    contact = contract.quote.contact
    return Signer(named.name, named.email, named.mobile) if named else Signer(contact.full_name, contact.email)


def countersigner_of(contract: Contract) -> User | None:
    """The member who signed for the association, while the account is there."""
    signed = LogEntry.objects.about(contract).filter(verb="contract.countersigned", actor__kind="member")
    by = signed.values_list("actor__ref", flat=True).first()
    return User.objects.filter(pk=by).first() if by else None


def live_code(contract: Contract, *, at: datetime) -> SigningCode | None:
    """The mailed code that still opens: not used, not too old, not tried too often."""
    codes = SigningCode.objects.filter(contract=contract, used_at=None, expires_at__gt=at, attempts__lt=MOST_TRIES)
    return codes.order_by("-pk").first()


class Pause(NamedTuple):
    """Until when no code is mailed: the codes of the day are spent, or one was typed wrong three times."""

    until: datetime
    is_spent: bool


def codes_of_a_day(contract: Contract, *, at: datetime) -> list[SigningCode]:
    """The codes mailed within the last day, oldest first."""
    return list(SigningCode.objects.filter(contract=contract, sent_at__gt=at - DAY).order_by("sent_at", "pk"))


def code_pause(contract: Contract, *, at: datetime) -> Pause | None:
    """Why no code is mailed now; None when one is."""
    codes = codes_of_a_day(contract, at=at)
    if len(codes) >= MOST_CODES:
        return Pause(codes[-MOST_CODES].sent_at + DAY, is_spent=True)
    email = signatory_of(contract).email
    closed = [code for code in codes if code.attempts >= MOST_TRIES and code.email == email]
    if not closed:
        return None
    until = (closed[-1].used_at or closed[-1].sent_at) + FIRST_PAUSE * 2 ** (len(closed) - 1)
    return Pause(until, is_spent=False) if at < until else None


def in_code_trouble(contracts: QuerySet[Contract], *, on: date) -> QuerySet[Contract]:
    """Those to be signed of which, since yesterday, a code was typed wrong three times or a day's codes were spent."""
    recent = Q(codes__sent_at__date__gte=on - DAY)
    counted = contracts.filter(status__in=Contract.OPEN).annotate(
        closed_codes=Count("codes", recent & Q(codes__attempts__gte=MOST_TRIES)), recent_codes=Count("codes", recent)
    )
    return counted.filter(Q(closed_codes__gt=0) | Q(recent_codes__gte=MOST_CODES))


def signed_unsealed() -> list[Contract]:
    """Signed online and not sealed as far as they were signed, oldest first; a closed edition stays as it is."""
    parts = ("exhibitor__company", "exhibitor__edition__association", "quote__contact", "terms", "signature")
    signed = Contract.objects.signed().select_related(*parts).annotate(seal_count=Count("seals"))
    wanted = Case(When(status=Contract.Status.COUNTERSIGNED, then=2), default=1, output_field=IntegerField())
    elsewhere = ExternalCopy.objects.filter(contract=OuterRef("pk"), state=ExternalCopy.State.ACCEPTED)
    signed = signed.annotate(seals_wanted=wanted).filter(seal_count__lt=F("seals_wanted")).exclude(Exists(elsewhere))
    signed = signed.exclude(exhibitor__edition__state=Edition.State.CLOSED)
    return list(signed.order_by("signed_at", "pk"))


def seals_of(contract: Contract) -> list[Seal]:
    """The seals, in the order of the signatures; each hands out its `file`."""
    return list(Seal.objects.filter(contract=contract).select_related("restamp").order_by("step"))


def degraded_seals() -> list[Seal]:
    """The last seal of each signed contract of an edition in use that lacks a time stamp it should have."""
    second = Seal.objects.filter(contract=OuterRef("contract"), step=2)
    lacking = Q(step=2) & ~Q(level=Seal.Level.LTA) | Q(step=1, level=Seal.Level.B) & ~Exists(second)
    seals = Seal.objects.filter(lacking, restamp=None, contract__status__in=Contract.SIGNED_STATES)
    seals = seals.exclude(contract__exhibitor__edition__state=Edition.State.CLOSED)
    return list(seals.select_related("contract__exhibitor__edition").order_by("made_at", "pk"))


def last_copy(contract: Contract) -> ExternalCopy | None:
    """The copy signed elsewhere that came last, whatever was found when it was compared."""
    return ExternalCopy.objects.filter(contract=contract).select_related("contract").order_by("-pk").first()
