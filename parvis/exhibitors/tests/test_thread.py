"""The thread between an exhibitor and the team, and requests for a change."""

from datetime import timedelta

import pytest

from parvis.accounts.models import User
from parvis.companies.models import Opportunity, Stage
from parvis.core.errors import Refused
from parvis.editions.models import LogEntry
from parvis.editions.tests.factories import NOON, make_actor, make_edition, make_member, make_window
from parvis.exhibitors.actions.changes import answer_change, ask_change
from parvis.exhibitors.actions.thread import mark_thread_read, write_message
from parvis.exhibitors.models import Exhibitor, ThreadMessage
from parvis.exhibitors.queries import sections_of, team_readers, threads
from parvis.exhibitors.tests.factories import actor_of, make_exhibitor, make_message, make_representative
from parvis.outbox.models import Message

pytestmark = pytest.mark.django_db


def follow(exhibitor: Exhibitor, owner: User) -> None:
    """This user follows the company in the edition."""
    stage = Stage.objects.create(edition=exhibitor.edition, slug="won", name_fr="Signé", name_en="Signed", position=1)
    Opportunity.objects.create(
        company=exhibitor.company, edition=exhibitor.edition, stage=stage, owner=owner, moved_at=NOON
    )


def told() -> list[str]:
    return sorted(Message.objects.filter(kind="thread_message").values_list("to_address", flat=True))


def test_a_message_of_the_exhibitor_goes_to_the_member_who_follows_the_company() -> None:
    exhibitor = make_exhibitor()
    ada = make_member(exhibitor.edition).user
    make_member(exhibitor.edition)
    follow(exhibitor, ada)
    grace = actor_of(make_representative(exhibitor))

    message = write_message(exhibitor, body=" Où est notre stand ? ", by=grace, at=NOON)

    assert (message.body, message.is_from_team, message.author_name) == ("Où est notre stand ?", False, "Grace Martin")
    assert told() == [ada.email]
    mail = Message.objects.get()
    assert "Où est notre stand ?" in mail.text
    assert f"/team/{exhibitor.edition.slug}/exhibitors/{exhibitor.pk}/" in mail.text


def test_without_a_follower_the_leads_are_told_then_the_whole_pole() -> None:
    exhibitor = make_exhibitor()
    members = [make_member(exhibitor.edition, role=role) for role in ("member", "reader")]
    make_member(exhibitor.edition, role="volunteer")
    make_member(exhibitor.edition, pole="logistics", role="lead")

    assert team_readers(exhibitor, at=NOON) == [member.user for member in members]
    lead = make_member(exhibitor.edition, role="lead")
    assert team_readers(exhibitor, at=NOON) == [lead.user]


def test_a_follower_who_has_left_is_not_told() -> None:
    exhibitor = make_exhibitor()
    gone = make_member(exhibitor.edition)
    gone.ended_at = NOON
    gone.save()
    follow(exhibitor, gone.user)

    assert team_readers(exhibitor, at=NOON) == []


def test_a_message_of_the_team_goes_to_those_who_sign_in_for_the_exhibitor() -> None:
    exhibitor = make_exhibitor()
    grace = make_representative(exhibitor)
    make_representative(exhibitor, removed_at=NOON)
    make_representative()

    message = write_message(exhibitor, body="Stand A12", by=make_actor(), at=NOON)

    assert message.is_from_team
    assert told() == [grace.email]
    assert f"http://testserver/exhibitor/{exhibitor.edition.slug}/messages/" in Message.objects.get().text


def test_an_empty_message_is_refused() -> None:
    with pytest.raises(Refused, match="Write something"):
        write_message(make_exhibitor(), body=" \n ", by=make_actor(), at=NOON)


def test_whoever_answers_has_read_what_came_before() -> None:
    exhibitor = make_exhibitor()
    asked = make_message(exhibitor)

    write_message(exhibitor, body="Oui", by=make_actor(), at=NOON)

    asked.refresh_from_db()
    assert asked.read_at == NOON
    assert ThreadMessage.objects.filter(read_at=None).count() == 1


def test_mark_thread_read_reads_the_other_side_only_and_once() -> None:
    exhibitor = make_exhibitor()
    make_message(exhibitor)
    ours = make_message(exhibitor, is_from_team=True)

    assert mark_thread_read(exhibitor, by=make_actor(), at=NOON) == 1
    assert mark_thread_read(exhibitor, by=make_actor(), at=NOON) == 0
    assert mark_thread_read(exhibitor, by=actor_of(make_representative(exhibitor)), at=NOON) == 1

    ours.refresh_from_db()
    assert ours.read_at == NOON
    assert LogEntry.objects.filter(verb="thread.read").count() == 2


def test_threads_show_unread_ones_first_then_the_latest() -> None:
    edition = make_edition()
    old, new, waiting = (make_exhibitor(edition) for _number in range(3))
    make_exhibitor(edition)
    make_message(make_exhibitor(), "autre édition")
    make_message(old, is_from_team=True, written_at=NOON)
    make_message(new, is_from_team=True, written_at=NOON + timedelta(hours=2))
    make_message(waiting, "premier", written_at=NOON - timedelta(hours=1))
    make_message(waiting, "dernier", written_at=NOON)

    rows = list(threads(edition))

    assert rows == [waiting, new, old]
    assert (rows[0].unread_count, rows[0].last_body) == (2, "dernier")  # type: ignore[attr-defined]


def test_ask_change_waits_for_an_answer_when_the_section_has_closed() -> None:
    exhibitor = make_exhibitor()
    make_window(exhibitor.edition, "profile", closes_at=NOON)

    row = ask_change(exhibitor, section="profile", body="Nouveau logo", by=make_actor(), at=NOON)

    assert (row.state, str(row)) == ("asked", "Nouveau logo")


def test_ask_change_is_refused_while_the_section_is_open() -> None:
    with pytest.raises(Refused, match="yourself"):
        ask_change(make_exhibitor(), section="profile", body="Nouveau logo", by=make_actor(), at=NOON)


def test_an_accepted_change_opens_the_section_for_three_days_and_says_so() -> None:
    exhibitor = make_exhibitor()
    make_window(exhibitor.edition, "profile", closes_at=NOON)
    row = ask_change(exhibitor, section="profile", body="Nouveau logo", by=make_actor(), at=NOON)

    answer_change(row, accepted=True, by=make_actor(), at=NOON)

    row.refresh_from_db()
    section = sections_of(exhibitor, at=NOON)["profile"]
    assert (row.state, row.answered_at) == ("accepted", NOON)
    assert (section.is_open, section.closes_at) == (True, NOON + timedelta(days=3))
    assert "three days" in ThreadMessage.objects.get().body
    with pytest.raises(Refused, match="already been answered"):
        answer_change(row, accepted=False, by=make_actor(), at=NOON)


def test_a_refused_change_opens_nothing_and_carries_the_teams_words() -> None:
    exhibitor = make_exhibitor()
    make_window(exhibitor.edition, "profile", closes_at=NOON)
    rows = [ask_change(exhibitor, section="profile", body="Logo", by=make_actor(), at=NOON) for _time in range(2)]

    answer_change(rows[0], accepted=False, answer="Déjà imprimé.", by=make_actor(), at=NOON)
    answer_change(rows[1], accepted=False, by=make_actor(), at=NOON)

    assert not sections_of(exhibitor, at=NOON)["profile"].is_open
    bodies = list(ThreadMessage.objects.order_by("pk").values_list("body", flat=True))
    assert bodies[0] == "Déjà imprimé."
    assert bodies[1].startswith("We cannot make the change")
    assert str(ThreadMessage.objects.order_by("pk")[0]) == "Déjà imprimé."


def test_a_change_accepted_where_no_window_closes_only_answers() -> None:
    exhibitor = make_exhibitor(make_edition(state="preparing"))
    row = ask_change(exhibitor, section="profile", body="Logo", by=make_actor(), at=NOON)

    answer_change(row, accepted=True, by=make_actor(), at=NOON)

    assert exhibitor.edition.windows.count() == 0
