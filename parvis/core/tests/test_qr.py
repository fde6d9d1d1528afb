"""QR codes are read back as written, and stay small."""

import re

import pytest
import zxingcpp
from PIL import Image

from parvis.core import qr


def _read(rows: tuple[str, ...]) -> str:
    side = (len(rows) + 8) * 4
    image = Image.new("L", (side, side), 255)
    for y, row in enumerate(rows):
        for x, module in enumerate(row):
            if module == "1":
                image.paste(0, ((x + 4) * 4, (y + 4) * 4, (x + 5) * 4, (y + 5) * 4))
    return str(zxingcpp.read_barcodes(image)[0].text)


@pytest.mark.parametrize("text", ["HTTPS://B.PARVIS.EXAMPLE/B/ABC", "été", "1", "x" * 500])
def test_matrix_says_what_was_written(text: str) -> None:
    assert _read(qr.matrix(text)) == text


def test_version_of_counts_the_size() -> None:
    assert qr.version_of("A" * 154) == 6
    assert qr.version_of("A" * 155) == 7
    assert len(qr.matrix("A" * 154)) == 41


def test_svg_has_a_name_and_a_quiet_zone_and_no_markup_of_its_text() -> None:
    picture = qr.svg("<script>", title="</title><script>")

    assert "<title>&lt;/title&gt;&lt;script&gt;</title>" in picture
    assert 'viewBox="0 0 29 29"' in picture
    assert "style=" not in picture
    assert "<script" not in picture


def test_runs_finds_neighbouring_modules() -> None:
    assert qr.runs("1101000111") == [(0, 2), (3, 1), (7, 3)]
    assert qr.runs("000") == []


def test_drawing_says_what_was_written() -> None:
    text = "HTTPS://B.PARVIS.EXAMPLE/B/" + "K7QX2M4P" * 15
    drawn = qr.drawing(text)
    rows = [["0"] * drawn["side"] for _row in range(drawn["side"])]
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)", drawn["svg"]):
        rows[int(y)][int(x) : int(x) + int(width)] = "1" * int(width)
    assert _read(tuple("".join(row) for row in rows)) == text
    assert drawn["side"] == len(qr.matrix(text))
