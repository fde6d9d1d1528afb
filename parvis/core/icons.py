"""The Lucide icons of the pages, read once from the vendored sprite."""

import re
from functools import cache, lru_cache
from pathlib import Path

from django.utils.html import format_html
from django.utils.safestring import SafeString

SPRITE = Path(__file__).parent / "static" / "vendor" / "lucide.svg"
SYMBOL = re.compile(r'<symbol id="([a-z0-9-]+)"[^>]*>(.*?)</symbol>', re.DOTALL)


@cache
def shapes() -> dict[str, SafeString]:
    """The drawing of each icon of the sprite, by name. The file is ours (vendor.toml has its hash), so it is safe."""
    return {name: SafeString(drawing) for name, drawing in SYMBOL.findall(SPRITE.read_text())}


@lru_cache(maxsize=1024)
def draw(name: str, label: str = "", css: str = "") -> SafeString:
    """The icon as inline SVG; without a label it is decoration. KeyError for a name the sprite lacks."""
    meaning = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html(
        '<svg class="icon{}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2"'
        ' stroke-linecap="round" stroke-linejoin="round" {}>{}</svg>',
        f" {css}" if css else "",
        meaning,
        shapes()[name],
    )
