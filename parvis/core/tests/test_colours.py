"""A hue and a chroma give colours that print, and white text on them can be read."""

import pytest

from parvis.core.colours import hex_of, palette


@pytest.mark.parametrize(
    ("lightness", "chroma", "hue", "hexadecimal"),
    [
        (1, 0, 0, "#ffffff"),
        (0, 0, 0, "#000000"),
        (0.627955, 0.257683, 29.2339, "#ff0000"),
        (0.452014, 0.313214, 264.052, "#0000ff"),
    ],
)
def test_hex_of_agrees_with_known_colours(lightness: float, chroma: float, hue: float, hexadecimal: str) -> None:
    assert hex_of(lightness, chroma, hue) == hexadecimal


def test_hex_of_lowers_a_chroma_that_no_screen_shows() -> None:
    assert hex_of(0.5, 0.4, 150) == hex_of(0.5, 0.9, 150)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("hue", range(0, 360, 15))
def test_palette_carries_readable_text_at_every_hue(hue: int) -> None:
    shades = palette(hue, 0.15)

    assert 1.05 / (_luminance(shades.strong) + 0.05) >= 4.5
    assert (_luminance(shades.tint) + 0.05) / (_luminance(shades.ink) + 0.05) >= 7


def test_palette_caps_the_chroma() -> None:
    assert palette(30, 9) == palette(30, 0.15)
