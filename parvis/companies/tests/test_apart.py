"""Two companies that look alike and are two: somebody says so once."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from parvis.companies import actions, queries
from parvis.companies.duplicates import likely_pairs
from parvis.companies.merging import plan_merge
from parvis.companies.models import Company, ToldApart
from parvis.companies.tests.factories import make_company, make_held_row
from parvis.core.errors import Refused
from parvis.editions.models import LogEntry
from parvis.editions.tests.factories import NOON, client_in, make_actor, make_edition

pytestmark = pytest.mark.django_db
BY: dict[str, Any] = {"by": make_actor(), "at": NOON}


def pairs() -> list[tuple[Company, Company]]:
    """The pairs the page proposes now."""
    found = likely_pairs(Company.objects.active().order_by("pk"), apart=queries.told_apart())
    return [(pair.kept, pair.gone) for pair in found]


def test_a_pair_told_apart_is_not_proposed_again_until_somebody_doubts() -> None:
    older, younger = make_company("Nubelis"), make_company("Nubelis SA")
    assert pairs() == [(older, younger)]

    twins = actions.tell_apart(younger, other=older, **BY)

    assert pairs() == []
    assert actions.tell_apart(older, other=younger, **BY) == twins
    assert LogEntry.objects.filter(verb="company.told_apart").count() == 1
    actions.doubt_again(twins, **BY)
    assert pairs() == [(older, younger)]


def test_what_was_said_holds_through_merges_and_their_undoing() -> None:
    first, second, third = make_company("Nubelis"), make_company("Nubelis SA"), make_company("Nubelis Group")
    actions.tell_apart(first, other=second, **BY)
    last = make_company("Zenith")
    outer = [actions.merge_companies(second, into=third, **BY), actions.merge_companies(third, into=last, **BY)]
    Company.objects.filter(pk=last.pk).update(name="Nubelis", name_folded="nubelis")

    assert pairs() == []
    for merge in reversed(outer):
        actions.undo_merge(merge, **BY)
    assert (first, last) in pairs()
    assert (first, second) not in pairs()


def test_a_merge_of_two_told_apart_says_so_first() -> None:
    one, other = make_company(), make_company()
    assert plan_merge(other, one).effects == []

    actions.tell_apart(one, other=other, **BY)

    assert plan_merge(other, one).effects == ["Somebody said that these are two companies: ask them first."]


def test_a_company_is_not_told_apart_from_itself() -> None:
    company = make_company()

    with pytest.raises(Refused, match="not two companies"):
        actions.tell_apart(company, other=company, **BY)


def test_the_database_holds_one_word_for_a_pair_the_older_first() -> None:
    older, younger = make_company(), make_company()
    twins = ToldApart.objects.create(one=older, other=younger, decided_at=NOON)

    assert str(twins) == f"{older} ≠ {younger}"
    for one, other in ((older, younger), (younger, older), (older, older)):
        with pytest.raises(IntegrityError), transaction.atomic():
            ToldApart.objects.create(one=one, other=other, decided_at=NOON)


def test_a_row_decided_to_be_another_company_is_told_apart_from_the_one_it_looked_like() -> None:
    known = make_company("Nubelis", city="Massy")
    held = make_held_row(company=known)

    made = actions.decide_held_row(held, is_same=False, **BY)

    assert queries.told_apart() == {frozenset((known.pk, made.pk))}
    assert pairs() == []


def test_the_page_tells_a_pair_apart_and_takes_it_back() -> None:
    edition, older, younger = make_edition(), make_company("Nubelis"), make_company("Nubelis SA")
    client, page = client_in(edition), reverse("companies:duplicate_list", args=[edition.slug])
    apart = reverse("companies:company_tell_apart", args=[edition.slug, older.pk, younger.pk])
    assert apart in client.get(page).content.decode()

    said = client.post(apart, follow=True).content.decode()
    twins = ToldApart.objects.get()
    doubt = reverse("companies:company_doubt", args=[edition.slug, twins.pk])
    again = client.post(doubt, follow=True).content.decode()

    assert "Nubelis and Nubelis SA are two: nobody is asked again." in said
    assert (apart in said, doubt in said) == (False, True)
    assert (apart in again, doubt in again) == (True, False)
