"""The list of schools: brought in once, corrected by their slug or name."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from parvis.accounts.actions import import_schools
from parvis.accounts.models import School
from parvis.accounts.signals import school_saved
from parvis.accounts.tests.factories import make_school
from parvis.core.actor import Actor
from parvis.core.errors import Refused
from parvis.core.imports import ImportResult

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 9, 15, 10, 0, tzinfo=UTC)
SCHOOLS = Path(__file__).parents[3] / "tests" / "data" / "schools.csv"


def bring_in(data: bytes, *, dry_run: bool = False) -> ImportResult:
    return import_schools(data, "schools.csv", dry_run=dry_run, by=Actor.system("shell"), at=NOON)


def counts(result: ImportResult) -> tuple[int, int, int, int]:
    return result.read, result.created, result.updated, result.unchanged


def test_schools_come_in_once() -> None:
    assert counts(bring_in(SCHOOLS.read_bytes(), dry_run=True)) == (11, 11, 0, 0)
    assert School.objects.count() == 0

    assert counts(bring_in(SCHOOLS.read_bytes())) == (11, 11, 0, 0)
    assert counts(bring_in(SCHOOLS.read_bytes())) == (11, 0, 0, 11)

    enpc = School.objects.get(slug="enpc")
    assert (enpc.name, enpc.mail_domain, enpc.login) == (
        "École nationale des ponts et chaussées",
        "enpc.example",
        "saml",
    )


def test_a_known_school_is_corrected_and_keeps_its_slug() -> None:
    make_school("tp", name="Télécom Paris")

    result = bring_in(b"slug;name;mail_domain\ntelecom-paris;Telecom Paris;telecom-paris.example\n")

    school = School.objects.get()
    assert counts(result) == (1, 0, 1, 0)
    assert (school.slug, school.name, school.mail_domain) == ("tp", "Telecom Paris", "telecom-paris.example")


def test_rows_that_cannot_go_in_say_why_and_come_back_as_a_file() -> None:
    result = bring_in("École;Connexion\nENSTA;cas\nENSTA;cas\n東京;email\nENSAE;magic\n".encode())

    assert counts(result) == (4, 1, 0, 0)
    assert result.duplicates == [{"row": 3, "of": 2, "by": "slug"}]
    assert [(row["row"], row["column"]) for row in result.refused] == [(4, "École"), (5, "Connexion")]
    assert "東京" in result.rejects.decode("utf-8-sig")
    assert School.objects.get().slug == "ensta"


def test_a_list_without_schools_is_refused() -> None:
    with pytest.raises(Refused, match="no row below"):
        bring_in(b"slug,name\n")


def test_higher_apps_hear_of_each_school() -> None:
    heard: list[bool] = []

    def hear(*, is_new: bool, **_more: object) -> None:
        heard.append(is_new)

    school_saved.connect(hear)
    try:
        bring_in(b"name\nENSTA\n")
    finally:
        school_saved.disconnect(hear)

    assert heard == [True]
