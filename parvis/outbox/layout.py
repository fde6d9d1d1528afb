"""How a mail looks: `compose("sales/mail/quote_sent", context, language)` gives subject, text and HTML.

`sales/mail/quote_sent.txt` is the mail: its first line is the subject, the rest the text. `quote_sent.html` is
optional and extends `outbox/mail/layout.html`; without it the text itself is laid out. Styles are put on the
elements, and nothing is fetched when the mail is read: no picture, no font, no pixel.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.template import Context
from django.template.backends.django import Template
from django.template.loader import select_template
from django.utils import translation

from parvis.core.lazy import load
from parvis.core.text import clean_line

LAYOUT = "outbox/mail/layout.html"
STYLES = "outbox/mail/mail.css"


@dataclass(frozen=True, slots=True)
class Draft:
    """A mail without its recipient."""

    subject: str
    text: str
    html: str
    language: str


def compose(template: str, context: Mapping[str, Any], language: str) -> Draft:
    """Render the mail in that language; the text part is not HTML-escaped, the HTML part is."""
    with translation.override(language):
        plain = _render(_find(f"{template}.txt"), context, autoescape=False).strip()
        subject, _line_end, text = plain.partition("\n")
        words = {**context, "subject": clean_line(subject), "text": text.strip() + "\n", "language": language}
        html = _inlined(_render(_find(f"{template}.html", LAYOUT), words, autoescape=True))
    return Draft(words["subject"], words["text"], html, language)


def _find(*names: str) -> Template:
    """The first of these templates that exists."""
    return cast(Template, select_template(names))


def _render(template: Template, context: Mapping[str, Any], *, autoescape: bool) -> str:
    return template.template.render(Context(dict(context), autoescape=autoescape))


def _inlined(html: str) -> str:
    """The styles moved onto the elements, because mail readers drop style sheets."""
    styles = _render(_find(STYLES), {}, autoescape=False)
    inliner = load("css_inline").CSSInliner(extra_css=styles, load_remote_stylesheets=False, keep_style_tags=False)
    inlined: str = inliner.inline(html)
    return inlined
