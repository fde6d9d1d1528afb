"""Pages behind personal links: what a company does without signing in."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from parvis.companies.tests.factories import make_company
from parvis.core.links import new_token
from parvis.editions.models import Edition, LogEntry
from parvis.editions.tests.factories import client_in, make_actor, make_edition
from parvis.exhibitors.models import Exhibitor
from parvis.outbox.models import Message
from parvis.sales import actions
from parvis.sales.evidence import events_of
from parvis.sales.models import Contract, Quote, Signatory, Signature, SigningCode
from parvis.sales.offer import Choice
from parvis.sales.tests.factories import link_token, make_package, make_sent, pdf_of

pytestmark = pytest.mark.django_db
SIGNED = {"step": "sign", "name": "Grace Martin", "role": "DRH", "is_empowered": "on", "consents": "on"}


def with_code(browser: Client, address: str) -> dict[str, str]:
    """Ask for a code as the page does, read it in the mail, and fill in everything."""
    browser.post(address, {"step": "code"})
    text = Message.objects.filter(kind="contract_code").latest("pk").text
    return SIGNED | {"code": next(line for line in text.splitlines() if re.fullmatch(r"[A-Z2-9]{8}", line))}


@pytest.fixture
def edition() -> Edition:
    return make_edition(fair_on=(timezone.now() + timedelta(days=90)).date(), place_name="Grande Halle")


@pytest.fixture
def browser() -> Client:
    return Client(headers={"accept-language": "en", "user-agent": "Firefox"}, REMOTE_ADDR="192.0.2.7")


def sent_quote(edition: Edition, *, name: str = "Nubelis", **fields: object) -> tuple[Quote, str]:
    package = make_package(edition, name_fr="Stand 9 m²", name_en="Booth 9 m²")
    quote = make_sent(
        edition,
        make_company(name=name, siren="732829320" if name == "Nubelis" else "", address="1 rue Haute", city="Paris"),
        choices=[Choice(package)],
        at=timezone.now(),
        expires_on=edition.fair_on,
        **fields,
    )
    return quote, reverse("sales:quote_answer", args=[link_token("quote_sent")])


def accepted_quote(edition: Edition, browser: Client) -> tuple[Contract, str]:
    _quote, address = sent_quote(edition, email="grace@nubelis.example")
    browser.post(address, {"answer": "accept"})
    return Contract.objects.get(), reverse("sales:contract_sign", args=[link_token("contract_sent")])


def test_opening_the_link_shows_the_offer_and_changes_nothing(edition: Edition, browser: Client) -> None:
    quote, address = sent_quote(edition)

    browser.get(address)  # as a mail scanner does
    page = browser.get(address).content.decode()

    quote.refresh_from_db()
    assert "Our offer for Nubelis" in page
    assert "Booth 9 m²" in page
    assert "€2,880.00" in page
    assert quote.status == "sent"
    assert not Contract.objects.exists()


def test_the_page_speaks_the_contact_s_language_or_the_one_asked(edition: Edition, browser: Client) -> None:
    _quote, address = sent_quote(edition, language="fr")

    french, english = browser.get(address), browser.get(address + "?lang=en")

    assert '<html lang="fr"' in french.content.decode()
    assert '<html lang="en"' in english.content.decode()
    assert french.headers["Referrer-Policy"] == "strict-origin"
    assert "no-store" in french.headers["Cache-Control"]


def test_the_link_lets_the_pdf_be_read(edition: Edition, browser: Client) -> None:
    _quote, address = sent_quote(edition)

    response = browser.get(address + "file/")

    assert pdf_of(response)


def test_accepting_mails_one_contract_however_often_it_is_clicked(edition: Edition, browser: Client) -> None:
    _quote, address = sent_quote(edition)

    answers = [browser.post(address, {"answer": "accept"}) for _click in range(2)]

    assert [answer.headers["Location"] for answer in answers] == [address, address]
    assert "Quote accepted" in browser.get(address).content.decode()
    assert Contract.objects.count() == 1
    assert Message.objects.filter(kind="contract_sent").count() == 1
    assert browser.get(address + "file/").status_code == 404


def test_refusing_keeps_the_reason(edition: Edition, browser: Client) -> None:
    quote, address = sent_quote(edition)

    assert browser.post(address, {"answer": "refuse", "reason": "x" * 301}).status_code == 422
    browser.post(address, {"answer": "refuse", "reason": "Too dear"})

    quote.refresh_from_db()
    assert quote.status == "refused"
    assert "Quote refused" in browser.get(address).content.decode()
    late = browser.post(address, {"answer": "accept"})
    assert late.status_code == 409
    assert "can no longer be answered" in late.content.decode()


def test_a_link_that_leads_nowhere_is_logged_without_an_address(
    browser: Client, caplog: pytest.LogCaptureFixture
) -> None:
    browser.get(reverse("sales:quote_answer", args=[new_token()[0]]))

    told = [record.getMessage() for record in caplog.records if record.name == "parvis.sales.views.links"]
    assert told == ["a personal link that leads nowhere was opened"]


def test_a_link_that_is_unknown_replaced_or_over_says_nothing_of_anybody(edition: Edition, browser: Client) -> None:
    quote, address = sent_quote(edition)
    actions.resend_quote(quote, by=make_actor(), at=timezone.now())
    late, late_address = sent_quote(edition, name="Tardis")
    actions.expire_quotes(edition, by=make_actor(), at=timezone.now() + timedelta(days=91))

    unknown = reverse("sales:quote_answer", args=[new_token()[0]])
    for dead in (address, late_address, unknown, unknown.replace("/q/", "/c/")):
        response = browser.get(dead)
        assert response.status_code == 404
        assert "This link is closed" in response.content.decode()
        assert "Nubelis" not in response.content.decode()
        assert "Tardis" not in response.content.decode()
    assert late.exhibitor.company.name == "Tardis"


def test_a_link_used_after_its_time_is_written_down_once(edition: Edition, browser: Client) -> None:
    contract, address = accepted_quote(edition, browser)
    quote_address = reverse("sales:quote_answer", args=[link_token("quote_sent")])
    actions.resend_contract(contract, by=make_actor(), at=timezone.now())
    unknown = reverse("sales:contract_sign", args=[new_token()[0]])

    def noted() -> list[str]:
        entries = LogEntry.objects.filter(verb__endswith=".dead_link").order_by("pk")
        return [f"{entry.verb} {entry.object_type}" for entry in entries]

    browser.get(unknown)
    assert noted() == []
    for _time in range(2):
        browser.get(address)
    assert noted() == ["contract.dead_link sales.contract"]
    actions.withdraw_contract(contract, reason="", by=make_actor(), at=timezone.now())
    other = reverse("sales:contract_sign", args=[link_token("contract_sent")])
    for dead in (other, quote_address, quote_address):
        assert browser.get(dead).status_code == 404
    assert noted() == ["contract.dead_link sales.contract", "quote.dead_link sales.quote"]


def test_the_replaced_link_of_a_quote_is_written_down(edition: Edition, browser: Client) -> None:
    quote, address = sent_quote(edition)
    actions.resend_quote(quote, by=make_actor(), at=timezone.now())

    assert browser.get(address).status_code == 404

    assert LogEntry.objects.get(verb="quote.dead_link").object_id == str(quote.pk)


def test_the_contract_page_shows_the_whole_document_and_changes_nothing(edition: Edition, browser: Client) -> None:
    contract, address = accepted_quote(edition, browser)

    page = browser.get(address).content.decode()

    for words in ("Contract of Nubelis", "Booth 9 m²", "9 m²", "Le forum réunit des entreprises."):
        assert words in page
    assert 'name="code"' not in page
    contract.refresh_from_db()
    assert contract.status == "sent"
    assert not SigningCode.objects.exists()
    assert pdf_of(browser.get(address + "file/"))


def test_asking_for_a_code_opens_the_form(edition: Edition, browser: Client) -> None:
    contract, address = accepted_quote(edition, browser)

    browser.post(address, {"step": "code"})

    page = browser.get(address).content.decode()
    assert "I am empowered to bind Nubelis (SIREN 732829320)." in page
    assert contract.pdf_sha256 in page
    assert 'value="Grace Martin"' in page
    contract.refresh_from_db()
    assert contract.status == "viewed"


def test_signing_asks_for_name_role_both_boxes_and_the_code(edition: Edition, browser: Client) -> None:
    _contract, address = accepted_quote(edition, browser)
    full = with_code(browser, address)

    for missing in set(full) - {"step"}:
        fields = {name: value for name, value in full.items() if name != missing}
        assert browser.post(address, fields).status_code == 422
    assert browser.post(address, full | {"name": "\u200b"}).status_code == 422
    wrong = browser.post(address, full | {"code": "WRONG"})
    assert wrong.status_code == 422
    assert "This code is not right" in wrong.content.decode()

    assert not Signature.objects.exists()


def test_signing_confirms_the_exhibitor_however_often_it_is_clicked(edition: Edition, browser: Client) -> None:
    _contract, address = accepted_quote(edition, browser)

    full = with_code(browser, address)

    answers = [browser.post(address, full) for _click in range(2)]

    signature = Signature.objects.get()
    assert (signature.ip, signature.user_agent, signature.signer_email) == (
        "192.0.2.7",
        "Firefox",
        "grace@nubelis.example",
    )
    assert answers[0].headers["Location"] == address
    assert answers[1].status_code == 200
    assert Exhibitor.objects.get().status == "confirmed"
    page = browser.get(address).content.decode()
    assert "Contract signed" in page
    assert "Nubelis" not in page
    assert browser.get(address + "file/").status_code == 404


def test_the_link_of_a_withdrawn_contract_is_closed(edition: Edition, browser: Client) -> None:
    contract, address = accepted_quote(edition, browser)
    actions.withdraw_contract(contract, reason="", by=make_actor(), at=timezone.now())

    assert browser.get(address).status_code == 404
    assert browser.post(address, SIGNED).status_code == 404
    assert not Signature.objects.exists()


def asked_code(browser: Client, address: str) -> str:
    return with_code(browser, address)["code"]


def test_declining_needs_a_reason_and_the_code_and_closes_the_link(edition: Edition, browser: Client) -> None:
    contract, address = accepted_quote(edition, browser)
    no = {"step": "decline", "reason": "Budget"}

    assert browser.post(address, no).status_code == 422
    code = asked_code(browser, address)
    assert browser.post(address, no | {"code": code, "reason": ""}).status_code == 422
    assert "This code is not right" in browser.post(address, no | {"code": "WRONG"}).content.decode()
    page = browser.post(address, no | {"code": code}).content.decode()

    assert "Contract declined" in page
    assert browser.get(address).status_code == 404
    contract.refresh_from_db()
    assert contract.status == "declined"


def test_handing_over_asks_the_present_signatory_for_a_code_and_mails_both(edition: Edition, browser: Client) -> None:
    _contract, address = accepted_quote(edition, browser)
    ada = {"step": "delegate", "name": "Ada Roy", "email": "ada@nubelis.example"}

    assert 'name="email"' not in browser.get(address).content.decode()
    assert browser.post(address, ada).status_code == 422
    assert browser.post(address, ada | {"code": "WRONG"}).status_code == 422
    assert not Message.objects.filter(to_address="ada@nubelis.example").exists()
    asked = browser.post(address, {"step": "code", "for": "instead"})
    assert asked.headers["Location"] == f"{address}#instead"
    code = asked_code(browser, address)
    assert browser.post(address, ada | {"code": code, "name": "\u200b"}).status_code == 422
    typed_wrong = browser.post(address, ada | {"code": "WRONG"}).content.decode()
    assert 'value="ada@nubelis.example"' in typed_wrong
    page = browser.post(address, ada | {"code": code}).content.decode()

    assert "ada@nubelis.example" in page
    assert set(Message.objects.filter(kind="contract_code").values_list("to_address", flat=True)) == {
        "grace@nubelis.example"
    }
    assert Message.objects.get(kind="contract_handed_over").to_address == "grace@nubelis.example"
    assert browser.get(address).status_code == 404
    other = reverse("sales:contract_sign", args=[link_token("contract_sent")])
    browser.post(other, {"step": "code"})
    assert Message.objects.filter(kind="contract_code").latest("pk").to_address == "ada@nubelis.example"
    assert 'value="Ada Roy"' in browser.get(other).content.decode()


def test_a_mobile_is_kept_of_who_gives_one_and_nobody_has_to(edition: Edition, browser: Client) -> None:
    contract, address = accepted_quote(edition, browser)
    code = with_code(browser, address)["code"]
    ada = {"step": "delegate", "name": "Ada Roy", "email": "ada@nubelis.example", "code": code}
    assert browser.post(address, ada | {"mobile": "call me"}).status_code == 422
    browser.post(address, ada | {"mobile": "+33 6 12 34 56 78"})
    assert Signatory.objects.get().mobile == "+33 6 12 34 56 78"
    other = reverse("sales:contract_sign", args=[link_token("contract_sent")])
    signed = with_code(browser, other)
    assert 'value="+33 6 12 34 56 78"' in browser.get(other).content.decode()

    browser.post(other, signed | {"mobile": "06.12.34.56.79"})

    assert Signature.objects.get().signer_mobile == "06.12.34.56.79"
    assert events_of(contract)[-1].details["mobile"] == "06.12.34.56.79"
    page = reverse("sales:contract_detail", args=[edition.slug, contract.pk])
    assert "06.12.34.56.79" in client_in(edition).get(page).content.decode()


def test_the_forms_of_the_page_share_no_id(edition: Edition, browser: Client) -> None:
    _contract, address = accepted_quote(edition, browser)
    browser.post(address, {"step": "code"})

    ids = re.findall(r' id="([^"]+)"', browser.get(address).content.decode())

    assert sorted(set(ids)) == sorted(ids)


def test_after_three_wrong_codes_the_page_says_when_the_next_can_be_asked_for(
    edition: Edition, browser: Client
) -> None:
    contract, address = accepted_quote(edition, browser)
    full = with_code(browser, address)
    pages = [browser.post(address, full | {"code": "WRONG"}).content.decode() for _try in range(3)]

    page = pages[-1]
    assert "A code was typed wrong three times" in page
    assert "Send another code" not in page
    browser.post(address, {"step": "code"})
    assert Message.objects.filter(kind="contract_code").count() == 1
    later = browser.get(address).content.decode()
    assert "typed wrong three times" in later
    assert "send me the code" not in later
    for _code in range(4):
        SigningCode.objects.create(
            contract=contract, code_hash="0", email="", sent_at=timezone.now(), expires_at=timezone.now()
        )
    assert "Five codes were sent within a day" in browser.get(address).content.decode()
