"""The list of sectors: added to, renamed, put together. Companies and public profiles follow."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from parvis.companies import signals
from parvis.companies.actions.lock import lock_companies
from parvis.companies.models import Company
from parvis.companies.sectors import LONGEST, Kind, SectorBook, sector_book
from parvis.core.actor import Actor
from parvis.core.errors import Refused
from parvis.editions.actions.edition import ensure_terms
from parvis.editions.history import difference, record
from parvis.editions.models import Term


def kept_sector(text: str) -> str:
    """The name under which a company holds this sector; a new one joins the list. Inside a transaction."""
    if not text.strip():
        return ""
    learn_sectors([text])
    return sector_book().name_of(text)


def learn_sectors(names: Iterable[str]) -> list[Term]:
    """Sectors the list has not: they join it as they are written. Inside a transaction, companies locked."""
    ensure_terms()
    book, made = sector_book(), list[Term]()
    for name in dict.fromkeys(map(book.name_of, names)):
        if name and not SectorBook(made).knows(name) and not book.knows(name):
            made.append(_new(name, name))
    return made


def _new(name_fr: str, name_en: str) -> Term:
    """Under a slug of its own, at the end of the list."""
    there = Term.objects.filter(kind=Kind.SECTOR)
    slugs = set(there.values_list("slug", flat=True))
    stem = slug = slugify(name_fr)[:50] or "sector"
    place = 1
    while slug in slugs:
        place += 1
        slug = f"{stem}-{place}"
    last = there.aggregate(last=Max("position", default=0))["last"]
    return Term.objects.create(kind=Kind.SECTOR, slug=slug, name_fr=name_fr, name_en=name_en, position=last + 1)


@transaction.atomic
def add_sector(*, name_fr: str, name_en: str, by: Actor, at: datetime) -> Term:
    """One more; the same name twice is refused."""
    lock_companies()
    ensure_terms()
    _refuse_known(name_fr, name_en)
    term = _new(name_fr, name_en or name_fr)
    changes: dict[str, list[Any]] = {"name_fr": [None, term.name_fr], "name_en": [None, term.name_en]}
    record("sector.added", term, by=by, at=at, changes=changes)
    return term


@transaction.atomic
def change_sector(term: Term, *, name_fr: str, name_en: str, into: Term | None, by: Actor, at: datetime) -> Term:
    """Rename it, or put it into another one, which then answers to its names, too. Answers the sector that is left."""
    lock_companies()
    if into is not None and into.pk != term.pk:
        return _put_into(term, into, by=by, at=at)
    _refuse_known(name_fr, name_en, besides=term)
    before = term.name_fr
    changes = difference(term, {"name_fr": name_fr, "name_en": name_en or name_fr})
    if changes:
        term.name_fr, term.name_en = name_fr, name_en or name_fr
        term.save()
        _move(before, name_fr)
        record("sector.changed", term, by=by, at=at, changes=changes)
    return term


def _put_into(term: Term, into: Term, *, by: Actor, at: datetime) -> Term:
    into.synonyms = list(dict.fromkeys([*into.synonyms, term.name_fr, term.name_en, *term.synonyms]))
    into.save()
    term.is_active = False
    term.save()
    _move(term.name_fr, into.name_fr)
    record("sector.joined", into, by=by, at=at, changes={"name_fr": [term.name_fr, into.name_fr]})
    return into


def _move(before: str, after: str) -> None:
    if before != after:
        Company.objects.filter(sector=before).update(sector=after)
        signals.sector_renamed.send(sender=Term, before=before, after=after)


def _refuse_known(*names: str, besides: Term | None = None) -> None:
    others = Term.objects.of_kind(Kind.SECTOR).exclude(pk=besides.pk if besides else 0)
    book = SectorBook(others)
    for name in filter(None, names):
        if len(name) > LONGEST or book.knows(name):
            words = {"name": name, "known": book.name_of(name)}
            raise Refused(_("“%(name)s” is in the list already: %(known)s.") % words, code="known")
