"""A person at a screen of their own, in their language: reads, clicks what is written, types, and reads their mail."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.utils import translation
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.server import Server
from tests.browser.visit import DESKTOP, PHONE, Visit, visit

Keys = list[Any]  # cookies, as the browser gives them back
PATIENCE_S = 20  # mails and sealed papers are made by the worker


@dataclass
class Person:
    """`name` says whose window it is; every page this person reads is looked at, its faults are kept."""

    name: str
    window: Visit
    language: str
    size: tuple[int, int]
    faults: list[str] = field(default_factory=list)

    @property
    def page(self) -> Page:
        return self.window.page

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    def say(self, sentence: str) -> str:
        """What the page says for this English sentence."""
        with translation.override(self.language):
            return translation.gettext(sentence)

    def open(self, address: str) -> None:
        """By a bookmark or a link in a mail."""
        self.window.go(address)
        self.look()

    def click(self, words: str, *, role: str = "button", inside: Locator | None = None) -> None:
        """What bears these words, in this person's language; then look at the page it leads to."""
        place = inside or self.main
        (
            place.get_by_role("link", name=words) if role == "link" else place.get_by_role("button", name=words)
        ).first.click()
        self.look()

    def press(self, sentence: str, **where: Locator | None) -> None:
        self.click(self.say(sentence), inside=where.get("inside"))

    def follow(self, sentence: str) -> None:
        self.click(self.say(sentence), role="link")

    def fill(self, **values: str) -> None:
        for name, value in values.items():
            self.main.locator(f"[name={name}]").first.fill(value)

    def choose(self, name: str, words: str) -> None:
        """In a list, the line that begins with these words."""
        one = self.main.locator(f"select[name={name}]")
        one.select_option(value=one.locator("option", has_text=words).first.get_attribute("value"))

    def row(self, words: str) -> Locator:
        return self.main.locator("tr", has_text=words).first

    def sees(self, *texts: str) -> None:
        for text in texts:
            expect(self.main).to_contain_text(re.compile(flexible(text)))

    def look(self) -> None:
        """Nothing failed, nothing sticks out of this screen or the other, the page is in this person's language."""
        self.page.wait_for_load_state()
        self.faults += [f"{self.name}, {fault}" for fault in self.window.heard()]
        for size in (self._other_size, self.size):
            self.page.set_viewport_size({"width": size[0], "height": size[1]})
            if self.window.scrolls_sideways():
                self.faults.append(f"{self.name}, {self.window.place}: scrolls sideways")
        spoken = self.page.locator("html").get_attribute("lang")
        if spoken != self.language:
            self.faults.append(f"{self.name}, {self.window.place}: in {spoken}")

    @property
    def _other_size(self) -> tuple[int, int]:
        return PHONE if self.size == DESKTOP else DESKTOP

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path


def flexible(text: str) -> str:
    """The text as a pattern: whatever blank stands for a blank (sums have narrow ones that never break)."""
    return r"\s+".join(re.escape(word) for word in text.split())


@contextmanager
def person(
    browser: Browser, server: Server, name: str, *, language: str, size: tuple[int, int], keys: Keys | None = None
) -> Iterator[Person]:
    """At a screen of their own; with the cookies of an earlier visit, still signed in."""
    with visit(browser, server.url, size=size, language=language) as window:
        if keys:
            window.page.context.add_cookies(keys)
            window.go(f"/?lang={language}")  # the demo's members read French until they say otherwise
        yield Person(name, window, language, size)


def keys_of(browser: Browser, server: Server, mail: str) -> Keys:
    """The cookies of a person who signed in."""
    with visit(browser, server.url) as window:
        window.go(server.sign_in_link(mail))
        return list(window.page.context.cookies())


@dataclass
class Mailbox:
    """One more window, on the page where a demo shows its mails."""

    window: Visit

    def read(self, address: str, subject: str) -> str:
        """The text of the newest mail to this address whose subject has these words, once it is there."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            self.window.go("/dev/mail/")
            rows = self.window.page.locator("tr", has_text=address).filter(has_text=subject)
            if rows.count():
                rows.first.locator("a").first.click()
                return self.window.page.locator(".mail-text").inner_text()
            time.sleep(0.3)
        raise AssertionError(f"no mail to {address} about {subject}")
