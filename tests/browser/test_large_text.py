"""Pages read with letters of twice the size: nothing cut off, nothing beside the screen (WCAG 1.4.4)."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import FLAGS, chromium
from tests.browser.server import Server
from tests.browser.visit import DESKTOP, PHONE, visit

TWICE = "--blink-settings=defaultFontSize=32,defaultFixedFontSize=26"
PAGES = {
    "": ["/", "/demo/exhibitors/", "/demo/plan/", "/demo/programme/", "/demo/register/", "/accounts/login/"],
    "paul": [
        *("/team/demo/", "/team/demo/companies/", "/team/demo/companies/1/", "/team/demo/invoices/"),
        *("/team/demo/visitors/", "/team/demo/mail/", "/team/demo/history/", "/team/demo/settings/"),
    ],
    "grace": ["/exhibitor/demo/", "/exhibitor/demo/profile/", "/exhibitor/demo/messages/"],
    "sam": ["/me/demo/", "/me/demo/badge/"],
}
# Text in a box that hides what does not fit, unless it says so by an ellipsis or is meant for ears alone.
CUT_OFF = """
() => [...document.querySelectorAll("body *")].filter(e => {
    const look = getComputedStyle(e);
    const hides = axis => ["hidden", "clip"].includes(look[`overflow${axis}`]);
    if (!e.innerText?.trim() || !e.checkVisibility() || e.closest(".visually-hidden, dialog, [popover]")) return false;
    if (look.textOverflow === "ellipsis") return false;
    const wide = hides("X") && e.scrollWidth > e.clientWidth + 2;
    const high = hides("Y") && e.scrollHeight > e.clientHeight + 2;
    return e.clientWidth > 1 && (wide || high);
}).map(e => `${e.tagName.toLowerCase()}.${e.className}: ${e.innerText.slice(0, 40)}`)
"""


@pytest.fixture(scope="module")
def reader(browser: Browser) -> Iterator[Browser]:
    """The browser of somebody who set its letters to twice the usual size."""
    running = browser.browser_type.launch(executable_path=chromium(), args=[*FLAGS, TWICE])
    yield running
    running.close()


@pytest.mark.parametrize("role", PAGES, ids=lambda role: role or "anonymous")
def test_nothing_is_lost_at_twice_the_letter_size(reader: Browser, server: Server, role: str) -> None:
    found = []
    with visit(reader, server.url) as window:
        if role:
            window.go(server.sign_in_link(f"{role}@demo.example"))
        for path in PAGES[role]:
            window.go(path)
            assert window.page.title(), path
            assert window.page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
            for size in (DESKTOP, PHONE):
                window.look(size)
                found += [f"{window.place}: scrolls sideways"] * window.scrolls_sideways()
                found += [f"{window.place}: cut off: {text}" for text in window.page.evaluate(CUT_OFF)]
            window.look(DESKTOP)

    assert not found, "\n" + "\n".join(found)
