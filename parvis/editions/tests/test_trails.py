"""A page of settings says of each setting its default, and who changed it last and when."""

from datetime import timedelta

import pytest
from django.utils import translation

from parvis.core.actor import Actor, ActorKind
from parvis.editions import actions
from parvis.editions.models import Edition, LogEntry, Window
from parvis.editions.tests.factories import NOON, client_in, make_association, make_edition
from parvis.editions.trails import last_change_words

pytestmark = pytest.mark.django_db
ADA = Actor(ActorKind.MEMBER, "901", "Ada Martin")
NORA = Actor(ActorKind.MEMBER, "902", "Nora Petit")


def test_the_settings_name_the_default_and_the_last_changer_of_each_field() -> None:
    edition = make_edition(hue=262)
    actions.change_edition(edition, hue=20, name="Forum A", by=ADA, at=NOON)
    actions.change_edition(edition, hue=140, by=NORA, at=NOON + timedelta(days=1))
    client = client_in(edition, pole="presidency", role="lead")

    page = client.get(f"/team/{edition.slug}/settings/").text

    assert "Default: 262. Last change: Nora Petit, 16 September 2026, 12:00." in page
    assert "Last change: Ada Martin, 15 September 2026, 12:00." in page
    assert "Default: 15. No change on record." in page
    assert "Default: empty. No change on record." in page


def test_a_refused_form_names_them_too_and_in_french() -> None:
    edition = make_edition()
    client = client_in(edition, pole="presidency", role="lead")

    with translation.override("fr"):
        page = client.post(f"/team/{edition.slug}/settings/", {"name": ""}, headers={"accept-language": "fr"})

    assert page.status_code == 422
    assert "Par défaut\u00a0: 262. Aucune modification enregistrée." in page.text


def test_each_end_of_a_window_has_its_own_last_changer() -> None:
    edition = make_edition()
    day = NOON + timedelta(days=30)
    window = actions.set_window(edition, name="quotes", opens_at=NOON, closes_at=day, by=ADA, at=NOON)
    actions.set_window(edition, name="quotes", opens_at=NOON, closes_at=day + timedelta(1), by=NORA, at=day)

    page = client_in(edition, pole="presidency", role="lead").get(f"/team/{edition.slug}/settings/windows/").text

    entries = LogEntry.objects.about(window).newest_first()
    assert [list(entry.changes) for entry in entries.order_by("at")] == [["opens_at", "closes_at"], ["closes_at"]]
    assert last_change_words(entries, "opens_at") in page
    assert (page.count("Ada Martin"), page.count("Nora Petit")) == (1, 1)
    assert page.count("No change on record.") == 2 * len(Window.Name) - 2


def test_the_association_tells_what_changed_and_keeps_names_of_persons_out() -> None:
    edition = make_edition()
    new = {"iban": "FR7630006000011234567890189", "publication_director": "Zoé Roy"}
    for _twice in range(2):
        actions.set_up_association(name=edition.association.name, **new, by=ADA, at=NOON)

    [entry] = LogEntry.objects.about(edition.association)
    page = client_in(edition, pole="presidency", role="lead").get(f"/team/{edition.slug}/settings/association/").text

    assert entry.changes == {"iban": ["", new["iban"]], "publication_director": []}
    assert page.count("Last change: Ada Martin") == 2


def test_days_say_who_set_them() -> None:
    edition = make_edition()
    assert last_change_words(LogEntry.objects.about(edition).newest_first(), "day") == "No change on record."

    opens = NOON.replace(hour=7)
    actions.set_day(edition, on=NOON.date(), opens_at=opens, closes_at=NOON, by=ADA, at=NOON)

    assert "Ada Martin" in last_change_words(LogEntry.objects.about(edition).newest_first(), "day")
    assert Edition.objects.get() == edition


def test_an_association_is_set_up_once_in_history() -> None:
    make_association(name="Old")

    actions.set_up_association(name="Old", by=ADA, at=NOON)

    assert LogEntry.objects.count() == 0
