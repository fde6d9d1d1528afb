"""A mail server for the tests that look at what leaves."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from parvis.outbox.tests.sink import Sink, open_sink


@pytest.fixture
def sink(settings: Settings) -> Iterator[Sink]:
    with open_sink() as sink:
        settings.MAILERS = sink.mailers
        yield sink
