"""Tags and filters of every template: words for values, links that keep the address, menus, icons."""

import zlib
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.core.paginator import Page
from django.http import HttpRequest, QueryDict
from django.template import Context, Library
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from parvis.core import dates, navigation
from parvis.core.icons import draw
from parvis.core.links import absolute
from parvis.core.markdown import to_html
from parvis.core.money import format_cents

register = Library()

RING = '<circle cx="5" cy="5" r="4" fill="none" stroke="currentColor" stroke-width="1.6"{}/>'
SHAPES = {
    "neutral": RING.format(""),
    "waiting": RING.format(' stroke-dasharray="2.1 2.09"'),
    "info": RING.format("") + '<path d="M5 1a4 4 0 0 1 0 8z"/>',
    "good": '<circle cx="5" cy="5" r="5"/>',
    "warn": '<path d="M5 .6 9.8 9.4H.2z"/>',
    "bad": '<path d="m1.2 1.2 7.6 7.6m0-7.6L1.2 8.8" stroke="currentColor" stroke-width="2.2" stroke-linecap="round"/>',
}
NOTICE_ICONS = {
    "good": "circle-check",
    "success": "circle-check",
    "warn": "triangle-alert",
    "warning": "triangle-alert",
    "bad": "circle-alert",
    "error": "circle-alert",
    "neutral": "info",
}
TINTS = 6
BRAND_MARK = (
    '<svg viewBox="0 0 28 28"><rect width="28" height="28" rx="7.5"/><path d="M6.5 21.5V13a7.5 7.5 0 0 1 15 0v8.5'
    'M11 21.5V13.5a3 3 0 0 1 6 0v8" fill="none" stroke="#fff" stroke-width="2.2" stroke-linecap="round"/></svg>'
)


@register.filter
def money(cents: int | None) -> str:
    """Cents as an amount in the reader's language; a dash for no amount."""
    return "—" if cents is None else format_cents(cents, get_language() or "fr")


@register.filter
def markdown(text: str) -> SafeString:
    """A text written in Markdown, as cleaned HTML."""
    return SafeString(to_html(text))


@register.filter
def human_date(day: date | None) -> str:
    """`in 3 days (Thu 12 March)`."""
    if day is None:
        return "—"
    moment_day = dates.local_date(day) if isinstance(day, datetime) else day
    return dates.human_date(moment_day, dates.local_date(timezone.now()))


@register.filter
def file_size(size: int) -> str:
    """`320 kB`, `1.4 MB`."""
    if size < 1_000:
        return ngettext("%(size)d byte", "%(size)d bytes", size) % {"size": size}
    if size < 1_000_000:
        return _("%(size)d kB") % {"size": round(size / 1_000)}
    comma = "," if (get_language() or "fr").startswith("fr") else "."
    return _("%(size)s MB") % {"size": f"{size / 1_000_000:.1f}".replace(".", comma)}


@register.filter
def web_address(address: str) -> str:
    """The address of a web site, for a link; nothing for any other (`javascript:` is an address too)."""
    return address if address.lower().startswith(("http://", "https://")) else ""


@register.filter
def on_this_site(path: str) -> str:
    """The whole address of a path, as other sites must name it."""
    return absolute(path)


@register.filter
def initials(name: object) -> str:
    """At most two letters that stand for a name."""
    words = [word for word in str(name or "").split() if word[0].isalnum()]
    return "".join(word[0] for word in ([words[0], words[-1]] if len(words) > 1 else words)).upper()


@register.filter
def strip(text: str) -> str:
    return text.strip()


@register.filter
def get_item(mapping: Any, key: str) -> Any:
    """`request.GET|get_item:name`: a value whose key is in a variable."""
    return mapping.get(key, "")


@register.filter
def undo_path(tags: str | None) -> str:
    """The path of `messages.success(request, "…", extra_tags="undo:/path/")`; empty for other messages."""
    path = (tags or "").removeprefix("undo:")
    return path if path != tags and path.startswith("/") else ""


@register.filter
def page_numbers(page: "Page[Any]") -> Iterator[int]:
    """Numbers to link under a list; 0 stands for a gap."""
    for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1):
        yield number if isinstance(number, int) else 0


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """One Lucide icon; decoration unless a label says what it means."""
    return draw(name, label, css)


@register.simple_tag
def notice_icon(kind: str) -> SafeString:
    return draw(NOTICE_ICONS.get(kind, "info"))


@register.simple_tag
def shape(kind: str) -> SafeString:
    """The mark of a state, so that it is never told by colour alone."""
    drawing = SafeString(SHAPES.get(kind, SHAPES["neutral"]))
    return format_html('<svg viewBox="0 0 10 10" fill="currentColor">{}</svg>', drawing)


@register.simple_tag
def brand_mark() -> SafeString:
    """Two arches of a forecourt: Parvis's own mark, in the edition's colour."""
    return SafeString(BRAND_MARK)


@register.simple_tag
def tint(name: object) -> str:
    """A class that gives the same name the same colour everywhere."""
    return f"tint-{zlib.crc32(str(name).encode()) % TINTS + 1}"


@register.simple_tag
def request_key() -> str:
    """A fresh key for one form: the same key sent twice is the same act."""
    return uuid4().hex


@register.simple_tag(takes_context=True)
def theme_choice(context: Context) -> SafeString:
    """The reader's own choice of light or dark, as an attribute of `html`."""
    request: HttpRequest | None = context.get("request")
    choice = request.COOKIES.get("theme", "") if request else ""
    return format_html('data-theme="{}"', choice) if choice in {"light", "dark"} else SafeString("")


def _address(context: Context) -> QueryDict:
    request: HttpRequest | None = context.get("request")
    return request.GET.copy() if request else QueryDict(mutable=True)


@register.simple_tag(takes_context=True)
def query_with(context: Context, **changes: object) -> str:
    """This page's query with some parameters changed (an empty value removes one); a new filter goes back to page 1."""
    query = _address(context)
    if "page" not in changes:
        query.pop("page", None)
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else "?"


def _sorted_by(context: Context, key: str) -> str:
    """`ascending`, `descending`, or nothing when the list is sorted by another column."""
    now = _address(context).get("sort", "") or str(context.get("sort_default", ""))
    return {key: "ascending", f"-{key}": "descending"}.get(now, "")


@register.simple_tag(takes_context=True)
def sort_link(context: Context, key: str) -> str:
    return query_with(context, sort=f"-{key}" if _sorted_by(context, key) == "ascending" else key)


@register.simple_tag(takes_context=True)
def aria_sort(context: Context, key: str) -> SafeString:
    direction = _sorted_by(context, key)
    return format_html(' aria-sort="{}"', direction) if direction else SafeString("")


@register.simple_tag(takes_context=True)
def sort_icon(context: Context, key: str) -> SafeString:
    names = {"ascending": "arrow-up", "descending": "arrow-down"}
    return draw(names.get(_sorted_by(context, key), "arrow-up-down"))


@register.simple_tag(takes_context=True)
def nav_url(context: Context, name: str) -> str:
    """The address of a page of this edition, or the site's root while that page does not exist."""
    return navigation.find_url(name, _edition_slug(context)) or "/"


@register.simple_tag(takes_context=True)
def open_url(context: Context, name: str) -> str:
    """The address of a page of this edition whose door is open to this member, else nothing."""
    request: HttpRequest | None = context.get("request")
    url = navigation.find_url(name, _edition_slug(context))
    return url if url and request is not None and navigation.may_open(request, url) else ""


def _edition_slug(context: Context) -> str:
    request = context.get("request")
    edition = getattr(request, "edition", None) or context.get("edition")
    return str(getattr(edition, "slug", "") or "")


@register.simple_tag(takes_context=True)
def nav_link(context: Context, name: str, label: str, **look: Any) -> SafeString:
    """A link of a menu, or nothing when the page does not exist or its door is closed to this member.

    look: icon; css (classes); exact (current on that page only); item (inside a `li`); bare (icon alone);
    key (the letter that leads there after g).
    """
    request: HttpRequest | None = context.get("request")
    url = open_url(context, name)
    if request is None or not url:
        return SafeString("")
    here = navigation.is_here(request, url, exact=bool(look.get("exact")))
    return draw_link(url, label, is_here=here, **look)


def draw_link(url: str, label: str, *, is_here: bool, **look: Any) -> SafeString:
    """The link of a menu; `look` as of `nav_link`."""
    words = format_html(' aria-label="{0}" title="{0}"', label) if look.get("bare") else ""
    link = format_html(
        '<a href="{}" class="{}"{}{}{}>{}{}{}</a>',
        url,
        look.get("css", "nav-link"),
        SafeString(' aria-current="page"') if is_here else "",
        words,
        format_html(' data-key="{0}" aria-keyshortcuts="g {0}"', look["key"]) if look.get("key") else "",
        draw(str(look["icon"])) if look.get("icon") else "",
        "" if look.get("bare") else format_html("<span>{}</span>", label),
        format_html('<kbd class="nav-key" aria-hidden="true">g {}</kbd>', look["key"]) if look.get("key") else "",
    )
    return format_html("<li>{}</li>", link) if look.get("item") else link


@register.inclusion_tag("core/_form_summary.html")
def form_summary(form: forms.BaseForm | None) -> dict[str, Any]:
    """What keeps the form from being accepted, each line leading to its field."""
    if form is None or not form.errors:
        return {"count": 0}
    fields = [form[name] for name in form.errors if name in form.fields and not form[name].is_hidden]
    hidden = [error for field in form.hidden_fields() for error in field.errors]
    general = [*form.non_field_errors(), *hidden]
    return {"general": general, "fields": fields, "count": len(general) + len(fields)}
