"""Printed papers: a Typst template and data in, PDF bytes out.

Templates are data-only: JSON comes in, no text of a user is ever read as markup. A run sees a folder made for
it that holds the app's templates, the shared partials of `documents_lib` (as `/lib`), the logo and the
attachments, and nothing else. Same data, same look: same bytes.
"""

import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from django.apps import apps

from parvis.core.colours import palette
from parvis.core.glyphs import latin_only, printable
from parvis.core.typeset import Job, TypesettingFailed, typeset_apart
from parvis.core.typeset_guarded import Proof, proved_apart

SHARED = Path(__file__).resolve().parent / "documents_lib"
ARCHIVE = ("a-3a", "ua-1")  # PDF/A-3a and PDF/UA-1 at once: kept ten years, readable by a screen reader
PLAIN: tuple[str, ...] = ()
SLOWEST_SECONDS = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How the papers of an edition look. `at` is the time of the document itself, never now."""

    name: str
    language: str
    at: datetime
    hue: float = 262.0
    chroma: float = 0.13
    logo: bytes | None = None
    footer: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file carried inside the PDF; `relationship` is the word of PDF/A-3 (source, data, alternative, supplement)."""

    name: str
    data: bytes
    media_type: str
    relationship: str
    description: str


def render(
    template: str,
    data: Mapping[str, Any],
    *,
    look: Look,
    standard: tuple[str, ...] = ARCHIVE,
    attachments: Sequence[Attachment] = (),
    timeout: float = SLOWEST_SECONDS,
) -> bytes:
    """The PDF of `<app>/<name>.typ`, found in that app's `documents` folder.

    `data` is plain JSON; amounts and dates come written out. The work is done in a child process, ended after
    `timeout` seconds. Raises `TypesettingFailed`, which is our error and never the reader's.
    """

    def made(job: Job) -> bytes:
        return typeset_apart(job, seconds=timeout)

    return _legibly(made, template, data, look=look, standard=standard, attachments=attachments)


def prove(template: str, source: str, data: Mapping[str, Any], *, look: Look, has_pictures: bool = False) -> Proof:
    """The paper that a typed template makes: `source` stands in for the app's own file of that name.

    Whoever typed it is not trusted: a stricter child does it (`core.typeset_guarded`). Raises `TypesettingFailed`
    with the compiler's words, which name lines of `source`.
    """
    make = partial(proved_apart, has_pictures=has_pictures)
    return _legibly(make, template, data, look=look, standard=ARCHIVE, source=source)


def _legibly[M](
    make: Callable[[Job], M],
    template: str,
    data: Mapping[str, Any],
    *,
    look: Look,
    standard: tuple[str, ...],
    attachments: Sequence[Attachment] = (),
    source: str = "",
) -> M:
    """What `make` makes of it, letters that our fonts lack replaced if they must be."""
    with tempfile.TemporaryDirectory(prefix="parvis-paper-") as folder:
        root = Path(folder)
        _lay_out(root, template)
        if source:
            (root / template).write_text(source, encoding="utf-8")
        inputs = {"look": json.dumps(_look(root, look, attachments), ensure_ascii=False)}
        for legible in (printable, latin_only):
            inputs["paper"] = json.dumps(_each_text(data, legible), ensure_ascii=False)
            job = Job(folder, template, inputs, standard, int(look.at.timestamp()))
            try:
                return make(job)
            except TypesettingFailed as error:
                if legible is latin_only or "could not be displayed" not in str(error):
                    raise
    raise AssertionError("unreachable")


def _lay_out(root: Path, template: str) -> None:
    label, _, name = template.partition("/")
    source = Path(apps.get_app_config(label).path) / "documents"
    if not (source / name).is_file():
        raise TypesettingFailed(f"no template {template}")
    for origin, target in ((source, root / label), (SHARED, root / "lib")):
        target.mkdir()
        for path in origin.glob("*.typ"):
            shutil.copyfile(path, target / path.name)


def _look(root: Path, look: Look, attachments: Iterable[Attachment]) -> dict[str, Any]:
    """What the shared partials read, with the files they name written into the root."""
    if look.logo:
        (root / "logo").write_bytes(look.logo)
    carried = []
    for number, attachment in enumerate(attachments):
        path = root / f"carried-{number}"
        path.write_bytes(attachment.data)
        carried.append(
            {
                "path": f"/{path.name}",
                "name": attachment.name,
                "media_type": attachment.media_type,
                "relationship": attachment.relationship,
                "description": attachment.description,
            }
        )
    return {
        "name": printable(look.name),
        "language": look.language,
        "footer": [printable(line) for line in look.footer],
        "has_logo": bool(look.logo),
        "carried": carried,
        "colours": asdict(palette(look.hue, look.chroma)),
        "year": look.at.year,
        "month": look.at.month,
        "day": look.at.day,
    }


def _each_text(value: Any, change: Any) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: _each_text(inner, change) for key, inner in value.items()}
    if isinstance(value, Sequence):
        return [_each_text(inner, change) for inner in value]
    return value
