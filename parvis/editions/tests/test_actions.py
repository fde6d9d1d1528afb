"""The year: set up, opened, closed, copied forward, handed over."""

from datetime import date, timedelta

import pytest
from django.db import transaction

from parvis.accounts.actions import create_token
from parvis.accounts.models import ApiToken, User
from parvis.accounts.tests.factories import make_user
from parvis.accounts.tests.signing import is_signed_in, sign_in
from parvis.core.errors import Refused
from parvis.editions import actions
from parvis.editions.models import Association, Edition, LogEntry, Membership, Term, Todo, Window
from parvis.editions.signals import opening_asked
from parvis.editions.tests.factories import NOON, make_actor, make_association, make_edition, make_member, make_window
from parvis.outbox.models import Message

pytestmark = pytest.mark.django_db
BY = make_actor()


def set_up() -> Edition:
    return actions.set_up(
        association="Forum Exemple",
        edition="Forum 2027",
        slug="forum-2027",
        fair_on=date(2027, 10, 19),
        email="Ada@Demo.example",
        first_name="Ada",
        last_name="Roy",
        by=BY,
        at=NOON,
    )


def verbs() -> list[str]:
    return list(LogEntry.objects.order_by("pk").values_list("verb", flat=True))


def test_set_up_makes_association_edition_and_president() -> None:
    edition = set_up()

    member = Membership.objects.get()
    assert (member.user.email, member.pole, member.role) == ("ada@demo.example", "presidency", "lead")
    assert (edition.state, edition.number, Association.objects.get().name) == ("preparing", 1, "Forum Exemple")
    assert Term.objects.filter(kind="seek").count() == 6
    assert verbs() == ["association.created", "edition.created", "member.added"]


def test_set_up_happens_once() -> None:
    set_up()

    with pytest.raises(Refused, match="already has an edition"):
        set_up()


def test_set_up_association_again_changes_the_one_row() -> None:
    make_association(name="Old name")

    actions.set_up_association(name="New name", by=BY, at=NOON)

    assert [row.name for row in Association.objects.all()] == ["New name"]
    assert verbs() == ["association.changed"]


def test_two_editions_never_share_an_address() -> None:
    edition = make_edition("forum")

    with pytest.raises(Refused, match="already an edition"):
        actions.create_edition(edition.association, slug="forum", name="Again", fair_on=edition.fair_on, by=BY, at=NOON)


def test_badges_count_editions_up_to_255() -> None:
    edition = make_edition()
    Edition.objects.update(number=255)

    with pytest.raises(Refused, match="255"):
        actions.create_edition(edition.association, slug="next", name="Next", fair_on=edition.fair_on, by=BY, at=NOON)


@pytest.fixture
def nothing_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """No app has a line on the checklist."""
    monkeypatch.setattr(opening_asked, "receivers", [])


@pytest.mark.usefixtures("nothing_asked")
def test_an_edition_opens_once_nothing_blocks_it() -> None:
    edition = make_edition(state="preparing")

    actions.open_edition(edition, by=BY, at=NOON)

    edition.refresh_from_db()
    assert (edition.state, edition.opened_at) == ("open", NOON)


def test_only_an_edition_in_preparation_opens() -> None:
    with pytest.raises(Refused, match="in preparation"):
        actions.open_edition(make_edition(), by=BY, at=NOON)


def test_only_an_open_edition_closes() -> None:
    with pytest.raises(Refused, match="open edition"):
        actions.close_edition(make_edition(state="preparing"), by=BY, at=NOON)


def test_closing_keeps_the_team_until_the_next_edition_exists() -> None:
    edition = make_edition()
    member = make_member(edition)

    actions.close_edition(edition, by=BY, at=NOON)

    member.refresh_from_db()
    edition.refresh_from_db()
    assert (edition.state, edition.closed_at, member.ended_at) == ("closed", NOON, None)


def test_the_old_team_leaves_when_a_closed_edition_is_copied_forward() -> None:
    edition = make_edition(state="closed")
    member = make_member(edition)

    actions.copy_edition(edition, slug="next", name="Next", fair_on=date(2027, 10, 19), by=BY, at=NOON)

    member.refresh_from_db()
    assert member.ended_at == NOON


def test_the_old_team_leaves_when_an_edition_already_copied_is_closed() -> None:
    edition = make_edition()
    member = make_member(edition)
    actions.copy_edition(edition, slug="next", name="Next", fair_on=date(2027, 10, 19), by=BY, at=NOON)

    actions.close_edition(edition, by=BY, at=NOON)

    member.refresh_from_db()
    assert member.ended_at == NOON


def test_copying_forward_moves_every_date_with_the_fair() -> None:
    edition = make_edition(hue=20, place_name="Grande Halle")
    make_window(edition, "registration", opens_at=NOON, closes_at=None)
    Todo.objects.create(edition=edition, pole="logistics", title="Book the hall", due_on=edition.fair_on)
    shift = timedelta(days=364)

    target = actions.copy_edition(edition, slug="next", name="Next", fair_on=edition.fair_on + shift, by=BY, at=NOON)

    window = Window.objects.get(edition=target)
    assert (target.hue, target.place_name, target.copied_from, target.state) == (
        20,
        "Grande Halle",
        edition,
        "preparing",
    )
    assert (window.opens_at, window.closes_at) == (NOON + shift, None)
    assert [day.on for day in target.days.all()] == [edition.fair_on + shift]
    assert [todo.due_on for todo in target.todos.all()] == [edition.fair_on + shift]


def test_handing_over_invites_the_next_president() -> None:
    edition = make_edition()

    target = actions.hand_over(
        edition, slug="next", name="Next", fair_on=date(2027, 10, 19), president="eve@demo.example", by=BY, at=NOON
    )

    member = Membership.objects.get(edition=target)
    message = Message.objects.get()
    assert (member.user.email, member.pole, member.role) == ("eve@demo.example", "presidency", "lead")
    assert message.to_address == "eve@demo.example"
    assert "/accounts/invitation/" in message.text


def test_a_team_that_ends_takes_the_access_of_who_is_in_no_other_team_in_the_same_transaction() -> None:
    old, new = make_edition(), make_edition()
    leaving = make_member(old, pole="it").user
    staying = make_member(new, user=make_member(old, pole="treasury").user).user
    tabs = [sign_in(user) for user in (leaving, staying)]
    for owner in (leaving, staying):
        create_token(owner.email, scopes=["badges:read"], owner=owner, by=BY, at=NOON)

    with transaction.atomic():
        actions.end_team(old, by=BY, at=NOON)
        transaction.set_rollback(True)
    assert ApiToken.objects.valid_at(NOON).count() == 2
    assert actions.end_team(old, by=BY, at=NOON) == 2

    assert ApiToken.objects.valid_at(NOON).get().owner == staying
    assert [is_signed_in(tab) for tab in tabs] == [False, True]


def test_who_closes_the_edition_they_leave_with_is_told_so_and_signed_out() -> None:
    edition = make_edition("2026")
    make_edition(copied_from=edition)
    tab = sign_in(make_member(edition, pole="presidency", role="lead").user)

    answer = tab.post("/team/2026/settings/close/", {"confirmation": "2026"}, follow=True)

    assert (answer.status_code, is_signed_in(tab)) == (200, False)
    assert "The edition is closed" in answer.text


def test_a_place_that_ends_leaves_the_keys_of_a_member_who_has_another() -> None:
    edition = make_edition()
    one = make_member(edition, pole="it")
    two = make_member(edition, pole="logistics", user=one.user)
    create_token("desk", scopes=["badges:read"], owner=one.user, by=BY, at=NOON)

    actions.end_membership(one, by=BY, at=NOON)
    assert ApiToken.objects.valid_at(NOON).count() == 1
    actions.end_membership(two, by=BY, at=NOON)

    assert ApiToken.objects.valid_at(NOON).count() == 0
    assert verbs()[-1] == "token.revoked"


def test_ending_an_empty_team_writes_nothing() -> None:
    assert actions.end_team(make_edition(), by=BY, at=NOON) == 0
    assert verbs() == []


def test_a_new_role_in_the_same_pole_ends_the_old_one() -> None:
    edition, user = make_edition(), make_user()
    old = actions.add_member(edition, user=user, pole="treasury", role="member", by=BY, at=NOON)

    actions.add_member(edition, user=user, pole="treasury", role="lead", by=BY, at=NOON)

    old.refresh_from_db()
    active = Membership.objects.filter(ended_at=None)
    assert (old.ended_at, [member.role for member in active]) == (NOON, ["lead"])


def test_the_same_role_twice_is_refused() -> None:
    edition, user = make_edition(), make_user()
    actions.add_member(edition, user=user, pole="treasury", role="member", by=BY, at=NOON)

    with pytest.raises(Refused, match="already has this role"):
        actions.add_member(edition, user=user, pole="treasury", role="member", by=BY, at=NOON)


def test_the_last_lead_of_the_presidency_stays() -> None:
    member = make_member(make_edition(), pole="presidency", role="lead")

    with pytest.raises(Refused, match="last lead"):
        actions.end_membership(member, by=BY, at=NOON)


def test_many_places_end_together_or_not_at_all() -> None:
    edition = make_edition()
    leads = [make_member(edition, pole="presidency", role="lead") for _number in range(2)]
    nora = make_member(edition, pole="treasury", role="lead")

    with pytest.raises(Refused, match=f"{leads[1].user}: This is the last lead"):
        actions.end_memberships([nora, *leads], by=BY, at=NOON)
    assert Membership.objects.filter(ended_at=None).count() == 3
    assert actions.end_memberships([nora, leads[0]], by=BY, at=NOON) == 2
    assert Membership.objects.filter(ended_at=None).get() == leads[1]


def test_ending_a_membership_keeps_no_name_in_its_history() -> None:
    member = make_member(make_edition(), pole="treasury", role="lead")

    actions.end_membership(member, by=BY, at=NOON)

    assert LogEntry.objects.get().changes == {"user": []}
    assert User.objects.get(pk=member.user_id).is_active


def test_a_window_closes_after_it_opens() -> None:
    with pytest.raises(Refused, match="after it opens"):
        actions.set_window(make_edition(), name="quotes", opens_at=NOON, closes_at=NOON, by=BY, at=NOON)


def test_set_window_replaces_the_dates() -> None:
    edition = make_edition()
    make_window(edition, "quotes", opens_at=NOON)

    actions.set_window(edition, name="quotes", opens_at=None, closes_at=NOON, by=BY, at=NOON)

    window = Window.objects.get()
    assert (window.opens_at, window.closes_at) == (None, NOON)


def test_an_exception_gives_one_subject_more_time() -> None:
    window = make_window(make_edition(), "quotes", closes_at=NOON)

    actions.grant_exception(
        window, subject="exhibitor:1", closes_at=NOON + timedelta(days=2), reason="Late signature", by=BY, at=NOON
    )

    assert [(row.subject, row.reason) for row in window.exceptions.all()] == [("exhibitor:1", "Late signature")]


def test_doors_close_after_they_open() -> None:
    edition = make_edition()

    with pytest.raises(Refused, match="close after"):
        actions.set_day(edition, on=edition.fair_on, opens_at=NOON, closes_at=NOON, by=BY, at=NOON)


def test_set_day_adds_a_second_day() -> None:
    edition = make_edition()

    actions.set_day(edition, on=date(2026, 10, 21), opens_at=NOON, closes_at=NOON + timedelta(hours=5), by=BY, at=NOON)

    assert [day.on for day in edition.days.order_by("on")] == [date(2026, 10, 20), date(2026, 10, 21)]


def test_changing_an_edition_records_before_and_after() -> None:
    edition = make_edition(hue=20)

    actions.change_edition(edition, hue=140, chroma_percent=edition.chroma_percent, by=BY, at=NOON)

    assert LogEntry.objects.get().changes == {"hue": [20, 140]}


def test_changing_nothing_records_nothing() -> None:
    edition = make_edition(hue=20)

    actions.change_edition(edition, hue=20, by=BY, at=NOON)

    assert verbs() == []
