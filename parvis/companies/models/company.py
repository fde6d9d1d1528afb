"""A company, its contacts, and file rows that wait for a decision."""

import hashlib
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from parvis.accounts.models import User
from parvis.core.fields import FoldedField
from parvis.core.models import PeersManager
from parvis.core.search import match_words
from parvis.editions.models import Edition, FileImport
from parvis.outbox.models import Suppression


class CompanyQuerySet(models.QuerySet["Company"]):
    def active(self) -> "CompanyQuerySet":
        return self.filter(archived_at=None)

    def matching(self, text: str) -> models.QuerySet["Company"]:
        return match_words(self, text, ["name_folded", "siren"])


class Company(models.Model):
    """An organisation we know. A division is a company with a parent, with its own exhibitor, contract and invoice."""

    class Kind(models.TextChoices):
        STARTUP = "startup", _("Start-up")
        SME = "sme", _("SME")
        LARGE = "large", _("Large company")
        PUBLIC = "public", _("Public body")
        SCHOOL_PARTNER = "school_partner", _("School partner")
        FOREIGN = "foreign", _("Foreign company")

    name = models.CharField(_("name"), max_length=160)
    name_folded = FoldedField("name", "legal_name")
    legal_name = models.CharField(_("legal name"), max_length=200, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="divisions")
    kind = models.CharField(_("class"), max_length=14, choices=Kind, default=Kind.LARGE)
    sector = models.CharField(_("sector"), max_length=80, blank=True)
    siren = models.CharField("SIREN", max_length=9, blank=True)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    vat_number = models.CharField(_("VAT number"), max_length=20, blank=True)
    iban = models.CharField("IBAN", max_length=34, blank=True)
    address = models.TextField(_("address"), blank=True)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    city = models.CharField(_("town"), max_length=100, blank=True)
    country = models.CharField(_("country"), max_length=2, default="FR")
    website = models.URLField(_("web site"), blank=True)
    notes = models.TextField(_("notes"), blank=True)
    last_contact_on = models.DateField(_("last contact"), null=True, blank=True)
    past_editions = models.JSONField(_("earlier participations"), default=list, blank=True)
    from_register = models.JSONField(default=dict, blank=True)  # what an official register wrote, by field
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged_companies"
    )

    objects = PeersManager.from_queryset(CompanyQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["siren"],
                condition=Q(parent=None, merged_into=None) & ~Q(siren=""),
                name="company_siren_once",
            ),
            models.CheckConstraint(name="company_has_name", condition=~Q(name="")),
            models.CheckConstraint(name="company_not_its_parent", condition=~Q(parent=models.F("pk"))),
            models.CheckConstraint(
                name="merged_company_is_archived",
                condition=Q(merged_into=None) | Q(archived_at__isnull=False) & ~Q(merged_into=models.F("pk")),
            ),
        ]
        indexes = [
            models.Index(fields=["name_folded"], name="company_name_folded"),
            models.Index(fields=["siren"], name="company_siren"),
            models.Index(fields=["name_folded", "id"], name="company_list", condition=Q(archived_at=None)),
            models.Index(fields=["kind", "name_folded"], name="company_kind", condition=Q(archived_at=None)),
            models.Index(fields=["sector", "name_folded"], name="company_sector", condition=Q(archived_at=None)),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def label_of(cls, field_name: str) -> str:
        """What people call this field."""
        found: Any = cls._meta.get_field(field_name)
        return str(found.verbose_name)

    @property
    def billing_name(self) -> str:
        return self.legal_name or self.name


class CompanyTag(models.Model):
    """A word the team sorts companies by."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="tags")
    name = models.CharField(_("tag"), max_length=40)

    objects = PeersManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "name"], name="company_tag_once"),
            models.CheckConstraint(name="company_tag_says_something", condition=~Q(name="")),
        ]
        indexes = [models.Index(fields=["name", "company"], name="company_tag_name")]

    def __str__(self) -> str:
        return self.name


class ContactQuerySet(models.QuerySet["Contact"]):
    def active(self) -> "ContactQuerySet":
        return self.filter(is_active=True, objected_at=None)

    def matching(self, text: str) -> models.QuerySet["Contact"]:
        return match_words(self, text, ["name_folded"])

    def with_refusal(self) -> "ContactQuerySet":
        """Adds `is_refused`: mail to this address came back, for there is no such address."""
        blocks = Suppression.objects.filter(reason=Suppression.Reason.HARD_BOUNCE)
        return self.annotate(is_refused=models.Exists(blocks.filter(address=Lower(models.OuterRef("email")))))

    def refused(self) -> "ContactQuerySet":
        """Those who should get mail and cannot."""
        return self.active().with_refusal().filter(Q(("is_refused", True)))


class Contact(models.Model):
    """A person at a company. The one who signs in becomes a representative with a user."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="contacts")
    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="contacts")
    first_name = models.CharField(_("first name"), max_length=80, blank=True)
    last_name = models.CharField(_("last name"), max_length=80, blank=True)
    name_folded = FoldedField("first_name", "last_name", "email")
    email = models.EmailField(_("e-mail address"), max_length=254)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    job_title = models.CharField(_("role"), max_length=120, blank=True)
    language = models.CharField(
        _("language"), max_length=2, choices=[("fr", _("French")), ("en", _("English"))], default="fr"
    )
    is_active = models.BooleanField(_("active"), default=True)
    is_billing = models.BooleanField(_("receives invoices"), default=False)
    is_signatory = models.BooleanField(_("may sign"), default=False)
    is_on_site = models.BooleanField(_("comes to the fair"), default=False)
    source = models.CharField(_("where the address comes from"), max_length=120, blank=True)
    objected_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(null=True, blank=True)

    objects = PeersManager.from_queryset(ContactQuerySet)()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "email"], name="contact_once_per_company")]
        indexes = [
            models.Index(fields=["name_folded"], name="contact_name_folded"),
            models.Index(fields=["email"], name="contact_email"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.email


def address_hash(email: str) -> str:
    """What stays of an address whose owner objected: enough to know it again, not to write to it."""
    return hashlib.sha256(f"parvis-objection:{email.strip().lower()}".encode()).hexdigest()


class Objection(models.Model):
    """Somebody asked us to stop; kept for ever, and longer than what we knew of them."""

    address_hash = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()

    objects = PeersManager["Objection"]()

    def __str__(self) -> str:
        return self.address_hash[:12]


class HeldRowQuerySet(models.QuerySet["HeldRow"]):
    def waiting(self) -> "HeldRowQuerySet":
        return self.filter(decision="").order_by("pk")


class HeldRow(models.Model):
    """A row of a file that looks like a company we have; a person decides. `fingerprint` keeps it from coming twice."""

    class Decision(models.TextChoices):
        SAME = "same", _("The same company")
        OTHER = "other", _("Another company")

    file_import = models.ForeignKey(FileImport, on_delete=models.SET_NULL, null=True, related_name="held_rows")
    edition = models.ForeignKey(Edition, on_delete=models.SET_NULL, null=True, blank=True, related_name="held_rows")
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="held_rows")
    matched_by = models.CharField(max_length=10)
    row_number = models.PositiveIntegerField()
    values = models.JSONField()
    fingerprint = models.CharField(max_length=64, unique=True)
    decision = models.CharField(max_length=5, choices=Decision, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = PeersManager.from_queryset(HeldRowQuerySet)()

    def __str__(self) -> str:
        return f"{self.values.get('name', '')} = {self.company} ?"
