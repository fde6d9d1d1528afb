"""What is sealed opens only here, unchanged, and for the same purpose."""

import pytest
from pytest_django import Settings

from parvis.core.errors import Refused
from parvis.core.secrets import seal, unseal


def test_unseal_gives_back_what_was_sealed() -> None:
    assert unseal(memoryview(seal(b"key", purpose="badge-key")), purpose="badge-key") == b"key"


def test_seal_never_gives_the_same_bytes_twice() -> None:
    assert seal(b"key") != seal(b"key")


def test_unseal_refuses_another_purpose() -> None:
    with pytest.raises(Refused):
        unseal(seal(b"key", purpose="badge-key"), purpose="webhook")


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x02" + b"x" * 40, b"\x01" + b"x" * 40])
def test_unseal_refuses_what_was_changed(sealed: bytes) -> None:
    with pytest.raises(Refused):
        unseal(sealed)


def test_unseal_refuses_under_another_installation_key(settings: Settings) -> None:
    sealed = seal(b"key")
    settings.SECRET_KEY = "another-" + "y" * 40

    with pytest.raises(Refused, match="PARVIS_SECRET_KEY"):
        unseal(sealed)
