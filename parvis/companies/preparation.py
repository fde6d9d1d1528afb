"""The checklist's line about the companies we know."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.companies.models import Company
from parvis.editions.models import Edition, Membership
from parvis.editions.opening import Line

Pole = Membership.Pole


def opening_lines(edition: Edition, *, at: datetime) -> list[Line]:
    count = Company.objects.count()
    return [
        Line(
            56,
            "companies.known",
            _("Companies to write to"),
            count > 0,
            ngettext("%(n)s company is known.", "%(n)s companies are known.", count) % {"n": count}
            if count
            else _("Bring in last year’s list: what looks double is held for you to decide."),
            Pole.COMPANY_RELATIONS,
            "companies:company_import",
        )
    ]
