"""What every test needs before it starts: the French sentences, compiled; public pages drawn at each request."""

import pytest

from parvis.core.messages import compile_all


def pytest_configure() -> None:
    compile_all()


@pytest.fixture(autouse=True)
def _draw_each_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page kept from one test would be shown in the next; the shelf's own tests put it back."""
    monkeypatch.setattr("parvis.website.shelf.KEPT_S", 0.0)
