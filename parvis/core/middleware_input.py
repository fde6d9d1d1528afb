"""Refuses input no person types: NUL and half characters, which one database stores and the other fails on."""

import re
from collections.abc import Callable, Iterable, Iterator

from django.http import HttpRequest, UnreadablePostError
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from parvis.core.middleware import language_of
from parvis.core.problems import problem

GetResponse = Callable[[HttpRequest], HttpResponseBase]

NEVER_TYPED = re.compile("[\x00\ud800-\udfff]")
PAIR = re.compile(rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")
NEVER_IN_JSON = re.compile(rb"\x00|(?<!\\)(?:\\\\)*\\u(?:0000|[dD][89a-fA-F][0-9a-fA-F]{2})")
LONGEST_QUERY = 8_000


class ControlCharactersMiddleware:
    """Answers 400, with a page that says why, to such input in the address, a form or a JSON body."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            refused = _is_never_typed(request)
        except UnreadablePostError:  # the sender went away in the middle
            refused = True
        return _refusal(request) if refused else self.get_response(request)


def _is_never_typed(request: HttpRequest) -> bool:
    if len(request.META.get("QUERY_STRING", "")) > LONGEST_QUERY or any(map(NEVER_TYPED.search, _texts(request))):
        return True
    is_json = request.content_type == "application/json"
    return is_json and bool(NEVER_IN_JSON.search(PAIR.sub(b"", request.body)))


def _texts(request: HttpRequest) -> Iterator[str]:
    """Every text the request brings: path, parameters, form fields, names of files."""
    yield request.path_info
    yield from _pairs(request.GET.lists())
    if request.method == "POST":
        yield from _pairs(request.POST.lists())
        for name, files in request.FILES.lists():
            yield name
            yield from (file.name or "" for file in files)


def _pairs(lists: Iterable[tuple[str, list[str]]]) -> Iterator[str]:
    for name, values in lists:
        yield name
        yield from values


def _refusal(request: HttpRequest) -> HttpResponseBase:
    with translation.override(language_of(request)):
        if request.path.startswith("/api/"):
            sentence = _("A text holds NUL or half a character, or the address is too long.")
            return problem(400, "bad_characters", sentence)
        return render(request, "core/bad_input.html", status=400)
