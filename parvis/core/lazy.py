"""Libraries too heavy to load when the web process starts; they come at first use."""

from importlib import import_module
from typing import Any


def load(name: str) -> Any:
    """The module of that name, imported now if it is not there yet."""
    return import_module(name)
