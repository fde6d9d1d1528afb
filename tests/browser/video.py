"""A film for Chromium's fake camera: pictures held for some seconds each, over and over."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from PIL import Image

SIZE = (1280, 720)
PER_SECOND = 30  # the rate at which Chromium plays a Motion JPEG file
CODE_SIDE = 420


def frame(picture: bytes | None) -> bytes:
    """One JPEG: the picture of a code on a dull wall, or the wall alone."""
    wall = Image.new("RGB", SIZE, (118, 112, 104))
    if picture is not None:
        code = Image.open(BytesIO(picture)).convert("RGB").resize((CODE_SIDE, CODE_SIDE))
        wall.paste(code.rotate(7, expand=True, fillcolor=(118, 112, 104)), (400, 110))
    jpeg = BytesIO()
    wall.save(jpeg, "JPEG", quality=80)
    return jpeg.getvalue()


def write_film(path: Path, scenes: Sequence[tuple[bytes | None, float]]) -> Path:
    """`scenes` are (PNG of a code or None, seconds)."""
    with path.open("wb") as film:
        for picture, seconds in scenes:
            film.write(frame(picture) * round(seconds * PER_SECOND))
    return path
