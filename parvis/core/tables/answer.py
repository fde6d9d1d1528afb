"""What a list page answers: the page, its table alone for htmx, or a file; and the rows a bulk action means."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from parvis.core.errors import Refused
from parvis.core.exports import csv_response, xlsx_response
from parvis.core.tables.table import Table

FRAGMENT = "core/_table.html#results"
EXPORTS = {"csv": csv_response, "xlsx": xlsx_response}


def render_table(
    request: HttpRequest, template: str, table: Table, queryset: QuerySet[Any], context: Mapping[str, Any] | None = None
) -> HttpResponse:
    """The page `template` with `table` in its context; the table's results alone when htmx asks for them;
    the file when the address says `export=csv` or `export=xlsx`."""
    listing = table.listing(queryset, request.GET)
    export = EXPORTS.get(request.GET.get("export", ""))
    if export:
        return export(str(table.label), *listing.exported())
    wants_results = _asks_for(request, table.id)
    response = render(request, FRAGMENT if wants_results else template, {**(context or {}), "table": listing})
    if wants_results:
        response["HX-Push-Url"] = request.path + listing.canonical.removesuffix("?")
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def _asks_for(request: HttpRequest, table_id: str) -> bool:
    return (
        "HX-Request" in request.headers
        and "HX-History-Restore-Request" not in request.headers
        and request.headers.get("HX-Target", "").rpartition("#")[2] == table_id
    )


def chosen_rows[M: Model](
    request: HttpRequest, table: Table, queryset: QuerySet[M], *, said: QueryDict | None = None, most: int | None = None
) -> QuerySet[M]:
    """The rows ticked in a posted list, or all that match its address when `all` was ticked.

    `said` is where the ticks are, the posted form by default; the address, on a page made by `ticked_address`.
    Raises Refused when nothing is ticked, when one ticked row is not in the queryset, or when there are more than
    `most`: then nothing is done.
    """
    rows = _chosen(table, queryset, request.POST if said is None else said, request.GET)
    if most is not None and rows.count() > most:
        raise Refused(_("Choose at most %(most)s rows at a time; filter the list to see fewer.") % {"most": most})
    return rows


def ticked_address(request: HttpRequest, path: str) -> str:
    """The page `path` about the rows ticked in a posted list: there a person says more, or confirms."""
    address = request.GET.copy()
    address.setlist("ids", [] if request.POST.get("all") == "1" else request.POST.getlist("ids"))
    address.setlist("all", ["1"] if request.POST.get("all") == "1" else [])
    return f"{path}?{address.urlencode()}"


def _chosen[M: Model](table: Table, queryset: QuerySet[M], said: QueryDict, address: QueryDict) -> QuerySet[M]:
    if said.get("all") == "1":
        return table.listing(queryset, address).queryset
    ids = set(said.getlist("ids"))
    if not ids:
        raise Refused(_("Tick at least one row."))
    known = {str(pk) for pk in queryset.filter(pk__in=[pk for pk in ids if _is_id(pk)]).values_list("pk", flat=True)}
    if ids - known:
        raise Refused(_("Some of these rows are no longer here. Load the list again; nothing was changed."))
    return queryset.filter(pk__in=known)


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
