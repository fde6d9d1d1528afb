"""The dated words and figures of payment: what the law wants on every invoice, in the treasurer's hands."""

from datetime import date
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parvis.core.fields import CentsField
from parvis.core.models import PeersManager

LEAST_TIMES_LEGAL = 3


class PenaltyRate(models.Model):
    """The yearly rate of late penalties from a day on; the law changes it every half-year.

    It is at least three times the legal rate (code de commerce, L441-10); none is known of rates written long ago.
    """

    starts_on = models.DateField(_("from"), unique=True)
    basis_points = models.PositiveIntegerField(
        _("yearly rate"), validators=[MinValueValidator(1), MaxValueValidator(10_000)]
    )
    legal_basis_points = models.PositiveIntegerField(_("legal interest rate"), null=True, blank=True)
    source = models.CharField(_("where it comes from"), max_length=200, blank=True)

    objects = PeersManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="penalty_rate_range", condition=Q(basis_points__gte=1, basis_points__lte=10_000)
            ),
            models.CheckConstraint(
                name="penalty_rate_three_times_legal",
                condition=Q(legal_basis_points=None)
                | Q(basis_points__gte=models.F("legal_basis_points") * LEAST_TIMES_LEGAL),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on.isoformat()} {self.percent:.2f} %"

    @property
    def percent(self) -> Decimal:
        return Decimal(self.basis_points) / 100

    @property
    def legal_percent(self) -> Decimal | None:
        return None if self.legal_basis_points is None else Decimal(self.legal_basis_points) / 100


class InvoicingTermsQuerySet(models.QuerySet["InvoicingTerms"]):
    def on(self, day: date) -> "InvoicingTerms":
        """Those of an invoice issued that day, with the rate of penalties of that day; the usual ones when there are
        none."""
        terms = self.filter(starts_on__lte=day).order_by("-starts_on").first() or InvoicingTerms(starts_on=day)
        terms.rate = PenaltyRate.objects.filter(starts_on__lte=day).order_by("-starts_on").first()
        return terms


class InvoicingTerms(models.Model):
    """From `starts_on`: the term of payment and the mentions, in French as invoices are. Issued papers keep theirs."""

    rate: PenaltyRate | None = None  # set by `on`: the one that computes penalties is the one that is printed

    starts_on = models.DateField(_("from"), unique=True)
    term_days = models.PositiveSmallIntegerField(
        _("days to pay"), default=30, validators=[MinValueValidator(0), MaxValueValidator(60)]
    )
    longest_days = models.PositiveSmallIntegerField(
        _("longest term agreed"), default=60, validators=[MinValueValidator(0), MaxValueValidator(60)]
    )
    recovery_cents = CentsField(_("recovery indemnity"), default=4000)
    discount = models.CharField(
        _("discount for early payment"), max_length=200, default="Pas d’escompte pour paiement anticipé."
    )
    penalty = models.CharField(
        _("late penalties"),
        max_length=300,
        default=(
            "En cas de retard, pénalités au taux de refinancement de la Banque centrale européenne majoré de "
            "10 points, exigibles sans rappel dès le lendemain de l’échéance."
        ),
    )
    exemption = models.CharField(
        _("why a line bears no VAT"), max_length=200, blank=True, help_text=_("Printed when a line has 0 % of VAT.")
    )
    most_fee_cents = CentsField(_("most a bank keeps of a payment"), default=2500)
    is_vat_on_debits = models.BooleanField(_("VAT is paid on debits"), default=False)

    objects = PeersManager.from_queryset(InvoicingTermsQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="invoicing_terms_days", condition=Q(term_days__lte=models.F("longest_days"), longest_days__lte=60)
            ),
            models.CheckConstraint(name="invoicing_terms_recovery", condition=Q(recovery_cents__gte=0)),
            models.CheckConstraint(name="invoicing_terms_fee", condition=Q(most_fee_cents__gte=0)),
        ]

    def __str__(self) -> str:
        return str(self.starts_on)
