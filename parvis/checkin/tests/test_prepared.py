"""A prepared read answers what its queryset would."""

from collections.abc import Sequence
from uuid import UUID, uuid4

import pytest
from django.db.models import Q, QuerySet
from pytest_django import DjangoAssertNumQueries

from parvis.accounts.models import School, User
from parvis.accounts.tests.factories import make_school, make_user
from parvis.checkin.actions import record_scans
from parvis.checkin.models import Scan
from parvis.checkin.tests.factories import DURING, make_badge, make_device, make_event, phone
from parvis.core.prepared import Prepared

pytestmark = pytest.mark.django_db


def named(first: str, last: str) -> QuerySet[User]:
    return User.objects.filter(Q(first_name=first) | Q(last_name=last)).order_by("pk")


def shown(users: Sequence[User]) -> list[tuple[int, str]]:
    return [(user.pk, user.full_name) for user in users]


def test_prepared_answers_like_its_queryset_for_any_values(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    ada, leo = make_user(first_name="Ada", last_name="Roy"), make_user(first_name="Leo", last_name="Blanc")
    prepared = Prepared(named, "first", "last")
    for values in (("Ada", "Blanc"), ("Leo", "x"), ("nobody", "at all")):
        with django_assert_num_queries(1):
            found = prepared.rows(*values)
        assert shown(found) == shown(list(named(*values)))
    assert shown(prepared.rows("Ada", "Blanc")) == shown([ada, leo])


def test_prepared_finds_a_uuid_and_brings_related_rows(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    device = make_device()
    event = make_event(make_badge(device.edition))
    record_scans(device, [event], by=phone(device), at=DURING)
    prepared = Prepared(lambda event: Scan.objects.select_related("place").filter(event=event), uuid4())
    with django_assert_num_queries(1):
        (scan,) = prepared.rows(UUID(event["id"]))
        assert scan.place.slug == "door-a"
    assert prepared.rows(uuid4()) == []


def test_prepared_rows_fetch_missing_columns_as_usual() -> None:
    make_school(name="Télécom Paris")
    prepared = Prepared(lambda slug: School.objects.only("slug").filter(slug=slug), "slug")
    assert prepared.rows("telecom-paris")[0].name == "Télécom Paris"


def test_prepared_refuses_a_sample_that_is_not_in_the_statement() -> None:
    with pytest.raises(ValueError, match="must occur"):
        Prepared(lambda _slug: School.objects.all(), "slug").rows("telecom-paris")
