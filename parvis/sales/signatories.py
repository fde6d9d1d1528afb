"""Who is asked to sign a contract, with which code, and which contracts wait for their seals."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, When

from parvis.editions.models import Edition
from parvis.sales.models import Contract, ExternalCopy, Seal, Signatory, SigningCode

MOST_TRIES = 3  # of one mailed code


class Signer(NamedTuple):
    """The person who is asked to sign, and where their link and codes go."""

    name: str
    email: str


def signatory_of(contract: Contract) -> Signer:
    """Who signs for the company: the last person it named, else the contact of the quote."""
    named = Signatory.objects.filter(contract=contract).order_by("-pk").first()
    contact = contract.quote.contact
    return Signer(named.name, named.email) if named else Signer(contact.full_name, contact.email)


def live_code(contract: Contract, *, at: datetime) -> SigningCode | None:
    """The mailed code that still opens: not used, not too old, not tried too often."""
    codes = SigningCode.objects.filter(contract=contract, used_at=None, expires_at__gt=at, attempts__lt=MOST_TRIES)
    return codes.order_by("-pk").first()


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
