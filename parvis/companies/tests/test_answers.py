"""Answers of companies: read from a real mailbox, noted once, and every mail that is none told apart."""

from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from pytest_django import Settings

from parvis import environment
from parvis.companies import actions
from parvis.companies.actions.answers import read_mailbox, take_mail
from parvis.companies.answers import Thread, log_address, thread_of, token_of
from parvis.companies.models import Contact, Interaction, ReadMailbox, ReceivedMail
from parvis.companies.tests.factories import make_company, make_contact
from parvis.core.mail_reading import ReadMail, read_mail
from parvis.core.tests.imap_server import PASSWORD, Folder, imap_server
from parvis.editions.models import Edition
from parvis.editions.tests.factories import NOON, client_in, make_actor, make_edition, make_member
from parvis.outbox.models import Message

pytestmark = pytest.mark.django_db
BY: dict[str, Any] = {"by": make_actor(), "at": NOON}
LOG = "log@forum.example"


@pytest.fixture(autouse=True)
def mailbox_is_set(settings: Settings) -> None:
    settings.LOG_ADDRESS = LOG
    settings.MAILBOX = {"host": "127.0.0.1"}


@pytest.fixture
def edition() -> Edition:
    return make_edition()


@pytest.fixture
def contact(edition: Edition) -> Contact:
    """Somebody to whom a member wrote from the company's page."""
    contact = make_contact(make_company("Nubelis"), email="grace@nubelis.example")
    author = make_member(edition).user
    actions.write_to_contact(contact, subject="Forum", body="Will you come?", author=author, edition=edition, **BY)
    return contact


def reply_address() -> str:
    """The second address of the mail that was sent: the log's."""
    return str(Message.objects.get(kind="company_mail").headers["Reply-To"]).split(", ")[1]


def written(text: str = "Yes, we come.", *, to: str = "", **headers: str) -> EmailMessage:
    mail = EmailMessage()
    usual = {"From": "Grace Martin <grace@nubelis.example>", "Subject": "Re: Forum", "Message-ID": "<1@nubelis>"}
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    for name, value in (usual | {"To": to or reply_address()} | given).items():
        if value:
            mail[name] = value
    mail.set_content(text)
    return mail


def taken(mail: EmailMessage) -> ReceivedMail:
    return take_mail(read_mail(mail.as_bytes()), at=NOON)


def answer() -> Interaction:
    return Interaction.objects.get(kind="answer")


@pytest.fixture
def folder() -> Any:
    with imap_server() as server:
        yield server


def test_an_answer_in_the_mailbox_is_noted_once_on_the_page_of_its_company(
    edition: Edition, contact: Contact, folder: Folder
) -> None:
    folder.deliver(b"Subject: what was there before\r\n\r\nOld")
    assert read_mailbox(folder.address, at=NOON) == 0
    copy = written(Message_ID="<1@nubelis>")
    folder.deliver(written("Yes.\n\nOn Monday Ada wrote:\n> Will you come?").as_bytes(), copy.as_bytes())

    assert [read_mailbox(folder.address, at=NOON) for _time in range(2)] == [2, 0]

    said = answer()
    assert (said.company, said.edition, said.contact) == (contact.company, edition, contact)
    assert said.body == "Re: Forum\n\nYes."
    assert said.author == Interaction.objects.get(kind="mail").author
    row = ReceivedMail.objects.get()
    assert (row.outcome, row.company, row.sender, row.subject) == ("logged", contact.company, "", "")
    client = client_in(edition)
    assert (
        "Answer by mail"
        in client.get(reverse("companies:company_detail", args=[edition.slug, contact.company_id])).content.decode()
    )
    page = client.get(reverse("companies:received_list", args=[edition.slug])).content.decode()
    assert "Noted on the company’s page" in page
    assert "last read" in page
    assert str(ReadMailbox.objects.get()) == "log@forum.example 127.0.0.1 INBOX"
    assert str(row) == f"logged {NOON:%Y-%m-%d}"


def test_a_mail_of_thirty_megabytes_is_noted_by_its_start(contact: Contact, folder: Folder) -> None:
    mail = written("Our logo comes along.")
    mail.add_attachment(b"x" * 22_000_000, maintype="image", subtype="png", filename="logo.png")
    assert len(mail.as_bytes()) > 29_000_000
    read_mailbox(folder.address, at=NOON)
    folder.deliver(mail.as_bytes())

    read_mailbox(folder.address, at=NOON)

    assert answer().body == "Re: Forum\n\nOur logo comes along.\n\n1 file stays in the mailbox: logo.png"
    assert folder.fetched == ["(RFC822.SIZE)", "(BODY.PEEK[]<0.2000000>)"]


def test_a_mailbox_numbered_anew_is_looked_at_again_and_nothing_is_noted_twice(
    contact: Contact, folder: Folder
) -> None:
    read_mailbox(folder.address, at=NOON)
    folder.deliver(written().as_bytes())
    read_mailbox(folder.address, at=NOON)

    folder.validity = 8

    assert read_mailbox(folder.address, at=NOON) == 1
    assert Interaction.objects.filter(kind="answer").count() == 1


@pytest.mark.parametrize("broken", ["port", "password", "folder"])
def test_a_mailbox_that_does_not_answer_is_told_on_the_page(edition: Edition, folder: Folder, broken: str) -> None:
    values: dict[str, Any] = {"port": 9, "password": f"not {PASSWORD}", "folder": "Answers"}
    address = folder.address.__class__(
        **{name: getattr(folder.address, name) for name in folder.address.__slots__} | {broken: values[broken]}
    )

    assert read_mailbox(address, at=NOON) == 0

    problem = ReadMailbox.objects.get().problem
    assert problem
    assert PASSWORD not in problem
    shown = client_in(edition).get(reverse("companies:received_list", args=[edition.slug])).content.decode()
    assert "The mailbox does not answer" in shown


def test_a_forged_token_and_one_of_another_domain_name_no_company(contact: Contact) -> None:
    real = reply_address()
    name, _at, domain = real.partition("@")
    other = f"{name.replace('log+', 'log+9')}@{domain}"
    last = "b" if name[-1] != "b" else "c"

    outcomes = [
        taken(written(to=to, Message_ID=f"<{place}@x>")).outcome
        for place, to in enumerate([other, f"{name[:-1]}{last}@{domain}", f"{name}@elsewhere.example", "log+@x"])
    ]

    assert outcomes == ["unknown"] * 4
    assert not Interaction.objects.filter(kind="answer").exists()
    assert thread_of([real.upper()]) is not None


def test_mails_for_nobody_are_not_even_listed(contact: Contact, folder: Folder) -> None:
    read_mailbox(folder.address, at=NOON)
    folder.deliver(written(to="contact@forum.example").as_bytes())

    assert read_mailbox(folder.address, at=NOON) == 1
    assert not ReceivedMail.objects.exists()


@pytest.mark.parametrize(
    ("headers", "outcome"),
    [
        ({"Auto_Submitted": "auto-replied"}, "automatic"),
        ({"Auto_Submitted": "no"}, "logged"),
        ({"Precedence": "bulk"}, "automatic"),
        ({"X_Autoreply": "yes"}, "automatic"),
        ({"From": "MAILER-DAEMON@mx.example", "Return_Path": "<>"}, "bounce"),
    ],
)
def test_what_a_machine_wrote_is_told_and_not_noted(contact: Contact, headers: dict[str, str], outcome: str) -> None:
    row = taken(written(**headers))

    assert row.outcome == outcome
    assert Interaction.objects.filter(kind="answer").count() == (outcome == "logged")


def test_a_report_of_delivery_is_a_bounce(contact: Contact) -> None:
    mail = written()
    mail.replace_header("Content-Type", 'multipart/report; report-type="delivery-status"; boundary="b"')

    assert taken(mail).outcome == "bounce"


def test_an_answer_in_html_alone_is_read_as_words(contact: Contact) -> None:
    mail = written()
    mail.set_content(
        "<html><head><style>p{color:red}</style></head><body><p>Yes,&nbsp;we <b>come</b>.</p>"
        "<script>alert(1)</script><ul><li>9 m&sup2;</li></ul></body></html>",
        subtype="html",
    )

    taken(mail)

    assert answer().body == "Re: Forum\n\nYes, we come.\n\n9 m²"


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "no-such-charset"])
def test_a_broken_charset_loses_no_words(contact: Contact, charset: str) -> None:
    head = f"From: grace@nubelis.example\r\nTo: {reply_address()}\r\nSubject: =?{charset}?q?=C9t=E9?=\r\n"
    kind = f"Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"

    take_mail(read_mail(head.encode() + kind.encode() + "Évidemment".encode("cp1252")), at=NOON)

    assert answer().body.endswith("Évidemment")


def test_what_cannot_be_stored_is_taken_out(contact: Contact) -> None:
    head = f"From: grace@nubelis.example\r\nTo: {reply_address()}\r\nMessage-ID: \r\n\r\n"

    take_mail(read_mail(head.encode() + b"Yes\x00\x1b[31m\r\n"), at=NOON)

    assert "\x00" not in answer().body


def test_somebody_who_is_no_contact_is_named_in_the_note(contact: Contact) -> None:
    taken(written(From="Paul <paul@elsewhere.example>"))

    said = answer()
    assert said.contact is None
    assert "From Paul <paul@elsewhere.example>, who is no contact of this company." in said.body


def test_an_answer_without_sender_is_noted_all_the_same(contact: Contact) -> None:
    taken(written(From=""))

    assert answer().contact is None


def test_an_empty_mail_and_one_for_a_closed_edition_are_told(edition: Edition, contact: Contact) -> None:
    assert taken(written("")).outcome == "empty"
    Edition.objects.filter(pk=edition.pk).update(state="closed", closed_at=NOON)
    assert taken(written(Message_ID="<2@nubelis>")).outcome == "closed"


def test_a_thread_of_a_merged_company_leads_to_the_one_that_stays(contact: Contact) -> None:
    kept, last = make_company("Kept"), make_company("Last")
    for gone, into in ((contact.company, kept), (kept, last)):
        actions.merge_companies(gone, into=into, **BY)

    taken(written())

    assert answer().company == last


def test_a_thread_of_nothing_that_is_left_is_unknown(edition: Edition) -> None:
    company, user = make_company(), make_member(edition).user
    threads = [Thread(0, edition.pk, user.pk), Thread(company.pk, 0, user.pk), Thread(company.pk, edition.pk, 0)]

    mails = [ReadMail(key=token_of(thread), sender="", sender_name="", subject="", text="x") for thread in threads]
    for mail, thread in zip(mails, threads, strict=True):
        mail.recipients.append(log_address(thread))

    assert [take_mail(mail, at=NOON).outcome for mail in mails] == ["unknown"] * 3


def test_without_a_mailbox_answers_go_to_the_member_alone(edition: Edition, settings: Settings) -> None:
    settings.MAILBOX = None
    contact, author = make_contact(), make_member(edition).user

    actions.write_to_contact(contact, subject="Forum", body="Hello", author=author, edition=edition, **BY)

    assert Message.objects.get(kind="company_mail").headers["Reply-To"] == author.email
    page = client_in(edition).get(reverse("companies:received_list", args=[edition.slug])).content.decode()
    assert "No mailbox is read" in page


def test_lines_of_what_was_not_noted_go_after_ninety_days(contact: Contact, folder: Folder) -> None:
    taken(written(to="log+x@forum.example"))
    taken(written(Message_ID="<2@nubelis>"))

    read_mailbox(folder.address, at=NOON + timedelta(days=91))

    assert [row.outcome for row in ReceivedMail.objects.all()] == ["logged"]


def test_the_database_keeps_a_mail_once_and_no_words_of_one_that_was_noted(contact: Contact) -> None:
    taken(written())
    for wrong in ({"key": ReceivedMail.objects.get().key}, {"outcome": "logged"}, {"sender": "x"}):
        values = {"key": "k", "outcome": "unknown", "received_at": NOON, **wrong}
        values |= {"outcome": "logged", "company": contact.company} if "sender" in wrong else {}
        with pytest.raises(IntegrityError), transaction.atomic():
            ReceivedMail.objects.create(**values)


def test_where_the_mailbox_is_comes_from_one_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARVIS_MODE", "production")
    monkeypatch.setenv("PARVIS_LOG_ADDRESS", LOG)

    def said(url: str) -> Any:
        monkeypatch.setenv("PARVIS_MAILBOX_URL", url)
        return environment.mailbox()

    usual = {"user": LOG, "password": "p@ss", "host": "mail.example", "folder": "INBOX"}
    tls = {"port": 993, "is_tls": True, "starts_tls": False}
    assert said("imaps://log%40forum.example:p%40ss@mail.example") == usual | tls
    plain = {"port": 143, "is_tls": False, "starts_tls": True, "folder": "Answers"}
    assert said("imap://log%40forum.example:p%40ss@mail.example/Answers") == usual | plain
    assert said("imap://me@127.0.0.1:1143")["starts_tls"] is False
    assert said("") is None
    with pytest.raises(SystemExit, match="must look like"):
        said("https://mail.example")
    monkeypatch.setenv("PARVIS_LOG_ADDRESS", "")
    with pytest.raises(SystemExit, match="PARVIS_LOG_ADDRESS"):
        said("imaps://me@mail.example")
    monkeypatch.setenv("PARVIS_MODE", "demo")
    assert said("imaps://me@mail.example") is None


def test_the_command_reads_the_mailbox_that_is_set(
    contact: Contact, folder: Folder, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.MAILBOX = {name: getattr(folder.address, name) for name in folder.address.__slots__}
    call_command("read_mailbox")
    folder.deliver(written().as_bytes())
    call_command("read_mailbox")
    settings.MAILBOX = None
    call_command("read_mailbox")

    lines = capsys.readouterr().out.splitlines()
    assert lines == ["0 mails looked at", "1 mails looked at", "No mailbox is set (PARVIS_MAILBOX_URL)."]
