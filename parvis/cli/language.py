"""The language a command answers in."""

import os
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import translation

from parvis.cli.words import OWN_LANGUAGE


@contextmanager
def of_the_shell(options: Namespace) -> Iterator[None]:
    """French in a French shell, English elsewhere; what runs by itself or makes data keeps the installation's."""
    if options.handler in OWN_LANGUAGE:
        yield
        return
    names = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    locale = next(filter(None, names), "")
    with translation.override("fr" if locale.startswith("fr") else "en"):
        yield
