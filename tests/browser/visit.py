"""One window of the browser, and all that went wrong in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request

DESKTOP = (1280, 800)
PHONE = (390, 844)
NARROWEST = 320  # WCAG 1.4.10: no sideways scroll at this width
AXE_RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "resultTypes": ["violations"],
}
TWO_FRAMES = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
Scheme = Literal["light", "dark"]


@dataclass
class Visit:
    """A page and its faults: script errors, policy violations, requests to other hosts, failed requests."""

    page: Page
    origin: str
    faults: list[str] = field(default_factory=list)

    def listen(self) -> None:
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self.faults.append(f"script error: {error}"))
        self.page.on("request", self._on_request)
        self.page.on("response", lambda answer: self._on_status(answer.url, answer.status))

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith("Failed to load resource"):
            self.faults.append(f"console {message.type}: {message.text}")

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith((self.origin, "data:", "blob:")):
            self.faults.append(f"request to another host: {request.url}")

    def _on_status(self, url: str, status: int) -> None:
        if status >= 500 or (status == 404 and "/static/" in url):
            self.faults.append(f"{status} from {urlsplit(url).path}")

    def go(self, path: str) -> bool:
        """Open the path; False when it is a file, which a browser saves instead of showing."""
        try:
            self.page.goto(path if path.startswith("http") else self.origin + path, wait_until="load")
        except Error as error:
            if "Download is starting" not in str(error):
                raise
            return False
        return True

    def look(self, size: tuple[int, int], scheme: Scheme = "light") -> None:
        """The open page on another screen, without loading it again."""
        self.page.set_viewport_size({"width": size[0], "height": size[1]})
        self.page.emulate_media(color_scheme=scheme)
        self.page.evaluate(TWO_FRAMES)  # colours change with the next frame; axe would read half of them

    def heard(self) -> list[str]:
        """Faults since they were last asked for."""
        found, self.faults = self.faults, []
        return [f"{self.place}: {fault}" for fault in found]

    def check(self) -> list[str]:
        """The same, and axe's violations as the page stands."""
        return self.heard() + [f"{self.place}: {fault}" for fault in axe_violations(self.page)]

    @property
    def place(self) -> str:
        return f"{urlsplit(self.page.url).path} at {self.width} px"

    def scrolls_sideways(self) -> bool:
        return bool(
            self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1")
        )

    @property
    def width(self) -> int:
        size = self.page.viewport_size
        return size["width"] if size else 0


def axe_violations(page: Page) -> list[str]:
    results: dict[str, Any] = Axe().run(page, options=AXE_RULES).response
    return [
        f"axe {violation['id']}: {node['html'][:160]}"
        for violation in results["violations"]
        for node in violation["nodes"]
    ]


@contextmanager
def visit(
    browser: Browser,
    origin: str,
    *,
    size: tuple[int, int] = DESKTOP,
    scheme: Scheme = "light",
    scripts: bool = True,
    language: str = "en",
) -> Iterator[Visit]:
    """A fresh window without any cookie."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme=scheme,
        java_script_enabled=scripts,
        locale=language,
        reduced_motion="reduce",
        service_workers="block",
    )
    try:
        window = Visit(context.new_page(), origin)
        window.listen()
        yield window
    finally:
        context.close()
