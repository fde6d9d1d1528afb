"""Quotes: versions, lines frozen at the price of the day, one personal link."""

from datetime import date
from typing import cast

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from parvis.companies.models import Contact
from parvis.core.fields import CentsField
from parvis.core.models import PeersManager
from parvis.editions.models import Edition
from parvis.exhibitors.models import Exhibitor
from parvis.sales.models.catalogue import Option, Package


class PaperSeries(models.Model):
    """The next number of quotes or contracts of an edition; these series may have holes."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="paper_series")
    prefix = models.CharField(max_length=10)
    last_number = models.PositiveIntegerField(default=0)

    objects = PeersManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "prefix"], name="paper_series_once")]

    def __str__(self) -> str:
        return f"{self.prefix} {self.last_number}"


class QuoteQuerySet(models.QuerySet["Quote"]):
    def in_edition(self, edition: Edition) -> "QuoteQuerySet":
        return self.filter(exhibitor__edition=edition)

    def offers(self) -> "QuoteQuerySet":
        """Without the lines of amendments, which nobody is offered or answers."""
        return self.filter(is_amendment=False)

    def waiting(self) -> "QuoteQuerySet":
        return self.filter(status=Quote.Status.SENT)

    def past(self, day: date) -> "QuoteQuerySet":
        """Sent, not answered, and no longer valid on that day."""
        return self.waiting().filter(expires_on__lt=day)


class Quote(models.Model):
    """A dated offer to one exhibitor. Once sent it is frozen; a change is a new version under the same number.

    With `is_amendment` it carries the lines of an amendment, under its number.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SENT = "sent", _("Sent")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Refused")
        EXPIRED = "expired", _("Expired")
        SUPERSEDED = "superseded", _("Replaced")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    exhibitor = models.ForeignKey(Exhibitor, on_delete=models.PROTECT, related_name="quotes")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="quotes", verbose_name=_("contact"))
    number = models.CharField(max_length=20)
    version = models.PositiveSmallIntegerField(default=1)
    is_amendment = models.BooleanField(default=False)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    language = models.CharField(max_length=2, default="fr")
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    expires_on = models.DateField(_("valid until"))
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=160, blank=True)
    token_hash = models.CharField(max_length=64, unique=True, null=True, blank=True)
    discount_basis_points = models.PositiveIntegerField(_("negotiated discount"), default=0)
    discount_reason = models.CharField(_("reason of the discount"), max_length=200, blank=True)
    given_basis_points = models.PositiveIntegerField(default=0)  # given away, in parts of the price list's own price
    allowed_basis_points = models.PositiveIntegerField(default=0)  # what needed no approval on the day it was sent
    author_ref = models.CharField(max_length=80, blank=True)  # who wrote the offer as it stands: kind:id
    approved_ref = models.CharField(max_length=80, blank=True)
    approved_by = models.CharField(max_length=160, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    net_cents = CentsField(default=0)
    vat_cents = CentsField(default=0)
    pdf_path = models.CharField(max_length=200, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)

    objects = PeersManager.from_queryset(QuoteQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number", "version"], name="quote_version_once"),
            models.CheckConstraint(
                name="sent_quote_is_frozen_paper",
                condition=Q(status="draft") | (Q(sent_at__isnull=False) & ~Q(pdf_sha256="")),
            ),
            models.CheckConstraint(
                name="answered_quote_has_date",
                condition=~Q(status__in=["accepted", "refused"]) | Q(answered_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["exhibitor"],
                condition=Q(status="accepted", is_amendment=False),
                name="exhibitor_accepts_one_quote",
            ),
            models.CheckConstraint(
                name="quote_discount_is_a_share",
                condition=Q(discount_basis_points__lte=10_000, given_basis_points__lte=10_000),
            ),
            models.CheckConstraint(
                name="quote_discount_has_reason", condition=Q(discount_basis_points=0) | ~Q(discount_reason="")
            ),
            models.CheckConstraint(
                name="quote_approval_is_whole",
                condition=Q(approved_at=None, approved_ref="") | (Q(approved_at__isnull=False) & ~Q(approved_ref="")),
            ),
            models.CheckConstraint(
                name="quote_approver_is_not_author", condition=Q(approved_ref="") | ~Q(approved_ref=F("author_ref"))
            ),
            models.CheckConstraint(
                name="sent_discount_is_allowed_or_approved",
                condition=Q(status="draft")
                | Q(given_basis_points__lte=F("allowed_basis_points"))
                | Q(approved_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.number if self.version == 1 else f"{self.number} v{self.version}"

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT

    @property
    def total_cents(self) -> int:
        return self.net_cents + self.vat_cents

    @property
    def is_approved(self) -> bool:
        return self.approved_at is not None


class QuoteLine(models.Model):
    """One sold thing: name, price, VAT and what it gives, frozen at sale. Discounts are percentages, one rounding.

    With `removes` it takes units of a signed line back: its quantity is below zero, its amount never above. What the
    cancellation scale keeps of these units is `owed_cents`, and is not in the amount.
    """

    quote = models.ForeignKey(Quote, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    package = models.ForeignKey(Package, on_delete=models.PROTECT, null=True, blank=True, related_name="quote_lines")
    option = models.ForeignKey(Option, on_delete=models.PROTECT, null=True, blank=True, related_name="quote_lines")
    name = models.CharField(max_length=160)
    quantity = models.IntegerField(_("quantity"))
    unit_price_cents = CentsField()
    discount_text = models.CharField(max_length=160, blank=True)
    net_cents = CentsField()
    vat_basis_points = models.PositiveIntegerField()
    gives = models.JSONField(default=dict, help_text=_("Entitlements of one unit: {kind: quantity}."))
    removes = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="removals")
    owed_cents = CentsField(default=0)

    objects = PeersManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="quote_line_sells_one_thing",
                condition=Q(package__isnull=False, option=None) | Q(package=None, option__isnull=False),
            ),
            models.CheckConstraint(
                name="quote_line_quantity",
                condition=Q(removes=None, quantity__gt=0)
                | Q(removes__isnull=False, option__isnull=False, quantity__lt=0),
            ),
            models.CheckConstraint(
                name="quote_line_amount",
                condition=Q(removes=None, net_cents__gte=0) | Q(removes__isnull=False, net_cents__lte=0),
            ),
            models.CheckConstraint(
                name="quote_line_owed",
                condition=Q(removes=None, owed_cents=0) | Q(removes__isnull=False, owed_cents__gte=0),
            ),
            models.UniqueConstraint(fields=["quote", "position"], name="quote_line_position_once"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.name}"

    @property
    def item(self) -> Package | Option:
        """What is sold; a constraint says that there is exactly one."""
        return cast(Package | Option, self.package or self.option)

    @property
    def taken_cents(self) -> int:
        """Of a line that takes units back: what was paid for them, credited or still owed."""
        return self.owed_cents - self.net_cents

    @property
    def is_gift(self) -> bool:
        return self.net_cents == 0 < self.unit_price_cents
