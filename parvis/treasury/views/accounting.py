"""For whoever keeps the accounts: the journals of sales and purchases and the FEC of a period."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parvis.core.dates import local_date
from parvis.core.errors import Refused
from parvis.core.exports import csv_response, file_response, xlsx_response
from parvis.editions.doors import TeamRequest, team_view
from parvis.treasury import books, purchases, rules
from parvis.treasury.accounting import Piece, fec_bytes, fec_name, in_order
from parvis.treasury.forms import PeriodForm

MEDIA_TYPE = "text/plain; charset=iso-8859-15"
BOOKS = "fr"  # whoever downloads them: the books are read by the accountant


def _period(request: TeamRequest) -> tuple[PeriodForm, date, date]:
    """What was asked for; this civil year when nothing was, or nothing that makes sense."""
    today = local_date(timezone.now())
    year = {"first": date(today.year, 1, 1), "last": date(today.year, 12, 31)}
    form = PeriodForm(request.GET or None, initial=year)
    values = form.cleaned_data if request.GET and form.is_valid() else year
    return form, values["first"], values["last"]


@require_safe
@team_view(rules.can_write_invoices)
def accounting(request: TeamRequest) -> HttpResponse:
    form, first, last = _period(request)
    sales, money = books.sales_pieces(first, last), books.money_pieces(first, last)
    bought, paid = purchases.purchase_pieces(first, last), purchases.paid_pieces(first, last)
    shares = [share for piece in sales for share in piece.billed]
    costs = [share for piece in bought for share in piece.shares]
    context = {
        "form": form,
        "first": first,
        "last": last,
        "paper_count": len(sales),
        "net_cents": sum(share.base_cents for share in shares),
        "vat_cents": sum(share.vat_cents for share in shares),
        "total_cents": sum(share.base_cents + share.vat_cents for share in shares),
        "money_cents": sum(piece.postings[0].cents for piece in money),
        "bought_count": len(bought),
        "bought_net_cents": sum(share.base_cents for share in costs),
        "bought_cents": sum(share.base_cents + share.vat_cents for share in costs),
        "paid_cents": sum(piece.postings[0].cents for piece in paid),
        "piece_count": len(sales) + len(money) + len(bought) + len(paid),
        "period": f"first={first.isoformat()}&last={last.isoformat()}",
        "is_balanced": all(piece.is_balanced for piece in (*sales, *money, *bought, *paid)),
    }
    return render(request, "treasury/accounting.html", context, status=422 if form.errors else 200)


@require_safe
@team_view(rules.can_write_invoices)
def sales_journal(request: TeamRequest) -> HttpResponse:
    """One row for each rate of each paper; CSV, or XLSX when asked."""
    _form, first, last = _period(request)
    with translation.override(BOOKS):
        pieces = books.sales_pieces(first, last)
        return _journal(request, f"{_('Sales journal')} {first.isoformat()} {last.isoformat()}", pieces)


@require_safe
@team_view(rules.can_write_invoices)
def purchase_journal(request: TeamRequest) -> HttpResponse:
    """The same of approved bills and refunds."""
    _form, first, last = _period(request)
    with translation.override(BOOKS):
        pieces = purchases.purchase_pieces(first, last)
        return _journal(request, f"{_('Purchase journal')} {first.isoformat()} {last.isoformat()}", pieces)


def _journal(request: TeamRequest, name: str, pieces: list[Piece]) -> HttpResponse:
    headers = [
        *(_("Date"), _("Number"), _("Text"), _("Company"), "SIREN", _("VAT rate, in %")),
        *(_("Without VAT"), _("VAT"), _("With VAT")),
    ]
    export = xlsx_response if request.GET.get("as") == "xlsx" else csv_response
    return export(name, headers, [row for piece in pieces for row in _journal_rows(piece)])


def _journal_rows(piece: Piece) -> list[list[Any]]:
    fixed = [piece.on, piece.ref, piece.text, piece.buyer.name, piece.buyer.siren]
    return [
        [
            *(*fixed, Decimal(share.basis_points) / 100),
            *(_euros(share.base_cents), _euros(share.vat_cents), _euros(share.base_cents + share.vat_cents)),
        ]
        for share in piece.billed
    ]


def _euros(cents: int) -> Decimal:
    return Decimal(cents) / 100


@require_safe
@team_view(rules.can_write_invoices)
def fec(request: TeamRequest) -> HttpResponse:
    """The file of the period, in French, named for its last day."""
    _form, first, last = _period(request)
    siren = request.edition.association.siren
    if not siren:
        raise Refused(_("The file is named after the association’s SIREN: write it on the association’s page first."))
    with translation.override(BOOKS):
        sold = [*books.sales_pieces(first, last), *books.money_pieces(first, last)]
        spent = [*purchases.purchase_pieces(first, last), *purchases.paid_pieces(first, last)]
        pieces = in_order([*sold, *spent])
    return file_response(fec_bytes(pieces), fec_name(siren, last), MEDIA_TYPE)
