"""The first run: an empty installation, its wizard and the list of what is left, read by axe on a desk and a phone."""

from pathlib import Path

from playwright.sync_api import Browser

from tests.browser.test_pages import faults_of
from tests.browser.visit import visit
from tests.installation import Installation

WORDS = {
    "association": "Forum Nova",
    "edition": "Forum 2027",
    "slug": "forum-2027",
    "fair_on": "2027-10-19",
    "email": "ada@nova.example",
    "first_name": "Ada",
    "last_name": "Roy",
}


def test_the_pages_of_the_first_run_are_sound(browser: Browser, tmp_path: Path) -> None:
    place, examined = Installation(tmp_path), set[str]()
    with place.serve("--empty", "--no-worker") as server, visit(browser, server.url) as window:
        save = window.page.locator("main form button[type=submit]").last
        found = faults_of(window, "/", examined) if window.go("/") else []
        window.go("/setup/")
        save.click()
        found += faults_of(window, "/setup/ refused", examined)
        window.go("/setup/")
        found += faults_of(window, "/setup/", examined)
        for name, words in WORDS.items():
            window.page.locator(f"main [name={name}]").fill(words)
        save.click()
        assert "/accounts/" in window.page.url
        found += faults_of(window, "sign in", examined)
        for path in (place.command("login-link", WORDS["email"])["url"], "/team/forum-2027/planning/", "/forum-2027/"):
            window.go(path)
            found += faults_of(window, path, examined)

    assert not found, "\n" + "\n".join(found)
