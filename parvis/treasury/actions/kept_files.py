"""Every night: what is found of kept files for the first time is noted, what no paper names any more is forgotten."""

from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from parvis.treasury.keeping import checked_files
from parvis.treasury.models import KeptFile


class Tally(NamedTuple):
    """How many files were hashed, how large they are together, and a sentence for each that is missing or altered."""

    files: int
    size_bytes: int
    problems: list[str]


def note_files(*, at: datetime) -> Tally:
    """Hash every kept file, and note hash, size and media type of those that are sound and new. Safe to repeat."""
    count, size_bytes, problems = 0, 0, list[str]()
    known, named, new = set(KeptFile.objects.values_list("path", flat=True)), set[str](), list[KeptFile]()
    for one in checked_files():
        count, size_bytes = count + 1, size_bytes + one.size_bytes
        if one.problem:
            problems.append(one.problem)
        elif one.file.path not in known | named:
            facts = {"sha256": one.file.sha256, "size_bytes": one.size_bytes, "media_type": one.media_type}
            new.append(KeptFile(path=one.file.path, noted_at=at, **facts))
        named.add(one.file.path)
    with transaction.atomic():
        KeptFile.objects.bulk_create(new, ignore_conflicts=True)
        KeptFile.objects.filter(path__in=known - named).delete()
    return Tally(count, size_bytes, problems)
