"""The team's pages about visitors: who opens them, what they do."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from parvis.accounts.tests.factories import make_school
from parvis.editions.models import Edition, FileImport
from parvis.editions.tests.factories import client_in, make_edition, make_window
from parvis.outbox.models import Message
from parvis.visitors.models import Admission, Registration
from parvis.visitors.tests.factories import make_admission, make_registration

pytestmark = pytest.mark.django_db
HEADERS = "Prénom,Nom,E-mail,École\n"


def team(edition: Edition, page: str = "") -> str:
    return f"/team/{edition.slug}/visitors/{page}"


def lead(edition: Edition) -> Client:
    return client_in(edition, pole="visitors", role="lead")


@pytest.mark.parametrize(
    ("pole", "role", "reads", "writes", "seats"),
    [
        ("visitors", "lead", 200, 200, 200),
        ("visitors", "member", 200, 200, 403),
        ("visitors", "volunteer", 403, 403, 403),
        ("communication", "lead", 200, 403, 403),
        ("logistics", "lead", 403, 403, 403),
    ],
)
def test_doors_follow_the_rules(pole: str, role: str, reads: int, writes: int, seats: int) -> None:
    registration = make_registration()
    client = client_in(registration.edition, pole=pole, role=role)

    pages = ["", f"{registration.pk}/", "new/", "import/", "seats/"]
    codes = [client.get(team(registration.edition, page)).status_code for page in pages]

    assert codes == [reads, reads, writes, writes, seats]


def test_another_edition_s_registration_is_not_found() -> None:
    mine, other = make_registration(), make_registration()
    client = lead(mine.edition)

    assert client.get(team(mine.edition, f"{other.pk}/")).status_code == 404
    for act in ("cancel", "resend", "seat"):
        assert client.post(team(mine.edition, f"{other.pk}/{act}/")).status_code == 404


def test_the_list_is_searched_filtered_and_exported() -> None:
    edition, ensta = make_edition(), make_school("ensta", name="ENSTA")
    make_registration(edition, email="zoe@mail.example", school=ensta)
    make_registration(edition, status="waiting", is_proven=False)
    client = lead(edition)

    assert "1 registration<" in client.get(team(edition), {"q": "ZOÉ"}).text
    assert "1 registration<" in client.get(team(edition), {"status": "waiting"}).text
    assert "1 registration<" in client.get(team(edition), {"school": ensta.pk}).text
    assert "1 registration<" in client.get(team(edition), {"proven": "no"}).text
    export = client.get(team(edition), {"export": "csv", "status": "confirmed"}).content.decode("utf-8-sig")
    assert "zoe@mail.example" in export
    assert len(export.splitlines()) == 2


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_as_many_queries_whatever_its_length(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    edition = make_edition()
    for _ in range(rows):
        make_registration(edition)
    client = lead(edition)
    client.get(team(edition))

    with django_assert_num_queries(9):
        client.get(team(edition))


def test_an_empty_list_says_what_to_do() -> None:
    edition = make_edition()

    assert "Nobody registered yet" in lead(edition).get(team(edition)).text


def test_somebody_is_registered_by_hand_whatever_the_window() -> None:
    edition, school = make_admission().edition, make_school()
    make_window(edition, "registration", closes_at=timezone.now() - timedelta(days=1))
    told = {
        "first_name": "Sam",
        "last_name": "Petit",
        "email": "sam@mail.example",
        "school": school.slug,
        "language": "fr",
    }
    client = lead(edition)

    assert client.post(team(edition, "new/"), {**told, "email": ""}).status_code == 422
    first = client.post(team(edition, "new/"), told, follow=True)
    second = client.post(team(edition, "new/"), told, follow=True)

    row = Registration.objects.get()
    assert row.source == "team"
    assert "Registered." in first.text
    assert "registered already" in second.text


def test_the_detail_shows_state_mails_and_history() -> None:
    waiting = make_registration(status="waiting", is_proven=False)
    client = lead(waiting.edition)
    client.post(team(waiting.edition, f"{waiting.pk}/resend/"))

    page = client.get(team(waiting.edition, f"{waiting.pk}/")).text

    assert "number 1" in page
    assert Message.objects.get().subject in page.replace("&#x27;", "'")
    assert "sent the link again" in page
    assert "Give a seat now" in page


def test_the_team_cancels_and_gives_seats() -> None:
    edition = make_admission(capacity=1).edition
    seated, waiting = make_registration(edition), make_registration(edition, status="waiting")
    client = lead(edition)

    client.post(team(edition, f"{waiting.pk}/seat/"))
    client.post(team(edition, f"{seated.pk}/cancel/"))

    states = dict(Registration.objects.values_list("pk", "status"))
    assert states == {seated.pk: "cancelled", waiting.pk: "confirmed"}


def test_the_number_of_seats_changes() -> None:
    edition = make_admission(capacity=1).edition
    client = lead(edition)

    assert client.post(team(edition, "seats/"), {"capacity": "-1"}).status_code == 422
    assert client.post(team(edition, "seats/"), {"capacity": "40"}).status_code == 302
    assert Admission.objects.get().capacity == 40


def send(client: Client, edition: Edition, text: str, name: str = "list.csv") -> Any:
    file = SimpleUploadedFile(name, text.encode())
    return client.post(team(edition, "import/"), {"file": file}, follow=True)


def test_a_list_is_looked_at_then_brought_in() -> None:
    make_school("ensta", name="ENSTA")
    edition = make_admission().edition
    client = lead(edition)

    rows = "A,A,a@mail.example,ENSTA\nB,B,b@mail.example,ENSTA\nB,B,b @mail.example,ENSTA\nC,C,c,ENSTA\n"
    preview = send(client, edition, HEADERS + rows)
    work = FileImport.objects.get()
    assert "Nothing is registered yet" in preview.text
    assert "is not an e-mail address" in preview.text
    assert Registration.objects.count() == 0
    rejects = client.get(team(edition, f"import/{work.pk}/rejects/"))
    assert "C;C;c;ENSTA" in rejects.content.decode("utf-8-sig")

    done = client.post(team(edition, f"import/{work.pk}/"), {"invite": "on"}, follow=True)

    assert "2 people registered." in done.text
    assert "This is what happened" in done.text
    assert (Registration.objects.count(), Message.objects.count()) == (2, 2)
    again = client.post(team(edition, f"import/{work.pk}/"), {"invite": "on"}, follow=True)  # pressed twice
    assert "2 people registered." in again.text
    assert (Registration.objects.count(), Message.objects.count()) == (2, 2)
    assert client.get(team(edition, f"import/{work.pk}/rejects/")).status_code == 404


def test_a_file_that_is_no_list_is_refused_at_its_field() -> None:
    edition = make_edition()
    client = lead(edition)

    answer = send(client, edition, "Colour;Size\nred;2\n")

    assert answer.status_code == 422
    assert "has no column" in answer.text
    assert client.post(team(edition, "import/")).status_code == 422


def test_a_file_is_forgotten() -> None:
    make_school("ensta", name="ENSTA")
    edition = make_edition()
    client = lead(edition)
    send(client, edition, HEADERS + "A,A,a@mail.example,ENSTA\n")
    work = FileImport.objects.get()

    assert "forgotten" in client.post(team(edition, f"import/{work.pk}/drop/"), follow=True).text
    assert client.post(team(make_edition(), f"import/{work.pk}/drop/")).status_code == 404
    assert "dropped" in client.get(team(edition, f"import/{work.pk}/")).text


def test_a_broken_import_says_how_far_it_came() -> None:
    edition = make_edition()
    work = FileImport.objects.create(
        edition=edition,
        kind="visitors",
        name="x.csv",
        state="running",
        rows_count=9,
        done_count=4,
        created_at=timezone.now(),
    )

    assert "after 4 of 9 rows" in lead(edition).get(team(edition, f"import/{work.pk}/")).text
