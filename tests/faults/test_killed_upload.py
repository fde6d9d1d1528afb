"""The server is killed while a file is brought in by the pages: whole chunks stay, and the same button goes on."""

import threading
from collections.abc import Callable
from functools import partial
from http.client import HTTPException

from tests.cli.shell import DATA
from tests.faults.by_browser import Browser
from tests.faults.fair import assert_seats_add_up, open_fair
from tests.installation import Installation, Server, wait_until

CHUNK, COMPANIES = 500, 1600


def press_and_kill(server: Server, press: Callable[[], None], is_time: Callable[[], bool]) -> None:
    """Press, and kill every process of the server once it is time; whoever pressed gets no answer, or a whole one."""

    def pressing() -> None:
        try:
            press()
        except (OSError, HTTPException):
            return

    thread = threading.Thread(target=pressing)
    thread.start()
    wait_until(is_time, every=0.002)
    server.kill()
    thread.join()


def people(installation: Installation) -> int:
    return installation.count("visitors_registration")


def are_there(installation: Installation, rows: int) -> bool:
    return people(installation) >= rows


def test_visitors_brought_in_by_a_page_that_is_killed_twice_are_there_once(installation: Installation) -> None:
    installation.command("import", "schools", str(DATA / "schools.csv"))
    open_fair(installation, seats=1000)
    browser, listed = Browser(installation), DATA / "visitors.csv"
    with installation.serve():
        browser.sign_in()
        browser.go("/team/forum/visitors/import/")
        browser.send_file(file=(listed.name, listed.read_bytes()))
        shown = browser.address
        assert "This is what would happen" in browser.page or "Voici ce qui se passerait" in browser.page
    assert people(installation) == 0

    seen = []
    for rows in (1, CHUNK + 1):
        with installation.serve() as server:
            browser.go(shown.removeprefix(browser.url))
            press_and_kill(server, lambda: browser.press(invite="on"), partial(are_there, installation, rows))
        seen.append(people(installation))
        assert_seats_add_up(installation, members=1)
        assert installation.count("outbox_message") == seen[-1]  # written with the chunk, or not at all

    with installation.serve():
        browser.go(shown.removeprefix(browser.url))
        browser.press(invite="on")

    assert {rows % CHUNK for rows in seen} <= {0, 1240 % CHUNK}
    assert 0 < seen[0] <= seen[1]
    assert people(installation) == installation.count("outbox_message") == 1240
    assert installation.rows("SELECT state, done_count, path FROM editions_fileimport") == [("done", 1240, "")]
    assert_seats_add_up(installation, members=1)


def test_companies_brought_in_by_a_page_that_is_killed_are_there_once(installation: Installation) -> None:
    open_fair(installation, seats=10)
    rows = [f"Nubelis {number};Palaiseau;Zoé Roy;zoe@nubelis{number}.example" for number in range(COMPANIES)]
    listed = "\n".join(["Entreprise;Ville;Contact;Mail", *rows]).encode()
    browser = Browser(installation)
    with installation.serve() as server:
        browser.sign_in()
        browser.go("/team/forum/companies/import/")
        browser.send_file(file=("companies.csv", listed))
        shown = browser.address
        run = shown.removeprefix(browser.url) + "run/"
        assert installation.count("companies_company") == 0
        press_and_kill(server, lambda: browser.press(run), lambda: installation.count("companies_company") > 0)
    broken = installation.count("companies_company")

    with installation.serve():
        browser.go(shown.removeprefix(browser.url))
        browser.press(run)

    assert broken % CHUNK == 0
    assert 0 < broken < COMPANIES
    tables = ("companies_company", "companies_contact", "companies_opportunity")
    assert [installation.count(table) for table in tables] == [COMPANIES] * 3
    assert installation.rows("SELECT state, done_count FROM editions_fileimport") == [("done", COMPANIES)]
    chunks = installation.count("editions_logentry", "verb = 'file_import.brought_in'")
    assert chunks == -(-COMPANIES // CHUNK)
    assert installation.rows("PRAGMA integrity_check") == [("ok",)]
