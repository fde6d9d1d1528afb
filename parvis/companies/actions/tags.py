"""Words by which the team sorts companies."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.companies.models import Company, CompanyTag
from parvis.core.actor import Actor
from parvis.core.errors import Refused
from parvis.core.locks import lock_row
from parvis.core.text import clean_line, fold
from parvis.editions.history import record
from parvis.editions.models import Edition

MOST_TAGS, LONGEST = 12, 40


@transaction.atomic
def set_tags(
    company: Company, names: Iterable[str], *, edition: Edition | None = None, by: Actor, at: datetime
) -> list[str]:
    """These and no others; a tag known elsewhere keeps the way it is written there."""
    lock_row(Company.objects.filter(pk=company.pk))
    asked = {fold(name): clean_line(name) for name in names if clean_line(name)}
    if len(asked) > MOST_TAGS or any(len(name) > LONGEST for name in asked.values()):
        words = {"n": MOST_TAGS, "length": LONGEST}
        raise Refused(_("%(n)s tags at most, of %(length)s letters at most.") % words)
    known = {fold(name): name for name in CompanyTag.objects.order_by("name").values_list("name", flat=True).distinct()}
    wanted = sorted((known.get(key, name) for key, name in asked.items()), key=fold)
    before = sorted(CompanyTag.objects.filter(company=company).values_list("name", flat=True), key=fold)
    if wanted != before:
        CompanyTag.objects.filter(company=company).exclude(name__in=wanted).delete()
        CompanyTag.objects.bulk_create(CompanyTag(company=company, name=name) for name in wanted if name not in before)
        changes = {"tags": [", ".join(before), ", ".join(wanted)]}
        record("company.tagged", company, by=by, at=at, edition=edition, changes=changes)
    return wanted
