"""General terms written in plain Markdown: `## Heading` opens an article, an empty line a paragraph."""

import re
from typing import NamedTuple

from django.utils.translation import gettext as _

from parvis.sales.models import GeneralTerms

MARKS = re.compile(r"\*\*|__|`")
HEADING = re.compile(r"#{1,6} *(.*)")
POINT = re.compile(r"[-*+] +")


class TermsArticle(NamedTuple):
    """One article: its heading and its paragraphs, as plain text."""

    heading: str
    paragraphs: list[str]


def articles_of(terms: GeneralTerms, language: str) -> list[TermsArticle]:
    """The articles in that language, in French when there is no English text."""
    text = (terms.text_en if language == "en" else "") or terms.text_fr
    return split_articles(text)


def split_articles(text: str) -> list[TermsArticle]:
    """Articles of a text; what stands before the first heading is an article of its own."""
    articles: list[TermsArticle] = []
    for block in re.split(r"\n\s*\n", MARKS.sub("", text.replace("\r\n", "\n")).strip()):
        for piece in _pieces(block):
            found = HEADING.fullmatch(piece)
            if found:
                articles.append(TermsArticle(found[1] or _("General terms"), []))
            elif piece:
                if not articles:
                    articles.append(TermsArticle(_("General terms"), []))
                articles[-1].paragraphs.append(piece)
    return articles


def _pieces(block: str) -> list[str]:
    """Headings and list points stand alone; the other lines of a block are one paragraph."""
    pieces: list[str] = [""]
    for line in (line.strip() for line in block.splitlines()):
        if line.startswith("#"):
            pieces += [line, ""]
        elif POINT.match(line):
            pieces.append(POINT.sub("• ", line, count=1))
        else:
            pieces[-1] = f"{pieces[-1]} {line}".strip()
    return pieces
