"""Which editions a program reaches: its token's own, or all of them."""

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from parvis.accounts.models import ApiToken
from parvis.editions.models import Edition


def edition_reached(token: ApiToken, slug: str) -> Edition:
    """The edition of that address. Raises Http404 for one the token does not reach."""
    if token.edition_slug not in ("", slug):
        raise Http404
    return get_object_or_404(Edition, slug=slug)


def editions_reached(token: ApiToken, slug: str = "") -> QuerySet[Edition]:
    """The editions a list may show: the one asked for, else all the token reaches. Raises Http404 as above."""
    if slug:
        return Edition.objects.filter(pk=edition_reached(token, slug).pk)
    return Edition.objects.filter(slug=token.edition_slug) if token.edition_slug else Edition.objects.all()
