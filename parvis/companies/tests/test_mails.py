"""Mails to contacts: templates with words in braces, refusals honoured for ever; next steps by mail and calendar."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from parvis.companies import actions
from parvis.companies.calendar import calendar_of
from parvis.companies.letters import written_for
from parvis.companies.models import Interaction, MailTemplate, Objection, StepFeed, address_hash
from parvis.companies.tests.factories import make_company, make_contact, make_opportunity
from parvis.core.errors import Refused
from parvis.editions.actions import copy_edition
from parvis.editions.models import Membership
from parvis.editions.tests.factories import NOON, client_in, make_actor, make_edition, make_member
from parvis.outbox.actions import suppress_address
from parvis.outbox.models import Message

pytestmark = pytest.mark.django_db
BY: dict[str, Any] = {"by": make_actor(), "at": NOON}
WORDS: dict[str, Any] = {
    "name": "First mail",
    "subject_fr": "{company} à {edition}",
    "body_fr": "Bonjour {first_name}, le {fair_day}. {me}",
    "subject_en": "",
    "body_en": "",
}


def test_a_mail_is_sent_and_noted_as_said() -> None:
    edition = make_edition()
    contact, ada = make_contact(), make_member(edition).user

    said = actions.write_to_contact(contact, subject="Come", body="Hello", author=ada, edition=edition, **BY)

    message = Message.objects.get()
    assert (message.subject, message.stream, message.headers) == ("Come", "marketing", {"Reply-To": ada.email})
    assert "/own-data/" in message.text
    assert (said.kind, said.body, said.contact) == ("mail", "Come\n\nHello", contact)


@pytest.mark.parametrize("how", ["contact", "objection", "left", "bounced"])
def test_who_refused_or_left_is_not_written_to(how: str) -> None:
    edition, contact = make_edition(), make_contact(is_active=how != "left")
    ada = make_member(edition).user
    if how == "contact":
        actions.object_contact(contact, **BY)
        Objection.objects.all().delete()
    if how == "objection":
        Objection.objects.create(address_hash=address_hash(contact.email), at=NOON)
    if how == "bounced":
        suppress_address(contact.email, reason="hard_bounce", **BY)

    with pytest.raises(Refused):
        actions.write_to_contact(contact, subject="Come", body="Hello", author=ada, edition=edition, **BY)

    assert not Interaction.objects.exists()


def test_a_template_becomes_the_contact_s_own_mail() -> None:
    edition, contact = make_edition(), make_contact(make_company("Nubelis {me}"), language="fr")
    template = actions.save_template(edition, **WORDS, **BY)
    client = client_in(edition)
    page = reverse("companies:contact_write", args=[edition.slug, contact.pk])

    assert "No template" not in client.get(page).content.decode()
    shown = client.get(page, {"template": template.pk}).content.decode()
    assert f"Nubelis {{me}} à {edition.name}" in shown
    assert "Bonjour Grace, le 20 octobre 2026." in shown
    assert client.post(page, {"subject": "", "body": ""}).status_code == 422
    done = client.post(page, {"subject": "A", "body": "B"}, follow=True).content.decode()
    assert "is on its way" in done
    actions.object_contact(contact, **BY)
    assert client.post(page, {"subject": "A", "body": "B"}).status_code == 422


def test_a_template_speaks_the_language_it_was_written_in() -> None:
    template = MailTemplate(**WORDS | {"subject_en": "Hi", "body_en": "Hello"})

    assert template.words("en") == ("Hi", "Hello")
    assert MailTemplate(**WORDS).words("en")[0] == WORDS["subject_fr"]


def test_a_broken_template_is_refused_and_the_one_before_stays() -> None:
    edition = make_edition()
    template = actions.save_template(edition, **WORDS, **BY)
    for wrong, words in (("{firstname}", "not known"), ("a { b", "stands alone")):
        with pytest.raises(Refused, match=words):
            actions.save_template(edition, template=template, **WORDS | {"body_fr": wrong}, **BY)
    with pytest.raises(Refused, match="this name"):
        actions.save_template(edition, **WORDS, **BY)
    actions.save_template(edition, template=template, **WORDS, **BY)

    assert MailTemplate.objects.get().body_fr == WORDS["body_fr"]


@pytest.mark.parametrize("field", ["subject_fr", "body_fr"])
@pytest.mark.parametrize(
    "payload",
    [
        "{edition.__class__}",
        "{me.__init__.__globals__}",
        "{company[0]}",
        "{first_name!r:>9}",
        "{first_name:>9999999}",
        "{0}",
        "{}",
        "{{7*7}}",
        "{{ settings.SECRET_KEY }}",
        "{% load static %}",
        "{% include 'x' %}",
        "${jndi:ldap://x.example}",
        "#{7*7}",
        "%(me)s",
        "%s%s%n",
        "<%= 7*7 %>",
    ],
)
def test_a_template_that_reaches_inside_is_refused_or_stays_text(field: str, payload: str) -> None:
    edition, contact = make_edition(), make_contact(language="fr")
    client = client_in(edition)
    new = reverse("companies:mail_template_new", args=[edition.slug])

    answer = client.post(new, WORDS | {field: payload})

    template = MailTemplate.objects.first()
    assert answer.status_code == (422 if "{" in payload else 302)
    assert (template is None) == ("{" in payload)
    if template:
        made = written_for(template, contact, edition=edition, author=make_member(edition).user)
        assert payload in made


@pytest.mark.parametrize("payload", ["Come\r\nBcc: eve@mail.example", "Come\nX: y", "{{7*7}} {% now %}", "<b>{me}</b>"])
def test_a_letter_is_text_and_forges_no_header(payload: str) -> None:
    edition, contact = make_edition(), make_contact()
    client, page = client_in(edition), reverse("companies:contact_write", args=[edition.slug, contact.pk])

    answer = client.post(page, {"subject": payload, "body": payload})

    assert answer.status_code in {302, 422}
    for message in Message.objects.all():
        assert message.to_address == contact.email
        assert not set(message.subject) & set("\r\n")
        assert set(message.headers) == {"Reply-To"}
        assert payload.splitlines()[-1] in message.text
        assert "<b>" not in message.html


def test_templates_are_written_in_a_page_and_copied_forward() -> None:
    edition = make_edition()
    client, new = client_in(edition), reverse("companies:mail_template_new", args=[edition.slug])
    listed = reverse("companies:mail_template_list", args=[edition.slug])

    assert "No template yet" in client.get(listed).content.decode()
    assert "firstname" in client.post(new, WORDS | {"body_fr": "{firstname}"}).content.decode()
    assert client.post(new, WORDS).status_code == 302
    assert client.post(new, WORDS).status_code == 422
    template = MailTemplate.objects.get()
    edit = reverse("companies:mail_template_edit", args=[edition.slug, template.pk])
    assert client.post(edit, WORDS | {"body_en": "Hello"}).status_code == 302
    assert "First mail" in client.get(listed).content.decode()
    target = copy_edition(edition, slug="next", name="Next", fair_on=date(2027, 10, 20), **BY)
    assert MailTemplate.objects.get(edition=target).body_en == "Hello"
    client.post(reverse("companies:mail_template_remove", args=[edition.slug, template.pk]))
    assert not MailTemplate.objects.filter(edition=edition).exists()


def test_each_owner_gets_one_mail_a_day_with_what_waits() -> None:
    edition, day = make_edition(), NOON.date()
    ada, gone = make_member(edition).user, make_member(edition).user
    Membership.objects.filter(user=gone).update(ended_at=NOON - timedelta(days=1))
    due: dict[str, Any] = {"next_step": "Call back", "next_step_on": day}
    make_opportunity(edition, make_company("Nubelis"), owner=ada, **due)
    make_opportunity(edition, owner=ada, **due)
    make_opportunity(edition, owner=gone, **due)
    make_opportunity(edition, **due)

    assert [actions.remind_steps(edition, day=day, **BY) for _time in range(2)] == [1, 1]

    message = Message.objects.get()
    assert message.to_address == ada.email
    assert "Nubelis: Call back" in message.text


def test_the_worker_s_command_reminds_open_editions(capsys: pytest.CaptureFixture[str]) -> None:
    edition = make_edition()

    call_command("remind_steps")

    assert capsys.readouterr().out == f"{edition.slug}: 0 reminded\n"


def test_a_calendar_address_is_told_once_and_can_be_ended() -> None:
    edition = make_edition()
    client, page = client_in(edition), reverse("companies:step_calendar", args=[edition.slug])
    told = client.post(page, {"do": "open"})
    user = StepFeed.objects.get().user
    address = told.context["told"]
    path = address[address.index("/steps/") :]
    make_opportunity(edition, make_company("Nubelis; Co"), owner=user, next_step="Call", next_step_on=date(2026, 9, 20))

    calendar = Client().get(path)

    assert path not in client.get(page).content.decode()
    assert calendar["Content-Type"].startswith("text/calendar")
    assert "SUMMARY:Nubelis\\; Co: Call\r\n" in calendar.content.decode()
    assert "DTSTART;VALUE=DATE:20260920\r\n" in calendar.content.decode()
    client.post(page, {"do": "close"})
    actions.close_feed(user, **BY)
    assert Client().get(path).status_code == 404


def test_who_left_the_team_reads_no_next_step_any_more() -> None:
    edition = make_edition()
    user = make_member(edition).user
    make_opportunity(edition, owner=user, next_step="Call", next_step_on=date(2026, 9, 20))
    address = actions.open_feed(user, **BY)
    Membership.objects.filter(user=user).update(ended_at=NOON)

    shown = Client().get(address[address.index("/steps/") :]).content.decode()

    assert "VEVENT" not in shown


def test_calendar_lines_are_folded_and_steps_without_a_day_left_out() -> None:
    edition = make_edition()
    long = make_opportunity(edition, make_company("É" * 60), next_step="x\ny", next_step_on=date(2026, 9, 20))
    bare = make_opportunity(edition)

    text = calendar_of([long, bare], name="Mine", at=NOON)

    assert text.count("BEGIN:VEVENT") == 1
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "É" * 60 + ": x\\ny" in text.replace("\r\n ", "")
