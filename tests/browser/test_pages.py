"""Every page a role can reach by following links: accessible, quiet, inside the screen, in both colour schemes."""

import re
import sqlite3
from collections import deque
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from tests.browser.server import Server
from tests.browser.visit import DESKTOP, NARROWEST, PHONE, Visit, visit
from tests.installation import wait_until

ROLES = ["", "paul", "ada", "nora", "leo", "vera", "carl", "omar", "grace", "sam"]
# Links that are files, that leave, or that would end the session.
NOT_A_PAGE = re.compile(
    r"/(static|media|api|metrics|healthz|readyz)/|logout|sign-out|\.(pdf|csv|xlsx|xml|ics|txt|json|zip)$"
)
EDITION = re.compile(r"/demo(-[a-z]+)?/")  # the demo has three editions with the same pages
MOST_PAGES = 200  # a walk that is longer goes in circles
LOOKS = [(DESKTOP, "light"), (PHONE, "dark"), (DESKTOP, "dark"), (PHONE, "light")]


@pytest.mark.parametrize("path", ["/accounts/login/code/", "/dev/components/"])
def test_a_page_everyone_meets_is_accessible_in_every_look(browser: Browser, server: Server, path: str) -> None:
    found = []
    for size, scheme in LOOKS:
        with visit(browser, server.url, size=size, scheme="dark" if scheme == "dark" else "light") as window:
            window.go(path)
            found += window.check()

    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize("path", ["/", "/accounts/login/code/", "/dev/components/"])
def test_a_page_everyone_meets_fits_the_narrowest_screen(browser: Browser, server: Server, path: str) -> None:
    with visit(browser, server.url, size=(NARROWEST, 700)) as window:
        window.go(path)

        assert not window.scrolls_sideways()


@pytest.fixture(scope="session")
def examined() -> set[str]:
    """Kinds of page that axe has read, whoever was looking: the next role that meets one is spared the minutes."""
    return set()


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role or "anonymous")
def test_every_page_of_a_role_is_sound(browser: Browser, server: Server, examined: set[str], role: str) -> None:
    with visit(browser, server.url) as window:
        if role:
            window.go(server.sign_in_link(f"{role}@demo.example"))
            start = urlsplit(window.page.url).path
        else:
            start = "/"
        found = [fault for path in follow_links(window, start) for fault in faults_of(window, path, examined)]

    assert not found, "\n" + "\n".join(found)


LINK = re.compile(r"https?://[^/\s]+(/\S+)")


def test_the_pages_behind_mailed_links_are_sound(browser: Browser, server: Server, examined: set[str]) -> None:
    """No page leads to them: a quote to answer, a contract to sign, what we keep about a contact."""
    with visit(browser, server.url) as window:
        window.go("/own-data/")
        window.page.locator("input[type=email]").fill(told_by(server, "SELECT email FROM companies_contact")[0])
        window.page.locator("main form button[type=submit]").last.click()
        wait_until(lambda: bool(texts_of(server, "own_data")))  # the worker writes it
        found = []
        for kind in ("quote_sent", "contract_sent", "own_data"):
            texts = texts_of(server, kind)
            paths = [match[1] for match in map(LINK.search, texts) if match]
            path = next(path for path in paths if shows_a_form(window, path))
            found += faults_of(window, path, examined)

    assert not found, "\n" + "\n".join(found)


def texts_of(server: Server, kind: str) -> list[str]:
    """The mails of that kind, newest first."""
    return told_by(server, f"SELECT text FROM outbox_message WHERE kind = '{kind}' ORDER BY id DESC")  # noqa: S608


def told_by(server: Server, question: str) -> list[str]:
    """The first column of what the server's database answers."""
    with closing(sqlite3.connect(f"file:{server.folder / 'data' / 'parvis.sqlite3'}?mode=ro", uri=True)) as database:
        return [str(row[0]) for row in database.execute(question)]


def shows_a_form(window: Visit, path: str) -> bool:
    """Whether the link is alive and waits for an answer."""
    return window.go(path) and window.page.locator("main form[method=post]").count() > 0


def follow_links(window: Visit, start: str) -> Iterator[str]:
    """Paths in the order they are met, each open in the window: numbers and tokens in a path make no new kind."""
    waiting, kinds = deque([start]), {kind_of(start)}
    while waiting:
        path = waiting.popleft()
        assert len(kinds) <= MOST_PAGES, sorted(kinds)
        if not window.go(path):
            continue
        for link in links_on(window):
            if kind_of(link) not in kinds and not NOT_A_PAGE.search(link):
                kinds.add(kind_of(link))
                waiting.append(link)
        yield path


def links_on(window: Visit) -> list[str]:
    selector = "a[href]:not([download]):not([target=_blank])"
    # links drawn in SVG have an href of another kind
    address = "link => new URL(link.href.baseVal ?? link.href, document.baseURI).href"
    targets = window.page.eval_on_selector_all(selector, f"links => links.map({address})")
    parts = [urlsplit(target) for target in targets if target.startswith(window.origin + "/")]
    return list(dict.fromkeys(part.path for part in parts))


def kind_of(path: str) -> str:
    path = EDITION.sub("/edition/", path)
    return re.sub(r"/(\d+|[0-9a-f-]{32,}|[A-Za-z0-9_-]{40,})(?=/|$)", "/#", path)


def faults_of(window: Visit, path: str, examined: set[str]) -> list[str]:
    """The page that is open: quiet, no sideways scroll when narrow; the first time, axe in both looks too."""
    found = window.heard()
    if kind_of(path) not in examined:
        examined.add(kind_of(path))
        for size, scheme in ((DESKTOP, "light"), (PHONE, "dark")):
            window.look(size, "dark" if scheme == "dark" else "light")
            found += window.check()
    window.look((NARROWEST, 700))
    if window.scrolls_sideways():
        found.append(f"{path}: scrolls sideways at {NARROWEST} px")
    window.look(DESKTOP)
    return found
