"""Bytes that wait in the media folder between two steps of one task: a file shown before it is brought in."""

import re
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.utils.translation import gettext as _

from parvis.core.errors import Refused
from parvis.core.virus import refuse_infected

NAME = re.compile(r"waiting/[0-9a-f]{32}")


def keep(data: bytes) -> str:
    """Keep the bytes under a name of our own, to be stored in the database."""
    refuse_infected(data)
    name = f"waiting/{uuid4().hex}"
    target = _path(name)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    except OSError as error:
        raise Refused(_("The file could not be kept. Please try again later."), code="upload_not_kept") from error
    return name


def read(name: str) -> bytes:
    """The bytes kept under this name. Refused when they are gone."""
    try:
        return _path(name).read_bytes()
    except OSError as error:
        raise Refused(_("This file is no longer here. Send it again."), code="file_gone") from error


def drop(name: str) -> None:
    """Forget the bytes; doing it twice is doing it once."""
    if name:
        _path(name).unlink(missing_ok=True)


def _path(name: str) -> Path:
    if not NAME.fullmatch(name):
        raise ValueError(f"not a waiting file: {name!r}")
    return Path(settings.MEDIA_ROOT) / name
