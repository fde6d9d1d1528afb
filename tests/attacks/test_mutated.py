"""37 to 43 by chance: three hundred damaged files, the same at each run, are refused or come back harmless."""

import io
import random
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from PIL import Image
from pytest_django import Settings

from parvis.core.errors import Refused
from parvis.core.uploads import CleanFile, download_response, read_document, store
from tests.attacks import samples

SEED, PICTURES, PAPERS = 20261123, 270, 30
STARTS = {"png": b"\x89PNG", "webp": b"RIFF", "pdf": b"%PDF-"}


def pictures() -> list[bytes]:
    """One of each format that is taken, with something to decode."""
    drawn = Image.linear_gradient("L").resize((64, 48))
    made = [samples.png(64), samples.photo_from_home()]
    for kind in ("PNG", "JPEG", "WEBP", "GIF"):
        out = io.BytesIO()
        drawn.convert("P" if kind == "GIF" else "RGB").save(out, kind)
        made.append(out.getvalue())
    return made


def mutated(files: list[bytes], count: int, chance: random.Random) -> Iterator[bytes]:
    """Bytes turned, cut out, doubled or moved; the first ones stay, or nobody would read any further."""
    for number in range(count):
        data = bytearray(files[number % len(files)])
        for _time in range(chance.randint(1, 8)):
            at = chance.randrange(8, len(data))
            end = at + chance.randint(1, 16)
            match chance.randrange(4):
                case 0:
                    data[at] = chance.randrange(256)
                case 1:
                    data[at] ^= 1 << chance.randrange(8)
                case 2:
                    data[at:at] = data[at:end]
                case _:
                    data[at:end] = chance.randbytes(chance.randint(0, 16))
        yield bytes(data)


def taken(data: bytes) -> CleanFile | None:
    """What is kept of it; nothing when a sentence refuses it. Any other error fails the test."""
    with suppress(Refused):
        return read_document(io.BytesIO(data))
    return None


@pytest.mark.slow
@pytest.mark.django_db  # a download that is read to its end looks after the connection
@pytest.mark.filterwarnings("ignore::UserWarning")  # a photo's notes are damaged: they are dropped anyway
def test_damaged_files_are_refused_or_made_anew(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    chance = random.Random(SEED)
    papers = [samples.acting_pdf(), samples.pdf(2)]
    files = [*mutated(pictures(), PICTURES, chance), *mutated(papers, PAPERS, chance)]

    kept = [(data, clean) for data in files if (clean := taken(data))]

    assert 30 < len(kept) < len(files) - 30
    for data, clean in kept:
        assert clean.data != data
        assert clean.data.startswith(STARTS[clean.extension])
        answer = download_response(store(clean), filename="x")
        assert answer["Content-Disposition"].startswith("attachment")
        answer.close()
