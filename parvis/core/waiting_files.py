"""Bytes that wait with the stored files between two steps of one task: a file shown before it is brought in."""

import re
from uuid import uuid4

from django.utils.translation import gettext as _

from parvis.core import media
from parvis.core.errors import Refused
from parvis.core.virus import refuse_infected

NAME = re.compile(r"waiting/[0-9a-f]{32}")


def keep(data: bytes) -> str:
    """Keep the bytes under a name of our own, to be stored in the database."""
    refuse_infected(data)
    name = f"waiting/{uuid4().hex}"
    try:
        media.write(name, data)
    except OSError as error:
        raise Refused(_("The file could not be kept. Please try again later."), code="upload_not_kept") from error
    return name


def read(name: str) -> bytes:
    """The bytes kept under this name. Refused when they are gone."""
    try:
        return media.read(_checked(name))
    except OSError as error:
        raise Refused(_("This file is no longer here. Send it again."), code="file_gone") from error


def drop(name: str) -> None:
    """Forget the bytes; doing it twice is doing it once."""
    if name:
        media.delete(_checked(name))


def _checked(name: str) -> str:
    if not NAME.fullmatch(name):
        raise ValueError(f"not a waiting file: {name!r}")
    return name
