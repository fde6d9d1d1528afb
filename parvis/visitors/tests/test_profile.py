"""A visitor corrects what they told."""

from dataclasses import replace

import pytest

from parvis.accounts.tests.factories import make_school
from parvis.editions.models import LogEntry
from parvis.editions.tests.factories import NOON, make_actor
from parvis.visitors.actions import change_registration
from parvis.visitors.tests.factories import make_entry, make_registration

pytestmark = pytest.mark.django_db
SAM = make_actor()


def test_what_changed_is_written_and_history_keeps_only_its_name() -> None:
    registration = make_registration()
    ensta = make_school("ensta", name="ENSTA")
    entry = make_entry(registration.visitor.email, school=ensta.slug, first_name="Samuel", fields=("cloud",))

    changed = change_registration(registration, entry, by=SAM, at=NOON)

    registration.refresh_from_db()
    assert changed == ["school", "first_name", "terms"]
    assert (registration.school, registration.visitor.name_folded) == (ensta, "samuel petit")
    assert [term.slug for term in registration.terms.all()] == ["cloud"]
    assert LogEntry.objects.get().changes == {"school": [], "first_name": [], "terms": []}


def test_the_same_again_changes_nothing() -> None:
    registration = make_registration()
    entry = make_entry(registration.visitor.email, school=registration.school.slug)

    assert change_registration(registration, entry, by=SAM, at=NOON) == []
    assert change_registration(registration, replace(entry, year="m1"), by=SAM, at=NOON) == ["study_year"]
    assert LogEntry.objects.count() == 1
