"""One search over the edition: as a page, and as the options of the palette."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from parvis.editions import rules
from parvis.editions.doors import TeamRequest, team_view
from parvis.editions.search import Found, find, find_pages


def _found(request: TeamRequest, text: str) -> list[Found]:
    pages = find_pages(request, request.edition, text)
    return [*find(request.edition, request.member, text), *([pages] if pages.hits else [])]


@require_GET
@team_view(rules.is_anyone)
def search(request: TeamRequest) -> HttpResponse:
    """What is found for `q`, by kind; without words, the pages one may open."""
    text = request.GET.get("q", "")
    return render(request, "editions/search.html", {"text": text, "found": _found(request, text)})


@require_GET
@team_view(rules.is_anyone)
def palette(request: TeamRequest) -> HttpResponse:
    """The same as options of the palette's list."""
    text = request.GET.get("q", "")
    return render(request, "editions/search.html#options", {"text": text, "found": _found(request, text)})
