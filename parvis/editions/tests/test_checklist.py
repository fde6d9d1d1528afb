"""The checklist's page, and the pages that only it leads to."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pytest_django import Settings

from parvis.accounts.models import School
from parvis.accounts.tests.factories import make_user
from parvis.editions import actions, preparation
from parvis.editions.models import Edition, LogEntry, Membership, Todo
from parvis.editions.tests.factories import FAIR_ON, NOON, client_in, make_actor, make_edition, make_member
from parvis.outbox.models import Message

pytestmark = pytest.mark.django_db
BY = make_actor()


def picture() -> SimpleUploadedFile:
    made = io.BytesIO()
    Image.new("RGB", (40, 20), "#0a5").save(made, "PNG")
    return SimpleUploadedFile("logo.png", made.getvalue(), content_type="image/png")


def test_the_list_links_only_what_the_member_may_open() -> None:
    edition = make_edition(state="preparing")
    Todo.objects.create(edition=edition, pole="it", title="Book the hall", due_on=FAIR_ON)

    boss, seller = client_in(edition, pole="presidency", role="lead"), client_in(edition)
    pages = [browser.get(f"/team/{edition.slug}/planning/") for browser in (boss, seller)]

    links = [{line.key: url for line, url in page.context["blocking"]} for page in pages]
    assert links[0]["association.identity"] == f"/team/{edition.slug}/settings/association/"
    assert links[1]["association.identity"] == ""
    assert links[1]["sales.catalogue"] == f"/team/{edition.slug}/catalogue/"
    assert [page.context["can_open"] for page in pages] == [True, False]
    assert "Book the hall" in pages[0].text


def test_a_closed_edition_only_shows_where_it_stood() -> None:
    edition = make_edition(state="closed")

    page = client_in(edition, pole="presidency", role="lead").get(f"/team/{edition.slug}/planning/")

    assert (page.status_code, page.context["can_open"], "ready to open" in page.text) == (200, False, False)


def test_the_list_takes_as_many_queries_whatever_is_done(
    django_assert_max_num_queries: object,
) -> None:
    edition = make_edition(state="preparing")
    boss = client_in(edition, pole="presidency", role="lead")

    with django_assert_max_num_queries(32):  # type: ignore[operator]
        boss.get(f"/team/{edition.slug}/planning/")


def rows(*people: tuple[str, str, str]) -> dict[str, object]:
    """The form as a browser sends it: mail, pole, role of each row."""
    words: dict[str, object] = {"row": [str(number) for number, _person in enumerate(people)]}
    for number, (email, pole, role) in enumerate(people):
        names = {"first_name": "Ada" if email else "", "last_name": ""}
        words |= {
            f"{number}-{key}": text for key, text in {"email": email, "pole": pole, "role": role, **names}.items()
        }
    return words


def test_empty_poles_are_proposed_and_everybody_is_invited_at_once() -> None:
    edition = make_edition()
    boss = client_in(edition, pole="presidency", role="lead")
    url = f"/team/{edition.slug}/members/invite/many/"
    page = boss.get(url)
    proposed = [title for title, _form in page.context["rows"]]
    assert " required" not in page.text.partition('name="0-email"')[2].partition(">")[0]  # it may stay empty

    answer = boss.post(
        url, rows(("a@x.example", "treasury", "lead"), ("", "it", "lead"), ("b@x.example", "it", "member"))
    )

    assert (proposed[0], len(proposed), proposed[-3:]) == ("General secretary", 11, ["", "", ""])
    assert answer.status_code == 302
    places = Membership.objects.exclude(pole="presidency").order_by("pole").values_list("pole", "role", "user__email")
    assert list(places) == [("it", "member", "b@x.example"), ("treasury", "lead", "a@x.example")]
    assert Message.objects.filter(kind="invitation").count() == 2


def test_a_wrong_row_keeps_everybody_out() -> None:
    edition = make_edition()
    boss = client_in(edition, pole="presidency", role="lead")
    url = f"/team/{edition.slug}/members/invite/many/"

    assert boss.post(url, rows(("a@x.example", "treasury", "lead"), ("no address", "it", "lead"))).status_code == 422
    assert boss.post(url, rows(("", "it", "lead"))).status_code == 422
    assert boss.post(url, rows(("a@x.example", "it", "lead"), ("a@x.example", "it", "lead"))).status_code == 409
    assert Membership.objects.count() == 1


def test_only_the_board_invites_to_the_board() -> None:
    edition = make_edition()
    lead = client_in(edition, pole="it", role="lead")

    answer = lead.post(f"/team/{edition.slug}/members/invite/many/", rows(("a@x.example", "presidency", "lead")))

    assert (answer.status_code, Membership.objects.count()) == (403, 1)


def test_schools_are_brought_in_from_a_file() -> None:
    edition = make_edition()
    boss = client_in(edition, pole="presidency", role="lead")
    url = f"/team/{edition.slug}/planning/schools/"
    text = b"Nom;Domaine mail\nENSTA;ensta.example\n;x.example\n"

    page = boss.post(url, {"file": SimpleUploadedFile("schools.csv", text)})
    again = boss.post(url, {"file": SimpleUploadedFile("schools.csv", b"nothing here")})

    assert (boss.get(url).status_code, page.status_code, again.status_code) == (200, 200, 422)
    assert (page.context["result"].created, len(page.context["result"].refused)) == (1, 1)
    assert School.objects.get().name == "ENSTA"


def test_the_installation_page_sends_a_test_mail() -> None:
    edition = make_edition()
    boss = client_in(edition, pole="it", role="lead")
    url = f"/team/{edition.slug}/settings/installation/"

    boss.post(url + "mail/")

    mail = Message.objects.get(kind="mail_test")
    assert mail.subject == f"Mails of {edition.name} leave"
    assert mail.to_address in boss.get(url).text
    assert LogEntry.objects.filter(verb="mail.tested").count() == 1


def test_mails_leave_once_a_server_is_named_and_a_test_has_gone(settings: Settings) -> None:
    edition, user = make_edition(), make_user()
    settings.MODE = "production"
    settings.MAILERS = {"default": {"BACKEND": "parvis.outbox.backends.FolderBackend"}}
    gaps = [preparation.mail_gap()]
    settings.MAILERS = {"default": {"BACKEND": "parvis.outbox.backends.SmtpBackend", "OPTIONS": {"host": "m.example"}}}
    message = actions.send_test_mail(edition, to=user, by=BY, at=NOON)
    gaps.append(preparation.mail_gap())
    Message.objects.filter(pk=message.pk).update(state="sent", sent_at=NOON)

    assert preparation.mail_gap() == ""
    assert ["PARVIS_MAIL_URL" in gaps[0], "no test mail has left" in gaps[1]] == [True, True]
    line = next(line for line in preparation.opening_lines(edition, at=NOON) if line.key == "machine.mail")
    assert (line.state, line.sentence) == ("done", "A test mail has left.")


def test_a_second_person_holds_the_money() -> None:
    edition = make_edition()
    user = make_member(edition, pole="treasury", role="lead").user
    make_member(edition, pole="presidency", role="lead", user=user)
    make_member(edition, pole="treasury", role="reader")

    def line() -> tuple[bool, str]:
        found = next(line for line in preparation.opening_lines(edition, at=NOON) if line.key == "team.money")
        return found.is_done, found.sentence

    assert line() == (False, "1 person may write it.")
    make_member(edition, pole="treasury")
    assert line() == (True, "2 people may write it.")


def test_the_logo_is_shown_to_everybody() -> None:
    edition = make_edition()
    boss = client_in(edition, pole="presidency", role="lead")
    url = f"/team/{edition.slug}/settings/"
    assert Client().get(f"/theme/{edition.slug}/logo/").status_code == 404

    assert boss.post(url + "logo/", {"logo": SimpleUploadedFile("a.png", b"no picture")}).status_code == 422
    boss.post(url + "logo/", {"logo": picture()})

    edition = Edition.objects.get()
    assert edition.logo_url.startswith(f"/theme/{edition.slug}/logo/?v=")
    assert edition.logo_url in boss.get(url).text
    shown = Client().get(edition.logo_url)
    assert (shown.headers["Content-Type"], b"".join(shown)[1:4]) == ("image/png", b"PNG")
