"""Contracts: the bytes that were shown, who accepted them, under which terms."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parvis.core.fields import CentsField
from parvis.core.models import PeersManager
from parvis.editions.models import Edition
from parvis.exhibitors.models import Exhibitor
from parvis.sales.models.quote import Quote


class GeneralTerms(models.Model):
    """One version of an edition's general terms of participation."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="general_terms")
    version = models.PositiveSmallIntegerField()
    text_fr = models.TextField(_("text (French)"))
    text_en = models.TextField(_("text (English)"), blank=True)
    published_at = models.DateTimeField()

    objects = PeersManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "version"], name="general_terms_once")]

    def __str__(self) -> str:
        return f"{self.edition} v{self.version}"


class ContractQuerySet(models.QuerySet["Contract"]):
    def in_edition(self, edition: Edition) -> "ContractQuerySet":
        return self.filter(exhibitor__edition=edition)

    def unsigned(self) -> "ContractQuerySet":
        return self.filter(status=Contract.Status.SENT)

    def signed(self) -> "ContractQuerySet":
        return self.filter(status=Contract.Status.SIGNED)


class Contract(models.Model):
    """The participation contract made from an accepted quote. Its bytes never change."""

    class Status(models.TextChoices):
        SENT = "sent", _("Waiting for signature")
        SIGNED = "signed", _("Signed")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    exhibitor = models.ForeignKey(Exhibitor, on_delete=models.PROTECT, related_name="contracts")
    quote = models.OneToOneField(Quote, on_delete=models.PROTECT, related_name="contract")
    terms = models.ForeignKey(GeneralTerms, on_delete=models.PROTECT, related_name="contracts")
    number = models.CharField(max_length=20, unique=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.SENT)
    created_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True, blank=True)
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
                name="signed_contract_has_date", condition=~Q(status="signed") | Q(signed_at__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["exhibitor"], condition=~Q(status="withdrawn"), name="exhibitor_has_one_contract"
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


class Signature(models.Model):
    """Who accepted the contract, in which words, on which bytes. Append-only."""

    contract = models.OneToOneField(Contract, on_delete=models.PROTECT, related_name="signature")
    signer_name = models.CharField(_("name"), max_length=160)
    signer_role = models.CharField(_("role"), max_length=120)
    signer_email = models.EmailField(max_length=254)
    consent_text = models.TextField()
    document_sha256 = models.CharField(max_length=64)
    ip = models.GenericIPAddressField(null=True, blank=True)
    user_agent = models.CharField(max_length=300, blank=True)
    signed_at = models.DateTimeField()
    keep_until = models.DateField()

    objects = PeersManager()

    def __str__(self) -> str:
        return f"{self.contract} {self.signer_name}"
