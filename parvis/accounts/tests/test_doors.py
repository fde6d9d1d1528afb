"""Whose address a request comes from."""

import pytest
from django.test import RequestFactory

from parvis.accounts.doors import client_ip


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "6.6.6.6", "10.0.0.9"),
        (1, "6.6.6.6, 7.7.7.7", "7.7.7.7"),
        (2, "6.6.6.6, 7.7.7.7", "6.6.6.6"),
        (1, "", "10.0.0.9"),
        (1, "not an address", None),
    ],
)
def test_only_trusted_proxies_say_who_calls(
    proxies: int, forwarded: str, expected: str | None, settings: object
) -> None:
    settings.TRUSTED_PROXIES = proxies  # type: ignore[attr-defined]
    request = RequestFactory().get("/", headers={"x-forwarded-for": forwarded}, REMOTE_ADDR="10.0.0.9")

    assert client_ip(request) == expected
