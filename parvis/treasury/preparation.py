"""The checklist's lines about invoices: who sells, under which VAT, where money goes, from which number."""

from collections.abc import Iterator
from datetime import date, datetime

from django.utils.translation import gettext as _

from parvis.core.dates import local_date
from parvis.editions.models import Association, Edition, Membership
from parvis.editions.opening import Line
from parvis.treasury.models import InvoiceSeries, InvoicingTerms

Pole = Membership.Pole
LETTERS = (InvoiceSeries.INVOICES, InvoiceSeries.CREDIT_NOTES)


def opening_lines(edition: Edition, *, at: datetime) -> list[Line]:
    today = local_date(at)
    return [*_seller(edition.association, today), _series(today)]


def _seller(association: Association, today: date) -> Iterator[Line]:
    yield Line(
        40,
        "invoices.siren",
        _("SIREN for invoices"),
        bool(association.siren),
        association.siren or _("No invoice is issued without it."),
        Pole.PRESIDENCY,
        "editions:association",
        blocks=True,
    )
    exemption = InvoicingTerms.objects.on(today).exemption
    yield Line(
        42,
        "invoices.vat",
        _("VAT"),
        bool(association.vat_number or exemption),
        association.vat_number
        or exemption
        or _("Give the association its VAT number, or write why its invoices bear none."),
        Pole.TREASURY,
        "treasury:invoicing",
        blocks=True,
    )
    yield Line(
        44,
        "invoices.iban",
        _("Bank account on invoices"),
        bool(association.iban),
        f"… {association.iban[-4:]}" if association.iban else _("Companies pay by transfer: give the IBAN."),
        Pole.PRESIDENCY,
        "editions:association",
    )


def _series(today: date) -> Line:
    rows = InvoiceSeries.objects.filter(prefix__in=[f"{letter}{today.year}" for letter in LETTERS]).order_by("-prefix")
    settled = [series for series in rows if series.is_settled]
    is_done = len(settled) == len(LETTERS)
    return Line(
        46,
        "invoices.series",
        _("First numbers of invoices and credit notes"),
        is_done,
        _("Next: %(numbers)s.") % {"numbers": ", ".join(series.next_number for series in settled)}
        if is_done
        else _("Say from which number %(year)s begins, in both series: 1, unless papers were issued elsewhere.")
        % {"year": today.year},
        Pole.TREASURY,
        "treasury:invoicing",
        blocks=True,
    )
