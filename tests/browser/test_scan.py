"""A volunteer's phone at the door: the camera reads badges off a film, the server answers, nothing is lost."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest
import segno
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import FLAGS, chromium
from tests.browser.server import Server
from tests.browser.video import write_film
from tests.browser.visit import PHONE, visit

TODAY = "/team/demo-today/"
PATIENCE = 30_000
SHOWN, GONE, LONG_GONE = 1.6, 0.6, 4.0  # seconds; after three the same badge is a new scan


def foreign_code() -> bytes:
    png = BytesIO()
    segno.make_qr("https://example.org/a-menu", error="m").save(png, kind="png", scale=8, border=4)
    return png.getvalue()


def badge_pictures(browser: Browser, server: Server, count: int) -> tuple[list[bytes], list[str]]:
    """The codes of visitors who have not come yet, as a camera would see them on a screen, and their names."""
    with visit(browser, server.url) as window:
        window.go(server.sign_in_link("paul@demo.example"))
        window.go(f"{TODAY}badges/?kind=1&state=valid")
        links = window.page.locator("tbody th a").evaluate_all("links => links.map(link => link.href)")
        codes, names = [], []
        for link in links:
            window.go(link)
            if not window.page.locator("main td[data-label]").count():
                codes.append(window.page.locator(".pass-code svg").screenshot())
                names.append(window.page.locator(".pass-name").inner_text())
            if len(codes) == count:
                break
    assert len(codes) == count, "demo-today has visitors who have not come yet"
    return codes, names


@contextmanager
def phone_before(film: Path, browser: Browser) -> Iterator[Page]:
    """A phone of its own, whose camera plays the film."""
    flags = [*FLAGS, f"--use-file-for-fake-video-capture={film}"]
    running = browser.browser_type.launch(executable_path=chromium(), args=flags)
    width, height = PHONE
    page = running.new_page(viewport={"width": width, "height": height}, locale="en")
    try:
        yield page
    finally:
        running.close()


def rows(page: Page) -> list[str]:
    """The last scans, oldest first, without their times."""
    texts = page.locator("#last li").all()
    return [" ".join(row.locator("span").nth(part).inner_text() for part in (1, 2)).strip() for row in reversed(texts)]


@pytest.mark.slow
def test_the_camera_reads_badges_and_the_second_time_is_told(browser: Browser, server: Server, tmp_path: Path) -> None:
    (one, other), names = badge_pictures(browser, server, 2)
    scenes = [(one, SHOWN), (None, GONE), (other, SHOWN), (None, GONE), (foreign_code(), SHOWN), (None, LONG_GONE)]
    film = write_film(tmp_path / "door.mjpeg", scenes)

    with phone_before(film, browser) as page:
        page.goto(server.sign_in_link("omar@demo.example"))
        page.goto(f"{server.url}/scan/?edition=demo-today&lang=en")
        scanner = page.locator("#scanner")
        expect(scanner).to_have_attribute("data-ready", "true", timeout=PATIENCE)
        page.locator("#start").click()
        expect(page.locator("#last li")).to_have_count(5, timeout=PATIENCE)

        seen = rows(page)
        first = [f"Welcome {names[0]}", f"Welcome {names[1]}", "Not a badge"]
        assert sorted(set(seen) & set(first)) == sorted(first)
        assert any(row.startswith("Already scanned") for row in seen)
        assert float(scanner.get_attribute("data-ms") or "inf") < 5_000
        expect(page.locator("#pending")).to_have_text("0")


@pytest.mark.slow
def test_a_scan_without_network_waits_on_the_phone_and_arrives_once(browser: Browser, server: Server) -> None:
    with visit(browser, server.url, size=PHONE) as window:
        page = window.page
        window.go(server.sign_in_link("omar@demo.example"))
        window.go("/scan/?edition=demo-today&lang=en")
        expect(page.locator("#scanner")).to_have_attribute("data-ready", "true", timeout=PATIENCE)
        page.context.set_offline(True)
        page.fill("#code", "no badge at all")
        page.press("#code", "Enter")
        expect(page.locator("#scanner")).to_have_attribute("data-verdict", "kept", timeout=PATIENCE)
        expect(page.locator("#pending")).to_have_text("1")

        page.context.set_offline(False)

        expect(page.locator("#scanner")).to_have_attribute("data-verdict", "unknown", timeout=PATIENCE)
        expect(page.locator("#pending")).to_have_text("0")
        expect(page.locator("#last li")).to_have_count(1)
        assert [fault for fault in window.faults if "net::" not in fault] == []


def test_a_phone_enrolled_by_its_link_scans_without_an_account(browser: Browser, server: Server) -> None:
    enrolled = server.command("device", "enrol", "Spare phone", "--place", "door-b", "--edition", "demo-today")
    with visit(browser, server.url, size=PHONE) as window:
        page = window.page
        window.go("/scan/")
        expect(page.locator("#stranger")).to_be_visible()
        window.go(enrolled["enrol_url"])
        page.locator("main form button").click()
        page.locator("#enrolled a").click()
        expect(page.locator("#scanner")).to_have_attribute("data-ready", "true", timeout=PATIENCE)
        assert page.locator("#place").input_value() == "door-b"

        page.fill("#code", "no badge at all")
        page.press("#code", "Enter")

        expect(page.locator("#scanner")).to_have_attribute("data-verdict", "unknown", timeout=PATIENCE)
        assert window.check() == []
