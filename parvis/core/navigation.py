"""Links of menus: shown only when their page exists and the reader may open it."""

from functools import cache, lru_cache
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils.module_loading import import_string

MARK = 987654321  # a key that no word of an address holds


@lru_cache(maxsize=2048)
def find_url(name: str, edition: str) -> str:
    """The address of a page of this edition, or of a page without edition; empty when no such page exists."""
    for arguments in ({"edition": edition}, {}) if edition else ({},):
        try:
            return reverse(name, kwargs=arguments)
        except NoReverseMatch:
            continue
    return ""


def object_url(name: str, edition: str, key: str) -> str:
    """The page of one row of this edition, whatever its address calls the key; empty when there is none."""
    try:
        return reverse(name, args=[edition, key])
    except NoReverseMatch:
        return ""


@lru_cache(maxsize=256)
def _around(name: str, edition: str) -> tuple[str, str]:
    before, _mark, after = reverse(name, args=[edition, MARK]).rpartition(str(MARK))
    return before, after


def row_url(name: str, edition: str, pk: int) -> str:
    """The page of one row of a list: a hundred addresses that differ by a number are worked out once."""
    before, after = _around(name, edition)
    return f"{before}{pk}{after}"


def may_open(request: HttpRequest, url: str) -> bool:
    """Whether the door behind the address lets this member in; doors of others are not judged here."""
    return is_open_to(getattr(request, "member", None), url)


def is_open_to(member: Any, url: str) -> bool:
    """The same of a member, or of None for somebody who is in no team."""
    rule = _team_rule(url.partition("?")[0])
    if rule is None:
        return True
    return member is not None and bool(import_string(rule)(member))


@cache
def _team_rule(path: str) -> str | None:
    """Dotted name of the rule that guards a team page (its door is called `team <rule>`)."""
    try:
        door: Any = getattr(resolve(path).func, "door", "")
    except Resolver404:
        return None
    kind, _space, rule = str(door).partition(" ")
    return rule if kind == "team" and rule else None


def is_here(request: HttpRequest, url: str, *, exact: bool) -> bool:
    """Whether the reader stands on that page, or (unless exact) below it."""
    return request.path == url or (not exact and url != "/" and request.path.startswith(url))
