"""Under which VAT regime an edition sells: dated, kept by the treasurer, printed and coded on every line."""

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parvis.core.models import PeersManager
from parvis.editions.models import Edition


class Regime(models.TextChoices):
    """Why a line bears VAT or none."""

    NORMAL = "normal", _("French VAT")
    FRANCHISE = "franchise", _("Franchise, article 293 B")
    NON_PROFIT = "non_profit", _("Non-profit exemption, article 261, 7-1°")
    EXEMPT = "exempt", _("Exempt for the reason in the terms")
    EU = "eu", _("Reverse charge, business in the European Union")
    WORLD = "world", _("Outside French VAT, business outside the European Union")


OF_THE_SELLER = (Regime.NORMAL, Regime.FRANCHISE, Regime.NON_PROFIT)


class VatRegimeQuerySet(models.QuerySet["VatRegime"]):
    def in_edition(self, edition: Edition) -> "VatRegimeQuerySet":
        return self.filter(edition=edition)

    def on(self, edition: Edition, day: date) -> "VatRegime":
        """That of an invoice issued that day; the normal one when nobody wrote any."""
        past = self.in_edition(edition).filter(starts_on__lte=day)
        return past.order_by("-starts_on").first() or VatRegime(edition=edition, starts_on=day)


class VatRegime(models.Model):
    """From `starts_on`, how the sales of an edition are taxed. Issued papers keep theirs.

    The mentions are those of the law; whoever keeps the accounts may have them changed. `is_place_of_customer`: a
    booth with its services is taxed where a foreign business is, bare space is taxed in France.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="vat_regimes")
    starts_on = models.DateField(_("from"))
    regime = models.CharField(
        _("regime"), max_length=10, choices=[(one.value, one.label) for one in OF_THE_SELLER], default=Regime.NORMAL
    )
    standard_basis_points = models.PositiveIntegerField(
        _("standard rate"), default=2000, validators=[MinValueValidator(1), MaxValueValidator(9999)]
    )
    is_place_of_customer = models.BooleanField(_("foreign businesses are taxed where they are"), default=True)
    franchise_mention = models.CharField(
        _("mention of the franchise"), max_length=200, default="TVA non applicable, art. 293 B du CGI"
    )
    non_profit_mention = models.CharField(
        _("mention of the non-profit exemption"),
        max_length=200,
        default="Exonération de TVA, art. 261, 7-1° du CGI",
    )
    eu_mention = models.CharField(_("mention of the reverse charge"), max_length=200, default="Autoliquidation")
    world_mention = models.CharField(
        _("mention of sales outside French VAT"), max_length=200, default="TVA hors champ, art. 259-1° du CGI"
    )

    objects = PeersManager.from_queryset(VatRegimeQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "starts_on"], name="vat_regime_once_a_day"),
            models.CheckConstraint(
                name="vat_regime_known", condition=Q(regime__in=[one.value for one in OF_THE_SELLER])
            ),
            models.CheckConstraint(
                name="vat_regime_rate", condition=Q(standard_basis_points__gte=1, standard_basis_points__lte=9999)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition} {self.starts_on}"

    def mention_of(self, regime: str) -> str:
        mentions: dict[str, str] = {
            Regime.FRANCHISE: self.franchise_mention,
            Regime.NON_PROFIT: self.non_profit_mention,
            Regime.EU: self.eu_mention,
            Regime.WORLD: self.world_mention,
        }
        return mentions.get(regime, "")
