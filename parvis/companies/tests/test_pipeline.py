"""Stages, opportunities, what waits for whom."""

from datetime import date
from typing import Any

import pytest
from django.utils import translation

from parvis.accounts.tests.factories import make_user
from parvis.companies import actions, queries
from parvis.companies.models import Opportunity, Stage
from parvis.companies.tests.factories import make_company, make_opportunity, stage_of
from parvis.core.errors import Refused
from parvis.editions.actions import copy_edition
from parvis.editions.models import LogEntry
from parvis.editions.tests.factories import NOON, make_actor, make_edition, make_member

pytestmark = pytest.mark.django_db
USUAL = ["to_contact", "contacted", "interested", "quote_sent", "negotiating", "won", "lost"]


def test_an_edition_gets_the_usual_stages_once() -> None:
    edition = make_edition()

    assert [stage.slug for stage in actions.ensure_stages(edition)] == USUAL
    assert [stage.slug for stage in actions.ensure_stages(edition)] == USUAL
    assert Stage.objects.count() == 7


def test_a_stage_speaks_the_reader_s_language() -> None:
    stage = stage_of(make_edition(), "quote_sent")

    assert str(stage) == "Quote sent"
    with translation.override("fr"):
        assert str(stage) == "Devis envoyé"


def test_the_next_edition_starts_with_the_stages_of_this_one() -> None:
    edition, bare = make_edition(), make_edition()
    Stage.objects.create(edition=edition, slug="call", name_fr="Appeler", name_en="Call", position=0)

    target = copy_edition(edition, slug="next", name="Next", fair_on=date(2027, 10, 20), by=make_actor(), at=NOON)
    fresh = copy_edition(bare, slug="more", name="More", fair_on=date(2027, 10, 20), by=make_actor(), at=NOON)

    assert [stage.slug for stage in queries.stages_of(target)] == ["call"]
    assert [stage.slug for stage in queries.stages_of(fresh)] == USUAL


def test_a_company_enters_an_edition_once_in_the_first_stage() -> None:
    edition, company = make_edition(), make_company()

    first = actions.ensure_opportunity(company, edition, by=make_actor(), at=NOON)
    again = actions.ensure_opportunity(company, edition, by=make_actor(), at=NOON)

    assert (first, first.stage.slug) == (again, "to_contact")
    assert LogEntry.objects.about(first).count() == 1


def test_an_archived_company_enters_no_edition() -> None:
    company = make_company(archived_at=NOON)

    with pytest.raises(Refused, match="is archived"):
        actions.ensure_opportunity(company, make_edition(), by=make_actor(), at=NOON)


def test_a_lost_opportunity_says_why_and_forgets_it_when_it_comes_back() -> None:
    edition = make_edition()
    opportunity = make_opportunity(edition)

    actions.move_opportunity(opportunity, stage=stage_of(edition, "lost"), reason="No budget", by=make_actor(), at=NOON)
    assert (opportunity.stage.slug, opportunity.lost_reason) == ("lost", "No budget")
    actions.move_opportunity(opportunity, stage=stage_of(edition, "lost"), reason="No time", by=make_actor(), at=NOON)
    assert opportunity.lost_reason == "No time"
    actions.move_opportunity(opportunity, stage=stage_of(edition, "contacted"), reason="x", by=make_actor(), at=NOON)
    actions.move_opportunity(opportunity, stage=stage_of(edition, "contacted"), by=make_actor(), at=NOON)

    assert opportunity.lost_reason == ""
    moves = LogEntry.objects.about(opportunity).filter(verb="opportunity.moved").order_by("pk")
    assert [entry.changes for entry in moves] == [
        {"stage": ["to_contact", "lost"], "lost_reason": ["", "No budget"]},
        {"lost_reason": ["No budget", "No time"]},
        {"stage": ["lost", "contacted"], "lost_reason": ["No time", ""]},
    ]


def test_a_stage_of_another_edition_is_refused() -> None:
    opportunity = make_opportunity(make_edition())

    with pytest.raises(Refused, match="another edition"):
        actions.move_opportunity(opportunity, stage=stage_of(make_edition(), "won"), by=make_actor(), at=NOON)


def test_a_next_step_has_a_day_as_long_as_it_has_words() -> None:
    opportunity = make_opportunity(make_edition())
    plan: dict[str, Any] = {"next_step": "Call back", "next_step_on": date(2026, 9, 20)}

    actions.plan_next_step(opportunity, **plan, expected_cents=250_000, by=make_actor(), at=NOON)
    assert (opportunity.next_step, opportunity.next_step_on, opportunity.expected_cents) == (*plan.values(), 250_000)
    actions.plan_next_step(opportunity, **plan, by=make_actor(), at=NOON)
    assert LogEntry.objects.about(opportunity).filter(verb="opportunity.planned").count() == 1
    actions.plan_next_step(opportunity, next_step="", next_step_on=date(2026, 9, 20), by=make_actor(), at=NOON)

    assert (opportunity.next_step_on, opportunity.expected_cents) == (None, 250_000)


def test_a_company_belongs_to_a_member_of_the_team_or_to_nobody() -> None:
    edition = make_edition()
    opportunity, ada = make_opportunity(edition), make_member(edition).user

    actions.assign_owner(opportunity, owner=ada, by=make_actor(), at=NOON)
    actions.assign_owner(opportunity, owner=ada, by=make_actor(), at=NOON)
    assert opportunity.owner_id == ada.pk
    with pytest.raises(Refused, match="not in the team"):
        actions.assign_owner(opportunity, owner=make_user(), by=make_actor(), at=NOON)
    actions.assign_owner(opportunity, owner=None, by=make_actor(), at=NOON)

    assert Opportunity.objects.get().owner is None
    entries = LogEntry.objects.about(opportunity).filter(verb="opportunity.assigned")
    assert [entry.changes for entry in entries] == [{"owner": []}, {"owner": []}]


def test_take_over_counts_what_was_not_mine() -> None:
    edition, mine, other = make_edition(), make_company(), make_company()
    ada = make_member(edition).user
    make_opportunity(edition, mine, owner=ada)

    taken = actions.take_over([mine, other], edition=edition, owner=ada, by=make_actor(ada), at=NOON)

    assert taken == 1
    assert Opportunity.objects.filter(owner=ada).count() == 2


def test_what_waits_for_me_is_due_mine_and_in_progress() -> None:
    edition, day = make_edition(), date(2026, 9, 15)
    ada = make_member(edition).user
    due: dict[str, Any] = {"owner": ada, "next_step": "Call", "next_step_on": day}
    late = make_opportunity(edition, **due | {"next_step_on": date(2026, 9, 1)})
    today = make_opportunity(edition, **due)
    make_opportunity(edition, **due | {"next_step_on": date(2026, 9, 16)})
    make_opportunity(edition, **due | {"owner": make_user()})
    make_opportunity(edition, stage="won", **due)
    make_opportunity(make_edition(), **due)
    archived = make_opportunity(edition, **due).company
    actions.archive_company(archived, by=make_actor(), at=NOON)

    waiting = list(queries.opportunities_waiting(edition, ada, day))

    assert waiting == [late, today]


def test_the_pipeline_counts_each_stage() -> None:
    edition = make_edition()
    make_opportunity(edition, stage="won", expected_cents=300_000)
    make_opportunity(edition, stage="won", expected_cents=200_000)
    make_opportunity(make_edition(), stage="won")

    counts = {row.stage.slug: (row.count, row.expected_cents) for row in queries.pipeline_counts(edition)}

    assert counts == dict.fromkeys(USUAL, (0, 0)) | {"won": (2, 500_000)}


def test_the_board_shows_dated_cards_first_and_one_owner_when_asked() -> None:
    edition = make_edition()
    ada = make_member(edition).user
    undated = make_opportunity(edition, make_company("A"))
    dated = make_opportunity(edition, make_company("Z"), next_step="Call", next_step_on=date(2026, 9, 20), owner=ada)

    board = {stage.slug: rows for stage, rows in queries.pipeline(edition)}
    mine = {stage.slug: rows for stage, rows in queries.pipeline(edition, owner=ada)}

    assert (board["to_contact"], mine["to_contact"], board["won"]) == ([dated, undated], [dated], [])


def test_owners_are_those_who_write_about_companies() -> None:
    edition = make_edition()
    ada, leaving = make_member(edition, role="lead").user, make_user()
    make_member(edition, pole="logistics")
    make_member(edition, role="reader")
    make_opportunity(edition, owner=leaving)

    assert set(queries.possible_owners(edition, at=NOON)) == {ada}
    assert set(queries.possible_owners(edition, now=leaving, at=NOON)) == {ada, leaving}
    assert queries.in_use(edition).owners == [leaving]


def test_the_opportunity_of_each_company_is_the_one_of_this_edition() -> None:
    edition, company = make_edition(), make_company(sector="Énergie")
    make_company(sector="Data")
    make_company(sector="")
    make_opportunity(make_edition(), company, stage="won")
    here = make_opportunity(edition, company, stage="lost")

    rows: dict[int, Any] = {row.pk: row for row in queries.with_opportunity(queries.companies_for(edition))}

    assert rows[company.pk].stage_key == here.stage_id
    assert len(rows) == 3
    found = queries.in_use(edition)
    assert (found.sectors, found.stages, found.owners) == (["Data", "Énergie"], [here.stage], [])
    assert str(found.stages[0]) == "Lost"
    assert list(Opportunity.objects.in_edition(edition)) == [here]
