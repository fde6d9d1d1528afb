"""What an edition sells and by which rules it is priced."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from parvis.companies.models import Company
from parvis.core.fields import CentsField
from parvis.core.models import PeersManager
from parvis.editions.models import Edition
from parvis.exhibitors.models import Entitlement


class CatalogueItem(models.Model):
    """What packages and options share: code, price without VAT, stock. Buyers lock the row to count `sold_count`.

    `price_cents` is the price since the last change by hand; changes planned by date are rows of `Price`, read with
    `queries.at_prices_of`.
    """

    class Audience(models.TextChoices):
        ALL = "all", _("Exhibitors and team")
        TEAM = "team", _("Team only")

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="%(class)ss")
    code = models.CharField(_("code"), max_length=20)
    name_fr = models.CharField(_("name (French)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120, blank=True)
    price_cents = CentsField(_("price"))
    vat_basis_points = models.PositiveIntegerField(_("VAT rate"), default=2000)
    stock = models.PositiveIntegerField(_("stock"), null=True, blank=True)
    sold_count = models.PositiveIntegerField(default=0)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(_("on sale"), default=True)
    text_fr = models.TextField(_("what it gives (French)"), max_length=1000, blank=True)
    text_en = models.TextField(_("what it gives (English)"), max_length=1000, blank=True)
    audience = models.CharField(_("shown to"), max_length=4, choices=Audience, default=Audience.ALL)
    opens_on = models.DateField(_("orders from"), null=True, blank=True)
    closes_on = models.DateField(_("orders until (included)"), null=True, blank=True)

    objects = PeersManager()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="%(class)s_code_once"),
            models.CheckConstraint(name="%(class)s_price", condition=Q(price_cents__gte=0)),
            models.CheckConstraint(
                name="%(class)s_not_oversold", condition=Q(stock=None) | Q(sold_count__lte=F("stock"))
            ),
            models.CheckConstraint(
                name="%(class)s_window",
                condition=Q(opens_on=None) | Q(closes_on=None) | Q(closes_on__gte=F("opens_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return (self.name_en if get_language() == "en" else "") or self.name_fr

    @property
    def text(self) -> str:
        return (self.text_en if get_language() == "en" else "") or self.text_fr

    def is_orderable_on(self, day: date) -> bool:
        """Whether the item's own order window is open that day, its last day included."""
        return (self.opens_on is None or day >= self.opens_on) and (self.closes_on is None or day <= self.closes_on)

    @property
    def left_count(self) -> int | None:
        """How many can still be sold; None without a stock."""
        return None if self.stock is None else self.stock - self.sold_count


class Package(CatalogueItem):
    """A bundle sold as one: a booth size and what comes with it. `only_kinds` limits it to classes of company."""

    class Tier(models.TextChoices):
        NONE = "", _("Booth")
        PARTNER = "partner", _("Partner")
        SPONSOR = "sponsor", _("Sponsor")

    tier = models.CharField(_("tier"), max_length=10, choices=Tier, default=Tier.NONE, blank=True)
    only_kinds = models.JSONField(default=list, blank=True)

    class Meta(CatalogueItem.Meta):
        pass

    def is_sold_to(self, company_kind: str) -> bool:
        return not self.only_kinds or company_kind in self.only_kinds

    @property
    def gives(self) -> dict[str, int]:
        """Entitlements of one unit, from the inclusions fetched with the package."""
        return {inclusion.kind: inclusion.quantity for inclusion in self.inclusions.all()}


class Option(CatalogueItem):
    """Something sold beside a package, at list price. `gives_kind` is the entitlement one unit gives."""

    gives_kind = models.CharField(max_length=16, choices=Entitlement.Kind, blank=True)
    gives_quantity = models.PositiveIntegerField(default=1)

    class Meta(CatalogueItem.Meta):
        pass

    @property
    def gives(self) -> dict[str, int]:
        """Entitlements of one unit."""
        return {self.gives_kind: self.gives_quantity} if self.gives_kind and self.gives_quantity else {}


class Inclusion(models.Model):
    """What a package gives: an entitlement's kind and quantity."""

    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="inclusions")
    kind = models.CharField(max_length=16, choices=Entitlement.Kind)
    quantity = models.PositiveIntegerField()

    objects = PeersManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["package", "kind"], name="inclusion_once"),
            models.CheckConstraint(name="inclusion_is_something", condition=Q(quantity__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.package.code} {self.kind} {self.quantity}"


class Price(models.Model):
    """A price without VAT from a day on; no day: the price before the first change. Append-only.

    Of two rows for one day the later written counts, so that a planned change can be planned away.
    """

    package = models.ForeignKey(Package, on_delete=models.PROTECT, null=True, blank=True, related_name="prices")
    option = models.ForeignKey(Option, on_delete=models.PROTECT, null=True, blank=True, related_name="prices")
    price_cents = CentsField(_("price"))
    starts_on = models.DateField(_("from"), null=True, blank=True)
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=160)
    keep_until = models.DateField()

    objects = PeersManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="price_of_one_thing",
                condition=Q(package__isnull=False, option=None) | Q(package=None, option__isnull=False),
            ),
            models.CheckConstraint(name="price_not_negative", condition=Q(price_cents__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.price_cents} {self.starts_on or ''}".strip()


class DiscountPolicy(models.Model):
    """How much of the price list's price a member may give away before somebody else has to agree."""

    USUAL = 1_000  # ten percent, for an edition that says nothing

    edition = models.OneToOneField(Edition, on_delete=models.CASCADE, related_name="discount_policy")
    approval_above_basis_points = models.PositiveIntegerField(_("approval above"), default=USUAL)

    objects = PeersManager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="discount_policy_percent", condition=Q(approval_above_basis_points__lte=10_000))
        ]

    def __str__(self) -> str:
        return f"{self.edition} {self.approval_above_basis_points / 100:g} %"


class PriceRule(models.Model):
    """A rule of the edition: a percentage by class or until a date on packages, or what a late cancellation owes."""

    class Kind(models.TextChoices):
        CLASS = "class", _("By class of company")
        EARLY_BIRD = "early_bird", _("Early bird")
        CANCEL = "cancel", _("Cancellation")

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="price_rules")
    kind = models.CharField(max_length=10, choices=Kind)
    company_kind = models.CharField(max_length=14, choices=Company.Kind, blank=True)
    until_on = models.DateField(_("until"), null=True, blank=True)
    days_before = models.PositiveSmallIntegerField(_("days before the fair"), null=True, blank=True)
    basis_points = models.IntegerField(
        _("percentage"), help_text=_("In hundredths of a percent; -1000 is ten percent off.")
    )

    objects = PeersManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="price_rule_is_whole",
                condition=Q(kind="class") & ~Q(company_kind="")
                | Q(kind="early_bird", until_on__isnull=False)
                | Q(kind="cancel", days_before__isnull=False),
            ),
            models.CheckConstraint(
                name="price_rule_percent", condition=Q(basis_points__gte=-10_000, basis_points__lte=10_000)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.basis_points / 100:g} %"
