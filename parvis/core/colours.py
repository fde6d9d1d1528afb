"""An edition's colours: a hue and a chroma at fixed lightness, so that contrast holds whatever the edition picks."""

import math
from dataclasses import dataclass
from functools import lru_cache

CHROMA_CAP = 0.15


@dataclass(frozen=True, slots=True)
class Palette:
    """The four shades of a paper: `strong` carries white text, `ink` is text, `tint` a ground, `line` a rule."""

    strong: str
    ink: str
    tint: str
    line: str


def palette(hue: float, chroma: float) -> Palette:
    """The shades of one hue (degrees) and chroma (0 to 0.15, more is capped)."""
    held = min(max(chroma, 0.0), CHROMA_CAP)
    return Palette(
        strong=hex_of(0.52, held, hue),
        ink=hex_of(0.42, held, hue),
        tint=hex_of(0.96, held * 0.2, hue),
        line=hex_of(0.88, held * 0.35, hue),
    )


@lru_cache(maxsize=512)
def hex_of(lightness: float, chroma: float, hue: float) -> str:
    """OKLCH to `#rrggbb`; the chroma is lowered just enough to fit the colours a screen can show."""
    inside, outside = 0.0, chroma
    if _fits(_linear(lightness, chroma, hue)):
        inside = chroma
    else:
        for _ in range(20):
            middle = (inside + outside) / 2
            if _fits(_linear(lightness, middle, hue)):
                inside = middle
            else:
                outside = middle
    return "#" + "".join(f"{round(_gamma(value) * 255):02x}" for value in _linear(lightness, inside, hue))


def _linear(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    """Linear sRGB, by the matrices of B. Ottosson's Oklab (2020)."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _fits(colour: tuple[float, float, float]) -> bool:
    return all(-0.0005 <= value <= 1.0005 for value in colour)


def _gamma(value: float) -> float:
    held = min(max(value, 0.0), 1.0)
    return 12.92 * held if held <= 0.0031308 else 1.055 * held ** (1 / 2.4) - 0.055
