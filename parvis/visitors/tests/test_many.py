"""Many registrations at once: seats given, links sent again, places given back; all of them or none."""

import pytest
from django.test import Client

from parvis.core.errors import Refused
from parvis.editions.models import Edition, LogEntry
from parvis.editions.tests.factories import NOON, client_in, make_actor, make_edition
from parvis.outbox.models import Message
from parvis.visitors import actions
from parvis.visitors.models import Admission, Registration
from parvis.visitors.signals import badge_wanted
from parvis.visitors.tests.factories import make_registration, make_visitor

pytestmark = pytest.mark.django_db
BY = make_actor()


@pytest.fixture
def edition() -> Edition:
    return make_edition()


@pytest.fixture
def client(edition: Edition) -> Client:
    return client_in(edition, pole="visitors", role="lead")


def url(edition: Edition, page: str = "") -> str:
    return f"/team/{edition.slug}/visitors/{page}"


def named(edition: Edition, name: str, **fields: str | bool) -> Registration:
    return make_registration(edition, visitor=make_visitor(first_name=name), **fields)  # type: ignore[arg-type]


def statuses() -> list[str]:
    return list(Registration.objects.order_by("pk").values_list("status", flat=True))


def kinds() -> list[str]:
    return sorted(Message.objects.values_list("kind", flat=True))


def test_ticked_people_who_wait_get_a_seat_each(edition: Edition, client: Client) -> None:
    waiting = [named(edition, name, status="waiting") for name in ("Ana", "Bob")]

    answer = client.post(url(edition), {"action": "seat", "ids": [row.pk for row in waiting]}, follow=True)

    assert "2 seats are given." in answer.text
    assert statuses() == ["confirmed", "confirmed"]
    assert Admission.objects.get().taken_count == 2


def test_one_who_does_not_wait_is_named_and_nobody_gets_a_seat(edition: Edition) -> None:
    rows = [named(edition, "Ana", status="waiting"), named(edition, "Bob")]

    with pytest.raises(Refused, match="Bob Petit: Only somebody in the waiting list"):
        actions.give_seats(edition, rows, by=BY, at=NOON)

    assert statuses() == ["waiting", "confirmed"]
    assert (kinds(), LogEntry.objects.count()) == ([], 0)


def test_the_link_goes_again_to_all_or_to_none(edition: Edition, client: Client) -> None:
    rows = [named(edition, "Ana", is_proven=False), named(edition, "Bob", is_proven=False), named(edition, "Cleo")]

    with pytest.raises(Refused, match="Cleo Petit: There is nothing left to confirm"):
        actions.resend_confirmations(rows, by=BY, at=NOON)
    assert kinds() == []
    answer = client.post(url(edition), {"action": "resend", "ids": [row.pk for row in rows[:2]]}, follow=True)

    assert "2 links are sent again." in answer.text
    assert kinds() == ["registration"] * 2


def test_badges_go_again_once_however_often_it_is_pressed(edition: Edition, client: Client) -> None:
    rows = [named(edition, "Ana"), named(edition, "Bob")]
    sent: list[int] = []

    def note(registration: Registration, **_more: object) -> None:
        sent.append(registration.pk)

    badge_wanted.connect(note)
    try:
        answers = [
            client.post(url(edition), {"action": "badge", "ids": [row.pk for row in chosen]}, follow=True)
            for chosen in (rows[:1], rows, rows)
        ]
    finally:
        badge_wanted.disconnect(note)

    assert sent == [row.pk for row in rows]
    assert [answer.text.count("badge is sent again.") for answer in answers] == [1, 1, 0]
    assert "0 badges are sent again." in answers[2].text


def test_badges_go_to_all_or_to_none(edition: Edition) -> None:
    rows = [named(edition, "Ana"), named(edition, "Bob", status="waiting")]

    with pytest.raises(Refused, match="Bob Petit: A badge is sent to somebody who has a seat"):
        actions.resend_badges(edition, rows, by=BY, at=NOON)

    assert LogEntry.objects.count() == 0


def test_cancelling_many_leads_to_a_page_that_says_who_and_back(edition: Edition, client: Client) -> None:
    rows = [named(edition, "Ana"), named(edition, "Bob", status="waiting"), named(edition, "Cleo", status="cancelled")]

    answer = client.post(url(edition), {"action": "cancel", "ids": [row.pk for row in rows]})
    page = client.get(answer.headers["Location"])

    assert "Cancel 2 registrations?" in page.text
    assert ["Ana Petit" in page.text, "Cleo Petit" in page.text] == [True, False]
    assert statuses() == ["confirmed", "waiting", "cancelled"]
    done = client.post(answer.headers["Location"], follow=True)
    assert "2 registrations are cancelled." in done.text
    assert statuses() == ["cancelled"] * 3
    assert client.post(answer.headers["Location"]).status_code == 409


def test_ten_and_more_are_cancelled_only_when_their_number_is_typed(edition: Edition, client: Client) -> None:
    for number in range(10):
        named(edition, f"Ana{number}")

    answer = client.post(url(edition) + "?status=confirmed", {"action": "cancel", "all": "1"})
    refused = client.post(answer.headers["Location"], {"count": "9"})
    assert (refused.status_code, "They are 10." in refused.text) == (422, True)
    assert set(statuses()) == {"confirmed"}
    client.post(answer.headers["Location"], {"count": "10"})

    assert set(statuses()) == {"cancelled"}


def test_who_is_cancelled_along_gets_no_seat_on_the_way(edition: Edition) -> None:
    leaving = [named(edition, "Ana"), named(edition, "Bob", status="waiting")]
    staying = named(edition, "Cleo", status="waiting")
    Admission.objects.update(capacity=1)

    assert actions.cancel_registrations(edition, leaving, by=BY, at=NOON) == 2

    assert statuses() == ["cancelled", "cancelled", "confirmed"]
    assert list(Message.objects.filter(kind="registration_promoted").values_list("to_address", flat=True)) == [
        staying.visitor.email
    ]
    assert actions.cancel_registrations(edition, leaving, by=BY, at=NOON) == 0


@pytest.mark.parametrize(("pole", "action"), [("communication", "resend"), ("communication", "cancel")])
def test_who_only_reads_visitors_changes_none(edition: Edition, pole: str, action: str) -> None:
    row = named(edition, "Ana", is_proven=False)
    client = client_in(edition, pole=pole)

    assert 'name="action"' not in client.get(url(edition)).text
    assert client.post(url(edition), {"action": action, "ids": [row.pk]}).status_code == 403
    assert client.get(url(edition, f"cancel/?ids={row.pk}")).status_code == 403


def test_seats_out_of_turn_are_the_lead_s(edition: Edition) -> None:
    row = named(edition, "Ana", status="waiting")
    client = client_in(edition, pole="visitors")

    assert client.post(url(edition), {"action": "seat", "ids": [row.pk]}).status_code == 403
    assert statuses() == ["waiting"]
