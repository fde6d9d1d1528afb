"""A passkey, made and used in a real browser, under the policy that forbids inline scripts."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

from tests.browser.server import Server

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
MAIL = "nora@demo.example"


@pytest.fixture(scope="module")
def named_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Passkeys belong to a name: this server is `localhost`, not an address."""
    server = Server(tmp_path_factory.mktemp("named"), scale=0.02)
    server.url = server.url.replace("127.0.0.1", "localhost")
    with server:
        yield server


def sign_in_by_code(page: Page, url: str) -> None:
    page.goto(f"{url}/accounts/login/")
    page.fill("input[name=email]", MAIL)
    page.click("form:not([data-passkey]) button[type=submit]")
    page.wait_for_url("**/login/code/**")
    page.fill("input[name=code]", page.inner_text("#demo-code"))
    page.click("main button[type=submit]")
    page.wait_for_url(lambda address: "/login/code/" not in address)


def sign_out(page: Page, url: str) -> None:
    page.goto(f"{url}/accounts/logout/")
    page.click("main button[type=submit]")
    page.wait_for_url(lambda address: "/logout/" not in address)


def test_a_passkey_is_made_then_signs_in_then_seconds_a_code(named_server: Server, browser: Browser) -> None:
    url, faults = named_server.url, list[str]()

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            faults.append(message.text)

    with browser.new_context() as window:
        page = window.new_page()
        page.on("console", note)
        device = window.new_cdp_session(page)
        device.send("WebAuthn.enable")
        device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})

        sign_in_by_code(page, url)
        page.goto(f"{url}/accounts/second-factor/passkeys/add/")
        page.click("form[data-passkey] button[type=submit]")
        page.wait_for_url("**/recovery-codes/**")
        assert len(re.findall(r"<code>", page.content())) == 10

        sign_out(page, url)
        page.goto(f"{url}/accounts/login/?next=/accounts/me/")
        page.click("form[data-passkey] button[type=submit]")
        page.wait_for_url(f"{url}/accounts/me/")

        sign_out(page, url)
        sign_in_by_code(page, url)
        assert page.url == f"{url}/accounts/login/second-factor/"
        page.click("form[data-passkey] button[type=submit]")
        page.wait_for_url(lambda address: "/login/" not in address)

    assert faults == []


def test_a_browser_without_an_answer_says_so(named_server: Server, browser: Browser) -> None:
    with browser.new_context() as window:
        page = window.new_page()
        device = window.new_cdp_session(page)
        device.send("WebAuthn.enable")
        device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
        page.goto(f"{named_server.url}/accounts/login/")

        page.click("form[data-passkey] button[type=submit]")
        page.wait_for_selector("[data-passkey-note]:not([hidden])")

        assert page.inner_text("[data-passkey-note]")
        assert page.url == f"{named_server.url}/accounts/login/"
