"""The public page and the logo: who may change them, and until when."""

from datetime import timedelta

import pytest
from django.utils import translation

from parvis.companies.actions.sectors import change_sector
from parvis.core.errors import Refused
from parvis.core.uploads import read_stored
from parvis.editions.actions import grant_exception
from parvis.editions.models import LogEntry, Term
from parvis.editions.tests.factories import NOON, make_actor, make_edition, make_window
from parvis.exhibitors.actions.profile import save_profile, set_logo
from parvis.exhibitors.models import ExhibitorProfile
from parvis.exhibitors.queries import profile_of, subject_of
from parvis.exhibitors.tests.factories import actor_of, clean_logo, make_exhibitor, make_profile, make_representative

pytestmark = pytest.mark.django_db
WORDS = {"public_name": "Nubelis", "tagline": "Le nuage, chez vous", "sector": "Logiciel", "description_fr": "Bonjour"}


def test_save_profile_keeps_the_words_and_the_fields() -> None:
    exhibitor = make_exhibitor()
    terms = list(Term.objects.of_kind("field")[:2])

    save_profile(exhibitor, words=WORDS, fields=terms, by=make_actor(), at=NOON)

    profile = ExhibitorProfile.objects.get(exhibitor=exhibitor)
    assert {name: getattr(profile, name) for name in WORDS} == WORDS
    assert (str(profile), profile.name_folded) == ("Nubelis", "nubelis")
    assert set(profile.fields.all()) == set(terms)
    entry = LogEntry.objects.about(exhibitor).get()
    assert (entry.verb, entry.changes["tagline"]) == ("profile.saved", ["", "Le nuage, chez vous"])


def test_a_representative_cannot_save_the_page_once_its_section_has_closed() -> None:
    exhibitor = make_exhibitor()
    make_window(exhibitor.edition, "profile", closes_at=NOON)
    grace = actor_of(make_representative(exhibitor))

    with pytest.raises(Refused, match="closed"):
        save_profile(exhibitor, words=WORDS, fields=[], by=grace, at=NOON)
    save_profile(exhibitor, words=WORDS, fields=[], by=grace, at=NOON - timedelta(seconds=1))
    save_profile(exhibitor, words=WORDS, fields=[], by=make_actor(), at=NOON)

    assert LogEntry.objects.about(exhibitor).count() == 2


def test_an_exception_opens_the_section_for_that_exhibitor_alone() -> None:
    edition = make_edition()
    window = make_window(edition, "profile", closes_at=NOON)
    mine, other = make_exhibitor(edition), make_exhibitor(edition)
    later = NOON + timedelta(days=1)
    grant_exception(window, subject=subject_of(mine), closes_at=later, reason="Logo late", by=make_actor(), at=NOON)

    save_profile(mine, words=WORDS, fields=[], by=actor_of(make_representative(mine)), at=NOON)
    with pytest.raises(Refused):
        save_profile(other, words=WORDS, fields=[], by=actor_of(make_representative(other)), at=NOON)


def test_set_logo_shows_the_new_picture_and_keeps_the_words() -> None:
    exhibitor = make_exhibitor()
    make_profile(exhibitor, tagline="Avant")

    set_logo(exhibitor, clean_logo("#0a5"), by=make_actor(), at=NOON)
    profile = set_logo(exhibitor, clean_logo("#50a"), by=make_actor(), at=NOON)

    assert read_stored(profile.logo_path) == clean_logo("#50a").data
    assert profile.logo_version == profile.logo_path[3:11]
    assert profile.tagline == "Avant"


def test_set_logo_makes_the_page_from_what_we_know_of_the_company() -> None:
    exhibitor = make_exhibitor()

    set_logo(exhibitor, clean_logo(), by=make_actor(), at=NOON)

    assert profile_of(exhibitor).public_name == exhibitor.company.name


def test_set_logo_is_refused_once_the_section_has_closed() -> None:
    exhibitor = make_exhibitor()
    make_window(exhibitor.edition, "profile", closes_at=NOON)

    with pytest.raises(Refused):
        set_logo(exhibitor, clean_logo(), by=actor_of(make_representative(exhibitor)), at=NOON)


def test_a_draft_of_the_page_comes_from_the_company() -> None:
    exhibitor = make_exhibitor()

    draft = profile_of(exhibitor)

    assert draft._state.adding
    assert (draft.public_name, draft.is_complete) == (exhibitor.company.name, False)


def test_the_presentation_is_in_the_readers_language_or_in_the_other_one() -> None:
    profile = make_profile(make_exhibitor(), description_fr="Bonjour", description_en="Hello")
    only_english = ExhibitorProfile(description_en="Hello")

    with translation.override("en"):
        assert profile.description == "Hello"
    with translation.override("fr"):
        assert (profile.description, only_english.description) == ("Bonjour", "Hello")


def test_the_public_page_follows_the_list_of_sectors() -> None:
    make_profile(make_exhibitor(make_edition()), sector="Bateaux")
    term = Term.objects.create(kind="sector", slug="boats", name_fr="Bateaux", name_en="Boats")

    change_sector(term, name_fr="Nautisme", name_en="Boats", into=None, by=make_actor(), at=NOON)

    assert ExhibitorProfile.objects.get().sector == "Nautisme"
