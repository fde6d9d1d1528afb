"""Contracts: the bytes that were shown, who accepted them, under which terms."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parvis.core.fields import CentsField
from parvis.core.models import PeersManager
from parvis.editions.models import Edition
from parvis.exhibitors.models import Exhibitor
from parvis.sales.models.quote import Quote
from parvis.sales.models.wording import ContractTemplate, GeneralTerms


class ContractQuerySet(models.QuerySet["Contract"]):
    def in_edition(self, edition: Edition) -> "ContractQuerySet":
        return self.filter(exhibitor__edition=edition)

    def unsigned(self) -> "ContractQuerySet":
        return self.filter(status__in=Contract.OPEN)

    def signed(self) -> "ContractQuerySet":
        """By the company, whether the association has countersigned or not."""
        return self.filter(status__in=Contract.SIGNED_STATES)

    def own(self) -> "ContractQuerySet":
        """Contracts themselves, without what amends them."""
        return self.filter(amends=None)

    def standing(self) -> "ContractQuerySet":
        return self.exclude(status__in=Contract.ENDED)

    def past(self, day: date) -> "ContractQuerySet":
        """Not signed, and no longer to be signed on that day."""
        return self.unsigned().filter(expires_on__lt=day)


class Contract(models.Model):
    """The participation contract made from an accepted quote, or what amends one. Its bytes never change."""

    class Status(models.TextChoices):
        READY = "ready", _("Ready")
        SENT = "sent", _("Waiting for signature")
        VIEWED = "viewed", _("Being signed")
        SIGNED = "signed", _("Signed by the company")
        COUNTERSIGNED = "countersigned", _("Signed by both")
        DECLINED = "declined", _("Declined")
        EXPIRED = "expired", _("Expired")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    OPEN = (Status.SENT, Status.VIEWED)
    SIGNED_STATES = (Status.SIGNED, Status.COUNTERSIGNED)
    ENDED = (Status.DECLINED, Status.EXPIRED, Status.WITHDRAWN)

    exhibitor = models.ForeignKey(Exhibitor, on_delete=models.PROTECT, related_name="contracts")
    amends = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="amendments")
    quote = models.OneToOneField(Quote, on_delete=models.PROTECT, related_name="contract")
    terms = models.ForeignKey(GeneralTerms, on_delete=models.PROTECT, related_name="contracts")
    template = models.ForeignKey(
        ContractTemplate, on_delete=models.PROTECT, null=True, blank=True, related_name="contracts"
    )  # none: printed before templates had versions
    number = models.CharField(max_length=20, unique=True)
    status = models.CharField(max_length=15, choices=Status, default=Status.READY)
    created_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True, blank=True)
    countersigned_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    expires_on = models.DateField()
    token_hash = models.CharField(max_length=64, unique=True)
    net_cents = CentsField()
    vat_cents = CentsField()
    pdf_path = models.CharField(max_length=200)
    pdf_sha256 = models.CharField(max_length=64)

    objects = PeersManager.from_queryset(ContractQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="signed_contract_has_date",
                condition=~Q(status__in=["signed", "countersigned"]) | Q(signed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="countersigned_contract_has_date",
                condition=~Q(status="countersigned") | Q(countersigned_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["exhibitor"],
                condition=Q(amends=None) & ~Q(status__in=["declined", "expired", "withdrawn"]),
                name="exhibitor_has_one_contract",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def total_cents(self) -> int:
        return self.net_cents + self.vat_cents

    @property
    def language(self) -> str:
        return self.quote.language

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN

    @property
    def is_standing(self) -> bool:
        return self.status not in self.ENDED

    @property
    def is_signed(self) -> bool:
        return self.status in self.SIGNED_STATES


class Signature(models.Model):
    """Who accepted the contract, in which words, on which bytes. Append-only."""

    contract = models.OneToOneField(Contract, on_delete=models.PROTECT, related_name="signature")
    signer_name = models.CharField(_("name"), max_length=160)
    signer_role = models.CharField(_("role"), max_length=120)
    signer_email = models.EmailField(max_length=254)
    signer_mobile = models.CharField(_("mobile"), max_length=30, blank=True)
    consent_text = models.TextField()
    document_sha256 = models.CharField(max_length=64)
    ip = models.GenericIPAddressField(null=True, blank=True)
    user_agent = models.CharField(max_length=300, blank=True)
    signed_at = models.DateTimeField()
    keep_until = models.DateField()

    objects = PeersManager()

    def __str__(self) -> str:
        return f"{self.contract} {self.signer_name}"
