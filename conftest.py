"""What every test needs before it starts: the French sentences, compiled; public pages drawn at each request."""

import gc
from pathlib import Path

import pytest

from parvis.core.messages import compile_all

APART = ("browser", "contract", "faults")  # folders of tests/ that only their own marker runs


def pytest_configure() -> None:
    compile_all()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Nobody waits for the imports of tests that this run leaves out."""
    left_out = collection_path.name in APART and collection_path.parent == config.rootpath / "tests"
    return True if left_out and f"not {collection_path.name}" in config.option.markexpr else None


def pytest_collection_finish() -> None:
    """Modules and tests live as long as the process: the garbage collector need not walk through them again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _draw_each_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page kept from one test would be shown in the next, and its words; the shelf's own tests put it back."""
    monkeypatch.setattr("parvis.visitors.vocabulary.KEPT_S", 0.0)
    monkeypatch.setattr("parvis.website.shelf.KEPT_S", 0.0)
