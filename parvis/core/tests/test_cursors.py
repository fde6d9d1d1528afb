"""A cursor goes on where its list stopped, and nobody else can write one."""

from base64 import urlsafe_b64encode

import pytest

from parvis.core.cursors import read_cursor, write_cursor
from parvis.core.errors import Refused


@pytest.mark.parametrize("after", [0, 1, 255, 2**40, 2**63 - 1])
def test_what_was_written_is_read(after: int) -> None:
    assert read_cursor(write_cursor(after, "list"), "list") == after


def forged() -> list[str]:
    good = write_cursor(7, "list")
    flipped = good[:-2] + ("A" if good[-2] != "A" else "B") + good[-1]
    return [
        "", "7", "x" * 40, "=", "é", "\x00", good[:-1], good + "A", flipped, good.swapcase(),
        urlsafe_b64encode((7).to_bytes(8)).decode(), urlsafe_b64encode((7).to_bytes(8) + bytes(16)).decode(),
    ]  # fmt: skip


@pytest.mark.parametrize("cursor", forged())
def test_a_cursor_that_is_not_ours_is_refused(cursor: str) -> None:
    with pytest.raises(Refused) as refused:
        read_cursor(cursor, "list")
    assert (refused.value.status, refused.value.code) == (422, "cursor")


def test_a_cursor_of_another_list_is_refused() -> None:
    with pytest.raises(Refused):
        read_cursor(write_cursor(7, "list"), "other list")
