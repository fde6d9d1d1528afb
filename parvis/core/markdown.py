"""Texts people write in Markdown, as safe HTML: stored as typed, cleaned each time it is shown."""

from functools import lru_cache
from typing import TYPE_CHECKING

import nh3

from parvis.core import lazy

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

TAGS = {"p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "a", "blockquote", "code", "br", "hr"}
SCHEMES = {"http", "https", "mailto", "tel"}


@lru_cache(maxsize=512)
def to_html(text: str) -> str:
    """CommonMark without raw HTML or images; titles start at h2, links open safely and are not vouched for."""
    html = _parser().render(text).replace("<h1>", "<h2>").replace("</h1>", "</h2>")
    return nh3.clean(html, tags=TAGS, attributes={"a": {"href"}}, url_schemes=SCHEMES, link_rel="nofollow noopener")


@lru_cache(maxsize=1)
def _parser() -> "MarkdownIt":
    parser: MarkdownIt = lazy.load("markdown_it").MarkdownIt("commonmark", {"html": False, "breaks": True})
    return parser.disable("image")
