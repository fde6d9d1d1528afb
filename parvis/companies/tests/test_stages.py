"""The stages of a pipeline, set by its lead; targets, forecast, cards that lie still, and many given at once."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from parvis.accounts.tests.factories import make_user
from parvis.companies import actions, queries
from parvis.companies.forecast import NO_MONTH, forecast_of
from parvis.companies.models import Opportunity, SalesTarget, Stage
from parvis.companies.tests.factories import make_company, make_opportunity, stage_of
from parvis.core.errors import Refused
from parvis.editions.models import Edition
from parvis.editions.tests.factories import NOON, client_in, make_actor, make_edition, make_member

pytestmark = pytest.mark.django_db
BY: dict[str, Any] = {"by": make_actor(), "at": NOON}
WORDS: dict[str, Any] = {
    "name_fr": "Salon visité",
    "name_en": "Met at a fair",
    "probability_percent": 20,
    "outcome": "open",
    "stale_days": 7,
}


def slugs(edition: Edition) -> list[str]:
    return [stage.slug for stage in queries.stages_of(edition)]


def test_a_new_stage_stands_before_the_ends_of_the_road() -> None:
    edition = make_edition()

    actions.add_stage(edition, **WORDS, **BY)
    actions.add_stage(edition, **WORDS, **BY)
    actions.add_stage(edition, **WORDS | {"outcome": "lost", "name_en": "Never"}, **BY)

    assert slugs(edition)[5:] == ["met_at_a_fair", "met_at_a_fair_2", "won", "lost", "never"]


def test_a_pipeline_has_no_endless_stages() -> None:
    edition = make_edition()
    for _number in range(13):
        actions.add_stage(edition, **WORDS, **BY)

    with pytest.raises(Refused, match="20 stages at most"):
        actions.add_stage(edition, **WORDS, **BY)


def test_a_stage_moves_one_place_and_stops_at_the_end() -> None:
    edition = make_edition()
    contacted, lost = stage_of(edition, "contacted"), stage_of(edition, "lost")

    actions.move_stage(contacted, steps=-1, **BY)
    actions.move_stage(lost, steps=1, **BY)

    assert slugs(edition)[:2] == ["contacted", "to_contact"]
    assert slugs(edition)[-1] == "lost"


def test_a_pipeline_begins_in_progress_and_can_be_won_and_lost() -> None:
    edition = make_edition()
    won = stage_of(edition, "won")
    for slug in ("contacted", "interested", "quote_sent", "negotiating"):
        actions.remove_stage(stage_of(edition, slug), **BY)

    with pytest.raises(Refused, match="ends the road"):
        actions.move_stage(won, steps=-1, **BY)
    with pytest.raises(Refused, match="one that is won"):
        actions.remove_stage(won, **BY)
    with pytest.raises(Refused, match="one that is won"):
        actions.change_stage(won, outcome="open", **BY)
    actions.change_stage(won, name_en="Signed", **BY)
    actions.change_stage(won, name_en="Signed", **BY)
    assert won.name_en == "Signed"


def test_a_stage_where_companies_stand_is_not_removed() -> None:
    opportunity = make_opportunity(make_edition())

    with pytest.raises(Refused, match="move them first"):
        actions.remove_stage(opportunity.stage, **BY)


def test_the_lead_sets_stages_in_a_page() -> None:
    edition = make_edition()
    client, page = client_in(edition, role="lead"), reverse("companies:stage_list", args=[edition.slug])

    assert "No stage yet" in client.get(page).content.decode()
    assert "Met at a fair" in client.post(page, WORDS, follow=True).content.decode()
    stage = Stage.objects.get(slug="met_at_a_fair")
    edit = reverse("companies:stage_edit", args=[edition.slug, stage.pk])
    assert client.post(edit, WORDS | {"probability_percent": 101}).status_code == 422
    assert client.post(edit, WORDS | {"name_en": "Met"}).status_code == 302
    last = reverse("companies:stage_edit", args=[edition.slug, stage_of(edition, "lost").pk])
    assert "one that is lost" in client.post(last, WORDS).content.decode()
    client.post(reverse("companies:stage_move", args=[edition.slug, stage.pk]), {"to": "earlier"})
    client.post(reverse("companies:stage_move", args=[edition.slug, stage.pk]), {"to": "later"})
    client.post(reverse("companies:stage_remove", args=[edition.slug, stage.pk]))
    assert not Stage.objects.filter(pk=stage.pk).exists()


def test_a_probability_of_one_s_own_stands_before_the_stage_s() -> None:
    edition = make_edition()
    own = make_opportunity(edition, probability_percent=50, expected_cents=101)
    usual = make_opportunity(edition, stage="quote_sent", expected_cents=1000)
    won = make_opportunity(edition, stage="won", probability_percent=5)
    lost = make_opportunity(edition, stage="lost", probability_percent=5)

    assert [row.odds_percent for row in (own, usual, won, lost)] == [50, 60, 100, 0]
    assert (own.weighted_cents, usual.weighted_cents) == (51, 600)


def test_a_card_nobody_touched_lies_still() -> None:
    edition, today = make_edition(), NOON.date()
    old = NOON - timedelta(days=40)
    still = make_opportunity(edition, moved_at=old)
    spoken = make_opportunity(edition, make_company(last_contact_on=today), moved_at=old)
    fresh = make_opportunity(edition)
    won = make_opportunity(edition, stage="won", moved_at=old)
    rows = Opportunity.objects.select_related("stage", "company")

    found = rows.filter(queries.stale_condition(edition, today=today))

    assert list(found) == [still]
    assert [queries.is_stale(rows.get(pk=row.pk), today=today) for row in (still, spoken, fresh, won)] == [
        *(True, False, False, False)
    ]


def test_a_lane_shows_its_first_cards_and_counts_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "LANE", 2)
    edition = make_edition()
    for number in range(3):
        make_opportunity(edition, make_company(f"C{number}"), expected_cents=100)

    lane = queries.board(edition)[0]

    assert (len(lane.rows), lane.count, lane.hidden_count, lane.expected_cents) == (2, 3, 1, 300)


def test_the_forecast_adds_up_by_owner_and_month() -> None:
    edition = make_edition()
    ada = make_member(edition).user
    make_opportunity(edition, stage="won", owner=ada, expected_cents=300_000)
    usual: dict[str, Any] = {"stage": "quote_sent", "expected_cents": 100_000}
    make_opportunity(edition, owner=ada, expected_on=date(2026, 10, 20), **usual)
    make_opportunity(edition, **usual)
    make_opportunity(edition, stage="lost", lost_kind="price", expected_cents=5)
    make_opportunity(edition, stage="lost", lost_kind="price")
    make_opportunity(edition, stage="lost")
    actions.set_target(edition, owner=ada, month=date(2026, 10, 3), amount_cents=200_000, **BY)

    found = forecast_of(edition)

    september, october = found.months[date(2026, 9, 1)], found.months[date(2026, 10, 1)]
    assert (september.won, october.hoped, october.target, october.missing) == (300_000, 60_000, 200_000, 140_000)
    assert found.months[NO_MONTH].hoped == 60_000
    assert found.cells[ada.pk, date(2026, 10, 1)].hoped == 60_000
    assert (found.total.won, found.total.hoped) == (300_000, 120_000)
    assert found.losses == [("Price", 2, 5), ("Not said", 1, 0)]


def test_a_target_is_set_changed_and_taken_away() -> None:
    edition = make_edition()
    place: dict[str, Any] = {"owner": make_member(edition).user, "month": date(2026, 10, 1)}

    for cents in (100, 100, 200):
        actions.set_target(edition, **place, amount_cents=cents, **BY)
    assert SalesTarget.objects.get().amount_cents == 200
    actions.set_target(edition, **place, amount_cents=0, **BY)
    assert not SalesTarget.objects.exists()
    with pytest.raises(Refused, match="not negative"):
        actions.set_target(edition, **place, amount_cents=-1, **BY)
    with pytest.raises(Refused, match="not in the team"):
        actions.set_target(edition, owner=make_user(), month=place["month"], amount_cents=1, **BY)


def test_the_page_of_the_forecast_draws_and_sets() -> None:
    edition = make_edition()
    client, page = client_in(edition, role="lead"), reverse("companies:forecast", args=[edition.slug])
    ada = make_member(edition).user
    send = reverse("companies:target_set", args=[edition.slug])

    assert "Nothing to add up yet" in client.get(page).content.decode()
    for wrong in ({"month": "soon"}, {"month": "2026-10", "amount": "-1"}, {"month": "2026-10", "amount": "x"}):
        assert client.post(send, {"owner": ada.pk, **wrong}).status_code == 422
    client.post(send, {"owner": ada.pk, "month": "2026-10", "amount": "2 000"})
    make_opportunity(edition, expected_cents=100_000)
    shown = client.get(page).content.decode()

    assert "By owner and month" in shown
    assert "October 2026" in shown


def test_many_are_given_to_one_member_at_once() -> None:
    edition = make_edition()
    client, page = client_in(edition), reverse("companies:opportunity_list", args=[edition.slug])
    ada = make_member(edition).user
    rows = [make_opportunity(edition) for _number in range(3)]

    answer = client.post(page, {"action": "assign", "ids": [row.pk for row in rows[:2]]})
    shown = client.get(answer["Location"]).content.decode()
    client.post(answer["Location"], {"owner": ada.pk})

    assert "Give 2 companies to a member" in shown
    assert list(Opportunity.objects.filter(owner=ada).order_by("pk")) == rows[:2]
    assert actions.assign_many(Opportunity.objects.all(), owner=ada, **BY) == 1
    assert actions.assign_many(Opportunity.objects.all(), owner=None, **BY) == 3
    reader = client_in(edition, role="reader")
    assert reader.post(page, {"action": "assign", "ids": [rows[0].pk]}).status_code == 403


def test_the_table_keeps_what_waits_today_and_what_lies_still() -> None:
    edition = make_edition()
    client = client_in(edition)
    make_opportunity(edition, make_company("Old"), moved_at=NOON - timedelta(days=4000))
    make_opportunity(edition, make_company("Due"), next_step="Call", next_step_on=date(2020, 1, 1))
    page = reverse("companies:opportunity_list", args=[edition.slug])

    names = {
        key: [name for name in ("Old", "Due") if f">{name}</a>" in client.get(page, {"waits": key}).content.decode()]
        for key in ("today", "bare")
    }

    assert names == {"today": ["Due"], "bare": ["Old"]}
    assert ">Old</a>" in client.get(page, {"waits": "stale"}).content.decode()


def test_the_board_has_handles_for_who_may_move_and_none_for_who_reads() -> None:
    edition = make_edition()
    make_opportunity(edition, moved_at=NOON - timedelta(days=4000))
    page = reverse("companies:opportunity_board", args=[edition.slug])

    mine, theirs = (client_in(edition, role=role).get(page).content.decode() for role in ("member", "reader"))

    assert ["data-handle" in page for page in (mine, theirs)] == [True, False]
    assert "is-stale" in mine
