"""The numbers of the edition under the lines of the home."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from django.utils import dateformat
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parvis.checkin.queries.day import inside_count
from parvis.core.money import format_cents
from parvis.editions.models import Edition
from parvis.editions.rules import Member
from parvis.logistics.queries import counts as booth_counts
from parvis.reports.queries.figures import company_figures
from parvis.reports.rules import can_see_money
from parvis.treasury.queries import money_summary
from parvis.visitors.queries import counts as registration_counts


class Number(NamedTuple):
    """One number with what it is compared to; `page` is where it comes from."""

    label: str
    value: str
    note: str
    icon: str
    page: str


def numbers_of(edition: Edition, member: Member, *, on: date) -> list[Number]:
    """Exhibitors, money for those who may see it, booths, visitors; who is inside on the day."""
    shown = [_exhibitors(edition)]
    if can_see_money(member):
        shown += _money(edition, on)
    shown += [_booths(edition), _visitors(edition)]
    if any(day.on == on for day in edition.days.all()):
        shown.append(
            Number(_("Inside now"), whole(inside_count(edition)), _("At the doors"), "activity", "checkin:live")
        )
    return shown


def whole(number: int) -> str:
    """A count with the reader's thousands."""
    return number_format(number, use_l10n=True, force_grouping=True)


def short_day(day: date) -> str:
    """`2 Nov`, `2 nov`."""
    return dateformat.format(day, "j b" if get_language() == "fr" else "j M")


def short_month(day: date) -> str:
    """`Nov`, `nov`."""
    return dateformat.format(day, "b" if get_language() == "fr" else "M")


def amount(cents: int) -> str:
    """An amount without its cents, for figures read at a glance."""
    language = get_language() or "fr"
    return format_cents(round(cents / 100) * 100, language).replace(",00", "").replace(".00", "")


def percent(part: int, whole_: int) -> str:
    """A share; a dash of nothing."""
    return _("%(share)s%%") % {"share": round(100 * part / whole_)} if whole_ else "—"


def _exhibitors(edition: Edition) -> Number:
    found = company_figures(edition)
    note = _("%(n)s companies approached") % {"n": whole(found.approached)}
    return Number(_("Exhibitors"), whole(found.confirmed), note, "handshake", "exhibitors:exhibitor_list")


def _money(edition: Edition, on: date) -> Iterator[Number]:
    sums = money_summary(edition, on)
    signed = _("Excluding VAT: %(amount)s") % {"amount": amount(sums.signed_net_cents)}
    yield Number(_("Signed"), amount(sums.signed_cents), signed, "file-check", "sales:contract_list")
    late = _("%(amount)s late") % {"amount": amount(sums.late_cents)} if sums.late_cents else _("Nothing late")
    yield Number(_("Collected"), amount(sums.collected_cents), late, "landmark", "treasury:invoice_list")


def _booths(edition: Edition) -> Number:
    found = booth_counts(edition)
    note = _("of %(n)s booths") % {"n": whole(found["booths"])}
    return Number(_("Booths given"), whole(found["given"]), note, "map", "logistics:floor_plan")


def _visitors(edition: Edition) -> Number:
    found = registration_counts(edition)
    note = _("of %(n)s seats") % {"n": whole(found.capacity)}
    return Number(_("Visitors"), whole(found.confirmed), note, "ticket", "visitors:registration_list")
