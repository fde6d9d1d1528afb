"""People see what we keep about them, correct it, and stop us for good."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from parvis.accounts.tests.factories import make_user
from parvis.companies import actions, queries
from parvis.companies.models import Contact, HeldRow, Objection, address_hash
from parvis.companies.own_data import LINK_DAYS, contact_behind, own_data_link
from parvis.companies.tests.factories import bring_in, csv_of, make_company, make_contact, make_held_row
from parvis.core.errors import Refused
from parvis.editions.models import LogEntry
from parvis.editions.tests.factories import NOON, make_actor, make_edition
from parvis.outbox.actions import suppress_address
from parvis.outbox.models import Message, Suppression
from parvis.outbox.worker import TaskRound

BY = make_actor()
ASK = "/own-data/"


def path_to(contact: Contact, verb: str = "") -> str:
    link = own_data_link(contact, at=timezone.now())
    return link.partition("/own-data/")[1] + link.partition("/own-data/")[2] + verb


def asked(email: str) -> int:
    make_edition()
    return Client().post(ASK, {"email": email}).status_code


def work() -> None:
    """What the worker does with the tasks that wait."""
    TaskRound(Event()).runner.run()


@pytest.mark.django_db(transaction=True)  # the worker begins with a connection of its own
def test_the_link_goes_to_the_mailbox_and_the_page_never_says_whether_it_did() -> None:
    contact = make_contact(email="grace@nubelis.example", language="fr")

    answers = [asked(address) for address in ("Grace@Nubelis.example", "grace@nubelis.example", "other@x.example")]
    assert (answers, Message.objects.count()) == ([302, 302, 302], 0)
    work()

    [message] = Message.objects.all()  # once an hour, and none to a stranger
    assert (message.to_address, message.kind) == (contact.email, "own_data")
    assert "/own-data/" in message.text
    assert LogEntry.objects.filter(verb="contact.link_sent").count() == 1
    assert asked("no address") == 422


@pytest.mark.django_db
def test_a_known_and_an_unknown_address_cost_the_same_and_a_stranger_s_is_kept_nowhere() -> None:
    """No clock tells who stands in the list of contacts: the statements of the request are the same."""
    contact = make_contact(email="grace@nubelis.example")
    make_edition()
    seen = []
    for email in ("warm@x.example", "grace@nubelis.example", "other@x.example"):
        with CaptureQueriesContext(connection) as queries:
            answer = Client().post(ASK, {"email": email})
        seen.append((answer.status_code, [query["sql"].partition(" ")[0] for query in queries]))

    assert seen[1] == seen[2]
    waiting = [row.args_kwargs["args"][0] for row in DBTaskResult.objects.order_by("enqueued_at")]
    assert waiting == [0, contact.pk, 0]
    assert "x.example" not in str(list(DBTaskResult.objects.values()))


@pytest.mark.django_db
def test_a_link_lasts_a_week_and_opens_one_person_only() -> None:
    contact = make_contact()
    token = path_to(contact).split("/")[-2]
    later = timezone.now() + timedelta(days=LINK_DAYS, minutes=1)

    assert contact_behind(token, at=timezone.now()) == contact
    assert [contact_behind(text, at=timezone.now()) for text in (token[:-1], token + "x", "")] == [None] * 3
    assert contact_behind(token, at=later) is None
    contact.delete()
    assert contact_behind(token, at=timezone.now()) is None
    assert Client().get(f"/own-data/{token}/").status_code == 404


@pytest.mark.django_db
def test_the_page_says_what_is_kept_where_from_and_until_when() -> None:
    edition = make_edition()
    contact = make_contact(source="import list.csv", email="grace@nubelis.example", created_at=NOON)
    actions.note_interaction(
        contact.company, kind="call", body="Likes autumn", author=make_user(), edition=edition, contact=contact,
        by=BY, at=NOON + timedelta(days=40),
    )  # fmt: skip
    other = make_contact(make_company("Second"), email=contact.email)
    make_contact(make_company("Stranger"), email="else@x.example")

    answer = Client().get(path_to(contact))

    page = answer.content.decode()
    assert all(word in page for word in ("import list.csv", "Likes autumn", "Second", contact.company.name))
    assert "Stranger" not in page
    assert (answer.headers["Referrer-Policy"], answer.headers["Cache-Control"]) == ("strict-origin", "no-store")
    [first, second] = queries.own_data_of(other)
    assert (first.since, first.keep_until) == (NOON.date(), (NOON + timedelta(days=40)).date().replace(year=2029))
    assert second.since == NOON.date()  # known for as long as the company


@pytest.mark.django_db
def test_people_correct_themselves_and_nobody_else() -> None:
    contact, stranger = make_contact(), make_contact()
    told = {"contact": contact.pk, "first_name": "Gráce", "last_name": "Hopper", "phone": "01", "language": "fr"}

    assert Client().post(path_to(contact, "correct/"), told).status_code == 302
    assert Client().post(path_to(contact, "correct/"), {**told, "language": "xx"}).status_code == 422
    assert Client().post(path_to(contact, "correct/"), {**told, "contact": stranger.pk}).status_code == 404
    assert Client().post(path_to(contact, "correct/"), {**told, "contact": "x"}).status_code == 404

    contact.refresh_from_db()
    assert (contact.full_name, contact.phone, contact.language) == ("Gráce Hopper", "01", "fr")
    entry = LogEntry.objects.get(verb="contact.corrected")
    assert entry.changes["first_name"] == []
    assert entry.actor.kind == "signer"


@pytest.mark.django_db
def test_who_objects_is_written_to_no_more_wherever_they_stand() -> None:
    contact = make_contact(email="grace@nubelis.example")
    twin = make_contact(make_company("Second"), email=contact.email)

    for _time in range(2):
        assert Client().post(path_to(contact, "object/")).status_code == 302

    assert not Contact.objects.active().filter(email=contact.email).exists()
    twin.refresh_from_db()
    assert twin.objected_at is not None
    assert Objection.objects.get().address_hash == address_hash("GRACE@nubelis.example ")
    assert str(Objection.objects.get()) == address_hash(contact.email)[:12]
    assert Suppression.objects.get().reason == "opt_out"
    assert LogEntry.objects.filter(verb="contact.objected").count() == 1


@pytest.mark.django_db
def test_no_file_and_no_hand_brings_an_objector_back() -> None:
    contact = make_contact(make_company("Nubelis", city="Massy"), email="grace@nubelis.example")
    actions.object_contact(contact, by=BY, at=NOON)
    contact.delete()

    bring_in(
        csv_of("Nubelis;;Massy;grace@nubelis.example", "Other;;Lyon;Grace@Nubelis.example", "Third;;Lyon;t@x.example")
    )
    held = make_held_row(
        line="Nubelis SA;;Massy;grace@nubelis.example", company=make_company("Nubelis 2", city="Massy")
    )

    assert list(Contact.objects.values_list("email", flat=True)) == ["t@x.example"]
    assert held.values["email"] == ""
    with pytest.raises(Refused) as refusal:
        actions.add_contact(make_company(), email="grace@nubelis.example", by=BY, at=NOON)
    assert refusal.value.code == "objected"
    with pytest.raises(Refused):
        actions.change_contact(make_contact(), email="grace@nubelis.example", by=BY, at=NOON)


@pytest.mark.django_db
def test_a_row_held_before_the_objection_comes_without_the_person() -> None:
    held = make_held_row()
    person = make_contact(email="held@nubelis.example")
    actions.object_contact(person, by=BY, at=NOON)
    person.delete()

    company = actions.decide_held_row(held, is_same=False, by=BY, at=NOON)

    assert not company.contacts.exists()
    assert HeldRow.objects.get().values["email"] == ""


@pytest.mark.django_db
def test_an_objection_is_taken_back_by_its_owner() -> None:
    contact = make_contact()
    actions.object_contact(contact, by=BY, at=NOON)

    assert "write to me again" in Client().get(path_to(contact)).content.decode()
    assert Client().post(path_to(contact, "welcome/")).status_code == 302
    assert not Objection.objects.exists()
    assert not Suppression.objects.exists()
    contact.refresh_from_db()
    assert contact.objected_at is None
    assert Client().post(path_to(contact, "welcome/")).status_code == 409


@pytest.mark.django_db
def test_an_address_that_bounced_stays_blocked_when_the_objection_goes() -> None:
    contact = make_contact()
    actions.object_contact(contact, by=BY, at=NOON)
    suppress_address(contact.email, reason="hard_bounce", by=BY, at=NOON)

    actions.welcome_contact(contact, by=BY, at=NOON)

    assert Suppression.objects.get().reason == "hard_bounce"


@pytest.mark.django_db(transaction=True)
def test_objecting_and_importing_at_once_leaves_nobody_to_write_to() -> None:
    edition = make_edition()
    contact = make_contact(make_company("Nubelis", city="Massy"), email="grace@nubelis.example")
    rows = csv_of("Far;;Lyon;grace@nubelis.example", "Nubelis;;Massy;grace@nubelis.example")

    def one(place: int) -> None:
        try:
            if place:
                bring_in(rows, edition)
            else:
                actions.object_contact(contact, by=BY, at=NOON)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(one, range(2)))

    assert not Contact.objects.active().filter(email=contact.email).exists()
