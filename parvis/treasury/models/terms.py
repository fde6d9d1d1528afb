"""The dated words and figures of payment: what the law wants on every invoice, in the treasurer's hands."""

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parvis.core.fields import CentsField
from parvis.core.models import PeersManager


class InvoicingTermsQuerySet(models.QuerySet["InvoicingTerms"]):
    def on(self, day: date) -> "InvoicingTerms":
        """Those of an invoice issued that day; the usual ones when nobody wrote any."""
        return self.filter(starts_on__lte=day).order_by("-starts_on").first() or InvoicingTerms(starts_on=day)


class InvoicingTerms(models.Model):
    """From `starts_on`: the term of payment and the mentions, in French as invoices are. Issued papers keep theirs."""

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
    is_vat_on_debits = models.BooleanField(_("VAT is paid on debits"), default=False)

    objects = PeersManager.from_queryset(InvoicingTermsQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="invoicing_terms_days", condition=Q(term_days__lte=models.F("longest_days"), longest_days__lte=60)
            ),
            models.CheckConstraint(name="invoicing_terms_recovery", condition=Q(recovery_cents__gte=0)),
        ]

    def __str__(self) -> str:
        return str(self.starts_on)
