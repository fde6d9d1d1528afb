"""What a merge of two companies does to their exhibitors."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.companies.merging import Line
from parvis.companies.models import Company
from parvis.companies.past import Fact
from parvis.exhibitors.models import Entitlement, Exhibitor


def merge_lines(kept: Company, gone: Company) -> list[Line]:
    """Two exhibitors in one edition each have their contract: such companies stay two, one as a division."""
    theirs = Exhibitor.objects.filter(company=gone).select_related("edition").order_by("edition__fair_on")
    both = set(Exhibitor.objects.filter(company=kept).values_list("edition", flat=True))
    lines = [
        Line(
            _("Both take part in %(edition)s: make one a division of the other instead.") % {"edition": one.edition},
            is_hindrance=True,
        )
        for one in theirs
        if one.edition_id in both
    ]
    count = len(theirs) - len(lines)
    said = ngettext(
        "%(n)s participation moves, with its quotes, contract and invoices.",
        "%(n)s participations move, with their quotes, contracts and invoices.",
        count,
    )
    return [*lines, Line(said % {"n": count})] if count else lines


def facts_of(companies: list[Company]) -> list[Fact]:
    """How they took part, and what they got."""
    exhibitors = Exhibitor.objects.filter(company__in=companies).select_related("edition").order_by("pk")
    by_key = {one.pk: one for one in exhibitors}
    facts = [
        _fact(one, _("Took part: %(status)s") % {"status": one.get_status_display().lower()}) for one in by_key.values()
    ]
    totals: dict[tuple[int, str], int] = {}
    for row in Entitlement.objects.filter(exhibitor__in=by_key).order_by("kind", "pk"):
        key = (row.exhibitor_id, row.kind)
        totals[key] = totals.get(key, 0) + row.quantity
    return [*facts, *(_fact(by_key[pk], _got(kind, total)) for (pk, kind), total in totals.items())]


def _fact(exhibitor: Exhibitor, words: str) -> Fact:
    return Fact(exhibitor.edition, "got", words, company_id=exhibitor.company_id)


def _got(kind: str, total: int) -> str:
    if kind == Entitlement.Kind.AREA:
        return _("Area: %(n)s m²") % {"n": f"{total / 100:g}"}
    return _("%(what)s: %(n)s") % {"what": Entitlement.Kind(kind).label, "n": total}
