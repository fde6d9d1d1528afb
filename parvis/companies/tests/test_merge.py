"""Two companies become one, and two again: everything that points to the one that goes follows."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from parvis.companies import actions, queries
from parvis.companies.duplicates import likely_pairs
from parvis.companies.matching import CompanyBook
from parvis.companies.merging import plan_merge
from parvis.companies.models import Company, CompanyMerge, CompanyTag, Contact, Interaction, Opportunity
from parvis.companies.tests.factories import bring_in, csv_of, make_company, make_contact, make_opportunity
from parvis.core.errors import Refused
from parvis.editions.tests.factories import NOON, client_in, make_actor, make_edition, make_member

db = pytest.mark.django_db
BY: dict[str, Any] = {"by": make_actor(), "at": NOON}
DAYS = timedelta(days=1)


def merged(gone: Company, kept: Company) -> CompanyMerge:
    return actions.merge_companies(gone, into=kept, **BY)


@db
def test_what_belongs_to_the_one_that_goes_belongs_to_the_one_that_stays_and_back() -> None:
    edition, kept, gone = make_edition(), make_company("Nubelis"), make_company("Nubelis SA", siren="732829320")
    contact, place = make_contact(gone), make_opportunity(edition, gone)
    division = make_company("Nubelis Lyon", parent=gone)
    actions.set_tags(gone, ["alumni"], **BY)
    author = make_member(edition).user
    said = actions.note_interaction(gone, kind="call", body="Hello", author=author, edition=edition, **BY)

    merge = merged(gone, kept)

    for row in (contact, place, division, said, kept, gone):
        row.refresh_from_db()
    assert (contact.company, place.company, division.parent, said.company) == (kept, kept, kept, kept)
    assert (kept.siren, kept.last_contact_on) == ("732829320", NOON.date())
    assert (gone.merged_into, gone.archived_at) == (kept, NOON)
    assert list(CompanyTag.objects.values_list("company", "name")) == [(kept.pk, "alumni")]

    actions.undo_merge(merge, **BY)

    for row in (contact, place, division, said, kept, gone):
        row.refresh_from_db()
    assert (contact.company, place.company, division.parent, said.company) == (gone, gone, gone, gone)
    assert (kept.siren, kept.last_contact_on) == ("", None)
    assert (gone.merged_into, gone.archived_at, gone.siren) == (None, None, "732829320")
    assert list(CompanyTag.objects.values_list("company", "name")) == [(gone.pk, "alumni")]


@db
def test_what_both_have_is_completed_and_what_was_changed_since_stays_at_the_undoing() -> None:
    edition, kept, gone = make_edition(), make_company(), make_company()
    mine = make_contact(kept, email="grace@nubelis.example", phone="")
    make_contact(gone, email="grace@nubelis.example", phone="06", job_title="HR", is_signatory=True)
    here, there = make_opportunity(edition, kept), make_opportunity(edition, gone, expected_cents=100, next_step="Call")

    merge = merged(gone, kept)
    mine.refresh_from_db()
    here.refresh_from_db()
    there.refresh_from_db()
    assert (mine.phone, mine.job_title, mine.is_signatory) == ("06", "HR", True)
    assert (here.expected_cents, here.next_step, there.company) == (100, "Call", gone)
    Contact.objects.filter(pk=mine.pk).update(phone="07")
    Opportunity.objects.filter(pk=here.pk).update(expected_cents=500)
    actions.undo_merge(merge, **BY)

    mine.refresh_from_db()
    here.refresh_from_db()
    assert (mine.phone, mine.job_title, mine.is_signatory) == ("07", "", False)
    assert (here.expected_cents, here.next_step) == (500, "")


@db
def test_a_row_deleted_or_given_away_since_is_left_alone_by_the_undoing() -> None:
    kept, gone, third = make_company(), make_company(), make_company()
    both = make_contact(kept, email="a@b.example", phone="")
    make_contact(gone, email="a@b.example", phone="06")
    moved = make_contact(gone)
    merge = merged(gone, kept)
    Contact.objects.filter(pk=moved.pk).update(company=third)
    both.delete()

    actions.undo_merge(merge, **BY)

    moved.refresh_from_db()
    assert moved.company == third


def chain() -> tuple[Company, Company]:
    gone = make_company()
    merged(gone, make_company())
    gone.refresh_from_db()
    return gone, make_company()


def parent_and_division() -> tuple[Company, Company]:
    parent = make_company()
    return parent, make_company(parent=parent)


def three_levels() -> tuple[Company, Company]:
    gone = make_company()
    make_company(parent=gone)
    return gone, make_company(parent=make_company())


@db
@pytest.mark.parametrize(
    ("pair", "words"),
    [
        (lambda: (make_company(siren="732829320"), make_company(siren="552100554")), "two SIREN"),
        (lambda: (make_company(), make_company(archived_at=NOON)), "archived"),
        (chain, "merged already"),
        (parent_and_division, "the other way round"),
        (three_levels, "is a division itself"),
    ],
)
def test_companies_that_are_two_are_not_merged(pair: Any, words: str) -> None:
    gone, kept = pair()

    with pytest.raises(Refused, match=words):
        merged(gone, kept)


@db
def test_a_company_is_not_merged_with_itself() -> None:
    company = make_company()

    with pytest.raises(Refused, match="with itself"):
        merged(company, company)


@db
def test_a_number_that_contradicts_the_kept_ones_is_not_taken_over() -> None:
    kept = make_company(siren="732829320")
    gone = make_company(vat_number="FR83404833048", past_editions=["2024"])

    plan = plan_merge(gone, kept)

    assert plan.filled == {"past_editions": ["2024"]}
    assert plan.filled_labels == [("earlier participations", ["2024"])]


@db
def test_a_merge_is_undone_once_within_thirty_days_and_in_order() -> None:
    first, second, third = make_company(), make_company(), make_company()
    inner = merged(first, second)
    outer = merged(second, third)

    with pytest.raises(Refused, match="undo that first"):
        actions.undo_merge(inner, **BY)
    actions.undo_merge(outer, **BY)
    with pytest.raises(Refused, match="they have passed"):
        actions.undo_merge(inner, by=BY["by"], at=NOON + 31 * DAYS)
    actions.undo_merge(inner, by=BY["by"], at=NOON + 30 * DAYS)
    with pytest.raises(Refused, match="undone already"):
        actions.undo_merge(inner, **BY)


@db
def test_a_siren_taken_since_keeps_two_companies_from_sharing_it() -> None:
    kept, gone = make_company(), make_company(siren="732829320")
    merge = merged(gone, kept)
    Company.objects.filter(pk=kept.pk).update(siren="")
    make_company(siren="732829320")

    with pytest.raises(Refused, match="SIREN 732829320 by now"):
        actions.undo_merge(merge, **BY)
    gone.refresh_from_db()
    with pytest.raises(Refused, match="undo the merge instead"):
        actions.restore_company(gone, **BY)


@db
def test_a_file_that_names_the_merged_company_speaks_of_the_other() -> None:
    edition, kept = make_edition(), make_company("Nubelis", city="Massy")
    merged(make_company("Old Name", city="Lyon"), kept)

    result = bring_in(csv_of("Old Name;;Lyon;grace@nubelis.example"), edition)

    assert (result.created, result.updated) == (0, 1)
    assert Contact.objects.get().company == kept
    assert CompanyBook([Company.objects.exclude(merged_into=None).get()]).find({"name": "Old Name"}) is None


@db
def test_history_of_the_kept_company_tells_what_was_done_to_the_other() -> None:
    kept, gone = make_company("Nubelis"), make_company("Old")
    actions.change_company(gone, city="Lyon", **BY)
    merged(gone, kept)

    verbs = [entry.verb for entry in queries.history_of_company(kept)]

    assert set(verbs) == {"company.changed", "company.merged", "company.merged_away"}


@db
def test_pairs_that_look_alike_are_found_and_others_are_not() -> None:
    one, two = make_company("Nubelis", city="Massy"), make_company("NUBELIS SA", city="Massy Cedex")
    make_company("Nubelis", city="Lyon")
    make_company("Nubelis Division", parent=one, siren="732829320")
    alike = make_company("Other", siren="732829320", parent=make_company("Elsewhere"))
    for _number in range(9):
        make_company("Everybody")
    make_company("Same", siren="552100554")
    make_company("Same", siren="404833048")

    pairs = likely_pairs(Company.objects.active().order_by("pk"))

    assert [(pair.kept.name, pair.gone.name, pair.by) for pair in pairs] == [
        (one.name, two.name, "name"),
        ("Nubelis Division", alike.name, "siren"),
    ]


@db
def test_the_page_shows_what_will_happen_before_it_does() -> None:
    edition, kept, gone = make_edition(), make_company("Kept"), make_company("Gone", city="Lyon")
    for number in range(2):
        make_contact(gone, email=f"{number}@gone.example")
    client, page = client_in(edition), reverse("companies:company_merge", args=[edition.slug, gone.pk])

    found = client.get(page, {"q": "kept"}).content.decode()
    preview = client.get(page, {"into": kept.pk}).content.decode()
    nothing = client.post(page)
    done = client.post(page, {"into": kept.pk}, follow=True).content.decode()

    assert f"?into={kept.pk}" in found
    assert "2 contacts move." in preview
    assert "Filled: town." in preview
    assert nothing.status_code == 409
    assert "Gone is part of Kept now." in done
    gone_page = client.get(reverse("companies:company_detail", args=[edition.slug, gone.pk])).content.decode()
    assert "Undo the merge" in gone_page
    assert "Merged lately" in client.get(reverse("companies:duplicate_list", args=[edition.slug])).content.decode()
    undo = reverse("companies:company_unmerge", args=[edition.slug, CompanyMerge.objects.get().pk])
    assert "company of its own again" in client.post(undo, follow=True).content.decode()


@db
def test_the_page_of_a_merge_that_cannot_be_says_why_and_has_no_button() -> None:
    edition, kept, gone = make_edition(), make_company(siren="732829320"), make_company(siren="552100554")
    client = client_in(edition)
    page = reverse("companies:company_merge", args=[edition.slug, gone.pk])

    shown = client.get(page, {"into": kept.pk}).content.decode()

    assert "two SIREN" in shown
    assert "Merge them" not in shown
    assert "Nothing matches" in client.get(page, {"q": "nobody"}).content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_merges_at_once_leave_one_of_the_two() -> None:
    one, two = make_company(), make_company()

    def merge(pair: tuple[Company, Company]) -> str:
        try:
            merged(*pair)
        except Refused as refused:
            return refused.message
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(merge, [(one, two), (two, one)]))

    assert [bool(words) for words in said] == [False, True]
    assert Company.objects.active().count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_same_race_loses_both() -> None:
    """The negative control: looked at, then written, as nobody should."""
    pair = make_company(), make_company()

    def merge(order: tuple[Company, Company]) -> None:
        gone, kept = (Company.objects.get(pk=one.pk) for one in order)
        time.sleep(0.05)
        if kept.archived_at is None:
            Company.objects.filter(pk=gone.pk).update(merged_into=kept, archived_at=NOON)
        connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(merge, [pair, pair[::-1]]))

    assert Company.objects.active().count() == 0


@db
def test_a_merge_cannot_be_rewritten_nor_forgotten_early() -> None:
    merge = merged(make_company(), make_company())

    with pytest.raises(Exception, match="can no longer change"):
        CompanyMerge.objects.filter(pk=merge.pk).update(merged_at=NOON + DAYS)


@db
def test_interactions_keep_their_day_whoever_they_belong_to() -> None:
    edition, kept, gone = make_edition(), make_company(last_contact_on=date(2026, 9, 20)), make_company()
    author = make_member(edition).user
    actions.note_interaction(gone, kind="call", body="x", author=author, edition=edition, **BY)
    merged(gone, kept)

    kept.refresh_from_db()
    assert (Interaction.objects.get().at, kept.last_contact_on) == (NOON, date(2026, 9, 20))
