"""A member at work without a mouse, by the keys that the help panel lists."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.server import Server
from tests.browser.visit import Visit, visit

EDITION = "/team/demo/"
# What shows the focus; a booth of the plan is ringed by its own line.
RING = """element => {
    const style = getComputedStyle(element.querySelector(":scope > rect") ?? element);
    return [style.outlineStyle, style.boxShadow, style.stroke];
}"""
UNSEEN = ["none", "none", "none"]
NOVA = re.compile("nova", re.IGNORECASE)


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def at(page: Page) -> str:
    return urlsplit(page.url).path


def tab_to(page: Page, selector: str, most: int = 60) -> None:
    """Go on with Tab until the element has the focus, which must be seen."""
    for _step in range(most):
        page.keyboard.press("Tab")
        if page.locator(f"{selector}:focus").count():
            assert page.locator(selector).evaluate(RING) != UNSEEN, f"{selector} has the focus unseen"
            return
    raise AssertionError(f"Tab never comes to {selector} on {at(page)}")


def sign_in(window: Visit, reader: Visit, mail: str) -> None:
    """By address and mailed code, which another window reads."""
    page = window.page
    window.go("/accounts/login/")
    tab_to(page, "input[type=email]")
    page.keyboard.type(mail)
    press(page, "Enter")
    code = page.locator("input[name=code]")
    expect(code).to_be_visible()
    if not code.evaluate("e => e === document.activeElement"):
        tab_to(page, "input[name=code]")
    page.keyboard.type(code_for(reader, mail))
    press(page, "Enter")
    page.wait_for_url(f"**{EDITION}")


def code_for(reader: Visit, mail: str) -> str:
    reader.go("/dev/mail/")
    reader.page.locator("tr", has_text=mail).first.locator("a").first.click()
    text = reader.page.locator(".mail-text").inner_text()
    found = re.search(r"\b(\d{6})\b", text)
    assert found, text
    return found[1]


@pytest.fixture
def ada(browser: Browser, server: Server) -> Iterator[Visit]:
    with visit(browser, server.url) as window:
        window.go(server.sign_in_link("ada@demo.example"))
        yield window


def test_a_member_signs_in_by_keyboard(browser: Browser, server: Server) -> None:
    with visit(browser, server.url) as window, visit(browser, server.url) as reader:
        sign_in(window, reader, "ada@demo.example")

        assert at(window.page) == EDITION
        assert window.heard() == []


def test_a_list_is_filtered_walked_ticked_opened_and_a_company_changed(ada: Visit) -> None:
    page = ada.page
    press(page, "g", "c")
    page.wait_for_url(f"**{EDITION}companies/")

    press(page, "/")
    page.keyboard.type("nova")
    page.wait_for_url("**q=nova**")
    expect(page.locator("tbody tr")).not_to_have_count(0)
    expect(page.locator("#announce")).not_to_be_empty()
    press(page, "ArrowDown", "j", "k", "x")
    now = page.locator("tbody tr[data-now]")
    assert now.count() == 1
    expect(now.locator("input[type=checkbox]")).to_be_checked()
    expect(page.locator(".bulk")).to_be_visible()
    name = now.locator("th a")
    company = name.inner_text()
    expect(name).to_be_focused()
    press(page, "x", "Enter")
    expect(page.locator("h1")).to_have_text(company)
    detail = at(page)

    press(page, "e")
    page.wait_for_url(f"**{detail}edit/")
    press(page, "Tab", "Enter")  # skip to the content
    tab_to(page, "input[name=city]")
    press(page, "Control+A")
    page.keyboard.type("Kourou")
    press(page, "Enter")
    expect(page.locator("main")).to_contain_text("Kourou")
    assert at(page) == detail
    assert ada.heard() == []


def test_e_changes_the_row_one_stands_on(ada: Visit) -> None:
    page = ada.page
    ada.go(f"{EDITION}companies/")
    press(page, "j", "j")
    company = page.locator("tbody tr[data-now] th a").get_attribute("href")

    press(page, "e")

    page.wait_for_url(f"**{company}edit/")


def test_the_palette_finds_what_is_typed_and_goes_there(ada: Visit) -> None:
    page = ada.page
    press(page, "Control+K")
    expect(page.locator("#palette")).to_be_visible()
    page.keyboard.type("nova")
    expect(page.locator("#palette [role=option][aria-selected=true]")).to_contain_text(NOVA)
    press(page, "ArrowDown", "ArrowUp", "Enter")

    expect(page.locator("h1")).to_contain_text(NOVA)


def test_the_help_panel_opens_closes_and_switches_the_keys_off(ada: Visit) -> None:
    page = ada.page
    ada.go(f"{EDITION}companies/")
    press(page, "?")
    panel = page.locator("#shortcuts")
    expect(panel).to_be_visible()
    keys = [text.replace("Entrée", "Enter") for text in panel.locator("dt").all_inner_texts()]
    assert keys == ["Ctrl K", "/", "g c", "j k", "Enter", "x", "e", "?"]
    tab_to(page, "[data-shortcuts-off]")
    press(page, "Space", "Escape")
    expect(panel).to_be_hidden()
    press(page, "j", "?")

    expect(page.locator("tr[data-now]")).to_have_count(0)
    expect(panel).to_be_hidden()


def test_a_card_of_the_pipeline_is_carried_to_the_next_stage_by_keys(ada: Visit) -> None:
    page = ada.page
    ada.go(f"{EDITION}opportunities/")
    card = page.locator("[data-card]").first
    name, key = card.get_attribute("data-card"), f"#{card.get_attribute('id')}"
    here, following = (f".lane:has({key})", f".lane:has({key}) + .lane")
    stages = [page.locator(lane).get_attribute("data-stage") for lane in (here, following)]
    tab_to(page, f"{key} [data-handle]")

    press(page, "Space", "ArrowRight")
    expect(page.locator("#board-says")).to_contain_text(str(name))
    press(page, "Escape")
    expect(page.locator(f"[data-stage='{stages[0]}'] {key}")).to_be_visible()  # put back
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        press(page, "Space", "ArrowRight", "Space")

    expect(page.locator(f"[data-stage='{stages[1]}'] {key} [data-handle]")).to_be_focused()
    page.reload()
    expect(page.locator(f"[data-stage='{stages[1]}'] {key}")).to_be_visible()
    assert ada.heard() == []


def test_a_card_of_the_pipeline_is_dragged_to_the_next_stage(ada: Visit) -> None:
    page = ada.page
    ada.go(f"{EDITION}opportunities/")
    key = f"#{page.locator('[data-card]').first.get_attribute('id')}"
    following = page.locator(f".lane:has({key}) + .lane")
    stage = following.get_attribute("data-stage")
    handle, lane = page.locator(f"{key} [data-handle]").bounding_box(), following.bounding_box()
    assert handle
    assert lane

    page.mouse.move(handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2)
    page.mouse.down()
    page.mouse.move(lane["x"] + lane["width"] / 2, lane["y"] + 20, steps=4)
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.mouse.up()

    page.reload()
    expect(page.locator(f"[data-stage='{stage}'] {key}")).to_be_visible()
    assert ada.heard() == []


def test_money_is_matched_by_one_key(browser: Browser, server: Server) -> None:
    with visit(browser, server.url) as window:
        window.go(server.sign_in_link("nora@demo.example"))
        page = window.page
        window.go(f"{EDITION}bank/")
        lines = page.locator("[data-rows] > *")
        count = lines.count()
        proposed = lines.filter(has=page.locator("form[action$='/confirm/']")).first
        line = str(proposed.get_attribute("id"))
        for _step in range(count):
            if not page.locator(f"#{line}[data-now]").count():
                press(page, "j")
        expect(page.locator(f"#{line} form[action$='/confirm/'] button").first).to_be_focused()

        press(page, "Enter")

        expect(page.locator(f"#{line}")).to_have_count(0)
        expect(lines).to_have_count(count - 1)
        assert window.heard() == []


def test_a_booth_of_the_plan_is_chosen_moved_and_seen_by_keys(browser: Browser, server: Server) -> None:
    with visit(browser, server.url) as window:
        window.go(server.sign_in_link("leo@demo.example"))
        page = window.page
        window.go(f"{EDITION}plan/")
        first = page.locator("a.plan-booth").first.get_attribute("href")
        tab_to(page, f"a.plan-booth[href='{first}']")
        press(page, "Enter")
        chosen = page.locator("a.plan-booth[aria-current=true]")
        expect(chosen).to_have_count(1)
        top = int(str(chosen.locator("rect").get_attribute("y")))

        press(page, "e")
        page.wait_for_url("**/booths/*/")
        tab_to(page, "input[name=y_cm]")
        press(page, "Control+A")
        page.keyboard.type(str(top - 6 + 5))  # the drawing leaves 6 cm around; 5 into the aisle
        press(page, "Enter")

        page.wait_for_url("**/plan/?**")
        expect(page.locator(f"a.plan-booth rect[y='{top + 5}']").first).to_be_visible()
        assert window.heard() == []
