"""The same pages in other looks: colours an edition may choose, paper, and a system that sets its own colours."""

import io

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page

from tests.browser.server import Server
from tests.browser.visit import DESKTOP, PHONE, TWO_FRAMES, axe_violations, visit

HUES = (20, 80, 140, 200, 262, 330)
THEME = "([hue, chroma]) => { const s = document.documentElement.style;"
THEME += " s.setProperty('--hue', hue); s.setProperty('--chroma', chroma); }"
STRONGEST = 0.15  # the chroma no edition may go above
COLOURED = ["/", "/demo/exhibitors/", "/team/demo/companies/"]
# What is printed, and on how many pages of A4 at most.
PRINTED = [("/demo/exhibitors/", 3), ("/demo/plan/", 3), ("/demo/programme/", 3)]
# Buttons, fields and cards whose edge is their colour alone vanish when the system sets all colours.
WITHOUT_EDGE = """
() => [...document.querySelectorAll(
    "main .btn:not(.btn-quiet), main input:not([type=hidden]), main select, main .card"
)]
    .filter(e => e.checkVisibility() && e.getBoundingClientRect().width > 1)
    .filter(e => { const s = getComputedStyle(e);
        return parseFloat(s.borderTopWidth) < 0.5 && parseFloat(s.outlineWidth) < 0.5 || s.borderTopStyle === "none"; })
    .map(e => `${e.tagName.toLowerCase()}.${e.className}: ${(e.innerText || e.name || "").slice(0, 30)}`)
"""


@pytest.mark.parametrize("path", COLOURED)
def test_six_hues_are_accessible_in_both_looks(browser: Browser, server: Server, path: str) -> None:
    found = []
    with visit(browser, server.url) as window:
        if path.startswith("/team/"):
            window.go(server.sign_in_link("ada@demo.example"))
        window.go(path)
        for number, hue in enumerate(HUES):
            window.page.evaluate(THEME, [hue, STRONGEST])
            for scheme in ("light", "dark"):
                window.look(PHONE if number % 2 else DESKTOP, "dark" if scheme == "dark" else "light")
                found += [f"hue {hue}, {scheme}: {fault}" for fault in axe_violations(window.page)]

    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize(("path", "most"), PRINTED, ids=lambda value: str(value))
def test_a_page_is_printed_black_on_white_and_whole(browser: Browser, server: Server, path: str, most: int) -> None:
    with visit(browser, server.url, scheme="dark") as window:
        window.go(path)
        rows = words_of_rows(window.page)
        paper = pypdfium2.PdfDocument(io.BytesIO(window.page.pdf(format="A4", print_background=True)))

    texts = [" ".join(page.get_textpage().get_text_bounded().split()) for page in paper]
    assert rows
    assert 1 <= len(paper) <= most
    assert [number for number, text in enumerate(texts) if len(text) < 20] == []  # no page left blank
    assert [row for row in rows if row not in " ".join(texts)] == []  # nothing clipped, none forgotten
    image = paper[0].render(scale=0.5).to_pil().convert("L")
    shades = image.histogram()
    assert image.getpixel((2, 2)) == 255
    assert sum(shades[200:]) > 0.8 * sum(shades)  # white paper, also for who reads in the dark


def words_of_rows(page: Page) -> list[str]:
    """What the rows of the list are called; of a page without list, its heading."""
    found = page.eval_on_selector_all(
        "main tbody th[scope=row], main h2", "all => all.filter(e => e.checkVisibility()).map(e => e.innerText)"
    )
    return [" ".join(words.split()) for words in found if words.strip()] or [page.locator("h1").inner_text()]


@pytest.mark.parametrize("path", ["/accounts/login/code/", "/demo/exhibitors/"])
def test_every_edge_is_seen_when_the_system_sets_the_colours(browser: Browser, server: Server, path: str) -> None:
    with visit(browser, server.url) as window:
        window.page.emulate_media(forced_colors="active")
        window.go(path)
        window.page.evaluate(TWO_FRAMES)

        assert window.page.evaluate(WITHOUT_EDGE) == []
        assert not window.scrolls_sideways()
        assert window.heard() == []
