"""The public door of one edition: the one in the path, else the open one with the nearest fair day."""

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from parvis.core.doors import View, open_door
from parvis.editions.models import Edition
from parvis.editions.queries import current_edition, edition_called
from parvis.website.shelf import shelved


class PublicRequest(HttpRequest):
    """A request that shows one edition to anybody."""

    edition: Edition


def public_edition_view(view: View) -> View:
    """Anyone, for an edition that is open or closed; one in preparation is nobody's business yet.

    Readers who are not signed in get the page from the shelf.
    """

    def check(request: HttpRequest, **route: Any) -> HttpResponseBase | None:
        slug = route.get("edition")
        shown = edition_called(slug) if slug else current_edition(at=timezone.now())
        if shown is None and not slug:
            return redirect("editions:setup")
        if shown is None or (slug and shown.state == Edition.State.PREPARING):
            raise Http404
        request.edition = shown  # type: ignore[attr-defined]
        return None

    def without_edition(request: PublicRequest, *args: Any, edition: str = "", **route: Any) -> HttpResponseBase:
        return view(request, *args, **route)

    without_edition.__name__ = view.__name__
    without_edition.__doc__ = view.__doc__
    return shelved(open_door("public", check)(without_edition))
