"""The checklist's lines about what the edition sells."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.editions.models import Edition, Membership
from parvis.editions.opening import Line
from parvis.sales.models import Package, PriceRule
from parvis.sales.queries import current_terms

Pole = Membership.Pole


def opening_lines(edition: Edition, *, at: datetime) -> list[Line]:
    return list(_lines(edition))


def _lines(edition: Edition) -> Iterator[Line]:
    packages = Package.objects.filter(edition=edition, is_active=True).count()
    yield Line(
        50,
        "sales.catalogue",
        _("Price list"),
        packages > 0,
        ngettext("%(n)s package on sale.", "%(n)s packages on sale.", packages) % {"n": packages}
        if packages
        else _("Nothing is on sale: bring the price list in, or write a first package."),
        Pole.COMPANY_RELATIONS,
        "sales:catalogue",
        blocks=True,
    )
    has_rule = PriceRule.objects.filter(edition=edition, kind=PriceRule.Kind.CANCEL).exists()
    yield Line(
        52,
        "sales.cancellation",
        _("Cancellation rules"),
        has_rule,
        _("Written.") if has_rule else _("What a late cancellation costs is agreed before the first contract."),
        Pole.COMPANY_RELATIONS,
        "sales:catalogue",
    )
    version = current_terms(edition)
    yield Line(
        54,
        "sales.terms",
        _("General terms"),
        version is not None,
        _("Version %(n)s is published.") % {"n": version.version}
        if version
        else _("No contract can be made without them: publish a first version."),
        Pole.COMPANY_RELATIONS,
        "sales:catalogue",
        blocks=True,
    )
