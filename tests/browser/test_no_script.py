"""The same pages where no script runs: signing in, lists, forms, registration, orders, files, a badge."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FilePayload, expect

from parvis.exhibitors.tests.factories import pdf_file
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


def test_anybody_filters_the_exhibitors(browser: Browser, server: Server) -> None:
    with visit(browser, server.url, size=PHONE, scripts=False) as window:
        page = window.page
        window.go("/exhibitors/")
        every = page.locator("#exhibitor-cards a[href*='/exhibitors/']").count()
        page.locator("select[name=sector]").select_option(index=1)
        page.locator("form:has(select[name=sector]) [type=submit]").first.click()
        page.wait_for_url("**sector=**")
        found = page.locator("#exhibitor-cards a[href*='/exhibitors/']")
        assert 0 < found.count() < every

        found.first.click()
        expect(page.locator("h1")).to_be_visible()
        assert window.heard() == []


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


def test_a_member_signs_in_by_the_code_of_a_mail(browser: Browser, server: Server) -> None:
    with visit(browser, server.url, scripts=False) as window:
        page = window.page
        window.go("/accounts/login/")
        page.locator("input[type=email]").fill("nora@demo.example")
        page.locator("main form button[type=submit]").first.click()
        waiting = page.url
        window.go("/dev/mail/")
        page.locator("tr", has_text="nora@demo.example").first.locator("a").first.click()
        found = re.search(r"\b(\d{6})\b", page.locator(".mail-text").inner_text())
        assert found
        window.go(waiting)
        page.locator("input[name=code]").fill(found[1])
        page.locator("input[name=code]").press("Enter")

        page.wait_for_url(f"**{EDITION}")
        assert window.heard() == []


def test_an_exhibitor_sends_a_file_and_orders_an_option(browser: Browser, server: Server) -> None:
    paper = FilePayload(name="insurance.pdf", mimeType="application/pdf", buffer=pdf_file().read())
    with visit(browser, server.url, size=PHONE, scripts=False) as window:
        page = window.page
        window.go(server.sign_in_link("grace@demo.example"))
        window.go("/exhibitor/demo/documents/")
        for details in page.locator("details:has(input[type=file]) summary").all()[:1]:
            details.click()
        page.locator("input[type=file]").first.set_input_files(paper)
        page.locator("form:has(input[type=file]) button[type=submit]").first.click()
        expect(page.get_by_role("link", name="insurance.pdf")).to_be_visible()

        window.go("/exhibitor/demo/shop/")
        before = page.locator("table tbody tr").count()
        page.locator(".pick-shop form button[type=submit]").first.click()
        expect(page.locator("table tbody tr")).to_have_count(before + 1)
        assert window.heard() == []


def test_a_visitor_has_their_badge_at_hand(browser: Browser, server: Server) -> None:
    with visit(browser, server.url, size=PHONE, scripts=False) as window:
        window.go(server.sign_in_link("sam@demo.example"))
        window.go("/me/demo/badge/")

        expect(window.page.locator("main svg, main img").first).to_be_visible()
        assert window.page.locator("a[href$='.pdf']").count() > 0
        assert window.heard() == []
