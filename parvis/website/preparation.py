"""The checklist's lines about the public pages."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from parvis.editions.models import Edition, Membership
from parvis.editions.opening import Line
from parvis.website.models import Page

Pole = Membership.Pole
LAWFUL = (Page.Slug.LEGAL, Page.Slug.PRIVACY)


def opening_lines(edition: Edition, *, at: datetime) -> list[Line]:
    return list(_lines(edition))


def _lines(edition: Edition) -> Iterator[Line]:
    written = set(Page.objects.filter(edition=edition).exclude(body_fr="").values_list("slug", flat=True))
    missing = [str(slug.label) for slug in LAWFUL if slug not in written]
    yield Line(
        70,
        "pages.lawful",
        _("Pages the law asks for"),
        not missing,
        _("To be read again and saved: %(pages)s.") % {"pages": ", ".join(missing)} if missing else _("Written."),
        Pole.COMMUNICATION,
        "website:page_list",
        blocks=True,
    )
    has_practical = Page.Slug.PRACTICAL in written
    yield Line(
        72,
        "pages.practical",
        _("Practical information"),
        has_practical,
        _("Written.") if has_practical else _("How to come, what to bring, whom to ask."),
        Pole.COMMUNICATION,
        "website:page_list",
    )
