"""What a page may weigh on the wire: its scripts and styles as they are built and compressed."""

import gzip
import re
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders

from parvis.core.statics import squeeze
from tests.source import ROOT, templates

KB = 1024
OWN_SCRIPTS, ALL_SCRIPTS, STYLES = 15 * KB, 40 * KB, 20 * KB
STATIC = re.compile(r"""\{%\s*static\s+['"]([^'"]+\.(?:js|css))['"]\s*%\}""")
INCLUDE = re.compile(r"""\{%\s*(?:extends|include)\s+['"]([^'"#]+)""")
COMPONENT = re.compile(r"<c-([a-z][\w.-]*)")
IMPORT = re.compile(r"""(?:\bfrom|\bimport|\bimport\(|\bnew URL\()\s*['"](\.{1,2}/[^'"]+)['"]""")
BY_NAME = {path.split("/templates/", 1)[1]: text for path, text in templates()}
PAGES = sorted(name for name, text in BY_NAME.items() if re.search(r"\{%\s*extends", text) and "/mail/" not in name)


def source(name: str) -> Path:
    found = finders.find(name)
    assert found, f"{name} is no static file"
    return Path(found)


def weight(name: str) -> int:
    """Bytes after the build, which squeezes styles and gives all files other names."""
    text = source(name).read_text("utf-8")
    return len(gzip.compress((squeeze(text) if name.endswith(".css") else text).encode(), 9, mtime=0))


@cache
def named_in(template: str) -> frozenset[str]:
    """Scripts and styles a page asks for, those of its base, its components and what it includes among them."""
    text = BY_NAME[template]
    within = {*INCLUDE.findall(text), *map(component, COMPONENT.findall(text))} - {template}
    return frozenset(STATIC.findall(text)).union(*(named_in(part) for part in within if part in BY_NAME))


def component(tag: str) -> str:
    """The template behind `<c-tag>`; `<c-slot>` and `<c-vars>` have none."""
    return f"cotton/{tag.replace('.', '/').replace('-', '_')}.html"


def with_imports(name: str) -> set[str]:
    """A script and all that it loads, in turn."""
    seen, waiting = set(), [name]
    while waiting:
        script = waiting.pop()
        if script not in seen:
            seen.add(script)
            folder = Path(script).parent
            waiting += [_plain(folder / found) for found in IMPORT.findall(source(script).read_text("utf-8"))]
    return seen


def _plain(path: Path) -> str:
    return str((ROOT / path).resolve().relative_to(ROOT.resolve()))


def scripts_of(template: str) -> set[str]:
    first = {name for name in named_in(template) if name.endswith(".js")}
    return set[str]().union(*(with_imports(name) for name in first)) if first else set()


def is_vendored(name: str) -> bool:
    return name.startswith("vendor/")


def total(names: set[str]) -> int:
    return sum(weight(name) for name in names)


def over(limits: dict[str, int]) -> list[str]:
    return [f"{what}: {size:,} bytes" for what, size in limits.items()]


def test_there_are_pages_to_weigh() -> None:
    assert {"reports/home.html", "website/home.html", "visitors/space_home.html"} <= set(PAGES)
    assert {"js/app.js", "js/keyboard.js", "vendor/htmx.min.js"} <= scripts_of("reports/home.html")
    assert "checkin/camera.js" in scripts_of("checkin/scanner.html")
    assert {component("button"), component("chart-columns")} <= set(BY_NAME)  # components are looked into


def test_a_script_loaded_on_demand_counts_too() -> None:
    found = IMPORT.findall("const wanted = await import('./wanted.js'); import { a } from \"../a.js\"; import './b.js'")

    assert found == ["./wanted.js", "../a.js", "./b.js"]


def test_own_scripts_of_each_page_stay_within_15_kb() -> None:
    found = {page: total({name for name in scripts_of(page) if not is_vendored(name)}) for page in PAGES}

    assert over({page: size for page, size in found.items() if size > OWN_SCRIPTS}) == []


def test_all_scripts_of_each_page_stay_within_40_kb() -> None:
    found = {page: total({name for name in scripts_of(page) if "zxing" not in name}) for page in PAGES}

    assert over({page: size for page, size in found.items() if size > ALL_SCRIPTS}) == []


def test_styles_of_each_page_stay_within_20_kb() -> None:
    found = {page: total({name for name in named_in(page) if name.endswith(".css")}) for page in PAGES}

    assert over({page: size for page, size in found.items() if size > STYLES}) == []
