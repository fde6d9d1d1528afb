"""The team's menu: drawn once for each set of rights, language and place, and shown on every page."""

from functools import lru_cache

from django import template
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from parvis.core import navigation
from parvis.core.templatetags.ui import draw_link
from parvis.editions.pages import PAGES, Group
from parvis.editions.rules import Member

register = template.Library()
Roles = tuple[tuple[str, str], ...]  # hashable {pole: role}
EXACT = {page.name: page.is_exact for group in PAGES for page in group.pages}
MOST_KEPT = 64  # drawn menus, about 12 kB each


@register.simple_tag(takes_context=True)
def team_menu(context: Context) -> SafeString:
    """Links by job to the pages that exist and that this member may open; nothing for somebody of no team."""
    request = context["request"]
    member: Member = getattr(request, "member", None) or Member()
    slug, roles = str(getattr(context["edition"], "slug", "")), tuple(sorted(member.roles.items()))
    open_pages = _open_pages(slug, roles)
    here = frozenset(name for name, url in open_pages.items() if navigation.is_here(request, url, exact=EXACT[name]))
    return _drawn(slug, roles, here, get_language())


@lru_cache(maxsize=MOST_KEPT)
def _open_pages(slug: str, roles: Roles) -> dict[str, str]:
    """Addresses by the pages' names."""
    addresses = {name: navigation.find_url(name, slug) for name in EXACT}
    member = Member(dict(roles)) if roles else None
    return {name: url for name, url in addresses.items() if url and navigation.is_open_to(member, url)}


@lru_cache(maxsize=MOST_KEPT)
def _drawn(slug: str, roles: Roles, here: frozenset[str], _language: str | None) -> SafeString:
    pages = _open_pages(slug, roles)
    return format_html_join("\n", "{}", ((_group(group, pages, here),) for group in PAGES))


def _group(group: Group, pages: dict[str, str], here: frozenset[str]) -> SafeString | str:
    links = [
        draw_link(pages[page.name], str(page.label), is_here=page.name in here, icon=page.icon, key=page.key)
        for page in group.pages
        if page.name in pages
    ]
    if not links:
        return ""
    title = format_html('<p class="nav-title">{}</p>', group.title) if group.title else ""
    return format_html('<div class="nav-group">{}{}</div>', title, format_html_join("\n", "{}", ((x,) for x in links)))
