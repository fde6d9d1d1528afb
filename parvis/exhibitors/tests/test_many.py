"""Many exhibitors at once: the same message to each, their contacts invited; all of them or none."""

import pytest
from django.test import Client

from parvis.companies.tests.factories import make_company, make_contact
from parvis.core.errors import Refused
from parvis.editions.models import Edition
from parvis.editions.tests.factories import NOON, client_in, make_actor, make_edition
from parvis.exhibitors.actions.contacts import invite_contacts
from parvis.exhibitors.actions.thread import write_messages
from parvis.exhibitors.models import Exhibitor, Representative, ThreadMessage
from parvis.exhibitors.tests.factories import make_exhibitor, make_representative
from parvis.outbox.models import Message

pytestmark = pytest.mark.django_db
BY = make_actor()


@pytest.fixture
def edition() -> Edition:
    return make_edition()


@pytest.fixture
def client(edition: Edition) -> Client:
    return client_in(edition)


def url(edition: Edition, page: str = "") -> str:
    return f"/team/{edition.slug}/exhibitors/{page}"


def named(edition: Edition, name: str, **fields: str) -> Exhibitor:
    return make_exhibitor(edition, make_company(name), **fields)


def told(kind: str) -> list[str]:
    return sorted(Message.objects.filter(kind=kind).values_list("to_address", flat=True))


def test_one_message_goes_into_the_thread_of_each_ticked_exhibitor(edition: Edition, client: Client) -> None:
    rows = [named(edition, "Nova"), named(edition, "Orbe")]
    grace = make_representative(rows[0])

    answer = client.post(url(edition), {"action": "write", "ids": [row.pk for row in rows]})
    page = answer.headers["Location"]
    assert "Write to 2 companies" in client.get(page).text
    empty = client.post(page, {"body": " "})
    assert (empty.status_code, ThreadMessage.objects.count()) == (422, 0)
    done = client.post(page, {"body": "The hall opens at 7."}, follow=True)

    assert "Message sent to 2 companies." in done.text
    assert {(row.exhibitor, row.body) for row in ThreadMessage.objects.all()} == {
        (row, "The hall opens at 7.") for row in rows
    }
    assert told("thread_message") == [grace.email]


def test_a_text_for_ten_and_more_is_kept_until_their_number_is_typed(edition: Edition, client: Client) -> None:
    for number in range(10):
        named(edition, f"Company {number}")

    page = client.post(url(edition), {"action": "write", "all": "1"}).headers["Location"]
    refused = client.post(page, {"body": "The hall opens at 7.", "count": ""})
    assert (refused.status_code, "The hall opens at 7." in refused.text) == (422, True)
    client.post(page, {"body": "The hall opens at 7.", "count": "10"})

    assert ThreadMessage.objects.count() == 10


def test_one_that_has_withdrawn_is_named_and_nobody_is_written_to(edition: Edition) -> None:
    rows = [named(edition, "Nova"), named(edition, "Orbe", status="withdrawn")]
    make_contact(rows[0].company)

    with pytest.raises(Refused, match="Orbe: This company has withdrawn"):
        write_messages(rows, body="Hello", by=BY, at=NOON)
    with pytest.raises(Refused, match="Orbe: This company has withdrawn"):
        invite_contacts(rows, by=BY, at=NOON)

    assert (ThreadMessage.objects.count(), Message.objects.count(), Representative.objects.count()) == (0, 0, 0)


def test_contacts_of_ticked_exhibitors_are_invited_once(edition: Edition, client: Client) -> None:
    rows = [named(edition, "Nova"), named(edition, "Orbe")]
    contacts = [make_contact(row.company) for row in rows]
    ids = {"action": "invite", "ids": [row.pk for row in rows]}

    first, second = (client.post(url(edition), ids, follow=True) for _time in range(2))

    assert "2 people are invited." in first.text
    assert "Nobody new to invite" in second.text
    assert told("portal_invitation") == sorted(contact.email for contact in contacts)


def test_who_objected_is_not_invited_and_a_company_without_contact_is_named(edition: Edition) -> None:
    silent = named(edition, "Orbe")
    make_contact(silent.company, objected_at=NOON)

    with pytest.raises(Refused, match="Orbe: There is no contact to write to"):
        invite_contacts([silent], by=BY, at=NOON)


def test_who_only_reads_exhibitors_writes_to_none(edition: Edition) -> None:
    row = named(edition, "Nova")
    client = client_in(edition, pole="communication")

    assert 'name="action"' not in client.get(url(edition)).text
    assert client.post(url(edition), {"action": "invite", "ids": [row.pk]}).status_code == 403
    assert client.get(url(edition, f"write/?ids={row.pk}")).status_code == 403
