"""What was done in an edition, by whom: filtered, page by page, or as a file."""

from collections.abc import Iterator
from itertools import batched

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from parvis.core.exports import Cell, csv_response, xlsx_response
from parvis.editions import rules
from parvis.editions.doors import TeamRequest, team_view
from parvis.editions.history_form import HistoryForm
from parvis.editions.history_names import names_of
from parvis.editions.history_words import (
    changes_in_words,
    every_naming,
    kind_of,
    kinds_seen,
    name_of,
    say,
    who,
)
from parvis.editions.models import LogEntry
from parvis.editions.queries import history_of

PAGE = 100
CHUNK = 500
FILES = {"csv": csv_response, "xlsx": xlsx_response}


@require_GET
@team_view(rules.can_see_history)
def history(request: TeamRequest) -> HttpResponse:
    """Every act of the edition, newest first; `export=csv` or `xlsx` is all that match, as a file."""
    form = HistoryForm(request.GET)
    asked = form.asked()
    kinds = None if request.member.is_board else kinds_seen(request.member)
    entries = history_of(request.edition, **asked, kinds=kinds)
    as_file = FILES.get(request.GET.get("export", ""))
    if as_file:
        headers = [_("When"), _("Who"), _("Did"), _("About"), _("Number"), _("What changed"), _("From")]
        return as_file(_("History"), headers, _cells(entries, request.member))
    page = Paginator(entries, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "form": form, "asked": any(asked.values())}
    return render(request, "editions/history.html", context)


def _cells(entries: QuerySet[LogEntry], member: rules.Member) -> Iterator[list[Cell]]:
    has_addresses = rules.can_see_addresses(member)
    for some in batched(entries.iterator(chunk_size=CHUNK), CHUNK):
        names = names_of(some, every_naming())
        for one in some:
            changes = "\n".join(changes_in_words(one, sees_amounts=member.sees_amounts))
            address = (has_addresses and one.ip) or ""
            about = [kind_of(one.object_type), name_of(one, names)]
            yield [one.at, who(one), say(one.verb), *about, changes, address]
