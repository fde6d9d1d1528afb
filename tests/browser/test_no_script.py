"""The same pages where no script runs: signing in, lists, forms, registration."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.server import Server
from tests.browser.visit import PHONE, Visit, visit

EDITION = "/team/demo/"


@pytest.fixture
def ada(browser: Browser, server: Server) -> Iterator[Visit]:
    with visit(browser, server.url, scripts=False) as window:
        window.go(server.sign_in_link("ada@demo.example"))
        yield window


def test_a_list_is_filtered_by_its_form_and_by_its_chips(ada: Visit) -> None:
    page = ada.page
    ada.go(f"{EDITION}companies/")
    rows = page.locator("tbody tr").count()
    page.get_by_role("searchbox").fill("nova")
    page.get_by_role("searchbox").press("Enter")
    page.wait_for_url("**q=nova**")
    found = page.locator("tbody tr").count()
    assert 0 < found < rows

    page.locator("tbody th a").first.click()
    expect(page.locator("h1")).to_contain_text("Nova")


def test_a_form_with_an_error_keeps_what_was_typed(ada: Visit) -> None:
    page = ada.page
    ada.go(f"{EDITION}companies/new/")
    page.locator("input[name=city]").fill("Kourou")
    page.locator("main form button[type=submit]").last.click()

    expect(page.locator("input[name=name]")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("input[name=city]")).to_have_value("Kourou")


def test_a_visitor_registers_on_a_phone(browser: Browser, server: Server) -> None:
    with visit(browser, server.url, size=PHONE, scripts=False) as window:
        page = window.page
        window.go("/demo/register/")
        page.locator("input[name=first_name]").fill("Zoé")
        page.locator("input[name=email]").fill("zoe.roy@mail.example")
        page.locator("select[name=school]").select_option(index=1)
        submit = page.locator("main form button[type=submit]").last
        submit.click()
        expect(page.locator("input[name=last_name]")).to_have_attribute("aria-invalid", "true")
        expect(page.locator("input[name=email]")).to_have_value("zoe.roy@mail.example")
        page.locator("input[name=last_name]").fill("Roy")
        submit.click()
        page.wait_for_url("**/thanks/**")

        window.go("/dev/mail/")
        expect(page.locator("tr", has_text="zoe.roy@mail.example").first).to_be_visible()
