"""Opening pages as an attacker would, and reading whatever comes back: HTML, files, papers, sheets."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from django.test import Client
from django.urls import reverse

from parvis.core.tests.pdf_reading import text_of
from tests.matrix.routes import Route, every_route
from tests.matrix.world import World


@dataclass(frozen=True)
class Page:
    """What one address answered; `text` is everything a person or a program could read in it."""

    name: str
    status: int
    media_type: str
    text: str
    answer: Any


def routes(*tables: Iterable[str]) -> list[Route]:
    wanted = {name for table in tables for name in table}
    return [route for route in every_route() if route.name in wanted]


def address(route: Route, world: World) -> str:
    return reverse(route.name, kwargs=world.path_of(route))


def content_of(answer: Any) -> bytes:
    """The bytes of an answer, also of one that comes in pieces."""
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


def readable(content: bytes) -> str:
    """Text as it is; of a PDF also what it says; of a workbook every part of it."""
    text = content.decode(errors="replace")
    if (content.startswith(b"%PDF") and b"trailer" in content) or b"/XRef" in content:  # else the stub of a test
        return f"{text} {text_of(content)}"
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return " ".join(archive.read(name).decode(errors="replace") for name in archive.namelist())
    return text


def visit(client: Client, path: str, name: str = "", **headers: str) -> Page:
    answer: Any = client.get(path, headers=headers)
    media_type = answer.headers.get("Content-Type", "").partition(";")[0]
    return Page(name or path, answer.status_code, media_type, readable(content_of(answer)), answer)


def visit_all(client: Client, world: World, found: Iterable[Route], query: str = "") -> Iterator[Page]:
    """Each of these routes by GET with the world's own words; those that take no GET answer 405."""
    for route in found:
        yield visit(client, address(route, world) + query, route.name)


class Markup(HTMLParser):
    """The elements of a page and their attributes, as a browser would see them."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
