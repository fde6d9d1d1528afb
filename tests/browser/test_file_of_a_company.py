"""One company from the public form to a paid invoice, by clicks and keys, each person at their own screen."""

import re
from contextlib import ExitStack
from dataclasses import dataclass, field

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, FilePayload, expect

from parvis.core.tests.pdf_reading import text_of
from parvis.treasury.tests.bank_files import Move, camt
from tests.browser.person import Keys, Mailbox, Person, keys_of, person
from tests.browser.server import Server
from tests.browser.visit import DESKTOP, PHONE, visit

TEAM = "/team/demo/"


@dataclass(frozen=True)
class Bill:
    """What one invoice asks for: to the cent, and as it is read."""

    cents: int
    words: str


@dataclass(frozen=True)
class Tongue:
    """What is read in one language: nothing here is asked from the code that is under test."""

    code: str
    sums: tuple[str, str, str]
    quote_mail: str
    contract_mail: str
    code_mail: str
    invoice_mail: str
    accepted: str
    signed: str
    countersigned: str
    by_itself: str
    paid: str
    all_is_paid: str
    bills: tuple[Bill, ...]  # 3 200 - 10 % - 5 %, two chairs, a screen, and 20 % of VAT; at once or 30 % first


ENGLISH = Tongue(
    code="en",
    sums=("€3,134.00", "€626.80", "€3,760.80"),
    quote_mail="Your quote",
    contract_mail="Your contract",
    code_mail="code",
    invoice_mail="Invoice",
    accepted="Quote accepted",
    signed="Contract signed",
    countersigned="Signed by both",
    by_itself="By itself",
    paid="Paid",
    all_is_paid="Everything is paid",
    bills=(Bill(1_128_24, "€1,128.24"), Bill(2_632_56, "€2,632.56")),
)
FRENCH = Tongue(
    code="fr",
    sums=("3 134,00 €", "626,80 €", "3 760,80 €"),
    quote_mail="Votre devis",
    contract_mail="Votre contrat",
    code_mail="code",
    invoice_mail="Facture",
    accepted="Devis accepté",
    signed="Contrat signé",
    countersigned="Signé par les deux parties",
    by_itself="Automatiquement",
    paid="Payée",
    all_is_paid="Tout est payé",
    bills=(Bill(3_760_80, "3 760,80 €"),),
)


@dataclass(frozen=True)
class Firm:
    name: str
    siren: str

    @property
    def mail(self) -> str:
        return f"camille@{self.name.split()[0].lower()}.example"


@dataclass
class Case:
    """The people around one file, and what they learn from each other by mail."""

    tongue: Tongue
    firm: Firm
    mailbox: Mailbox
    client: Person
    ada: Person
    paul: Person
    nora: Person
    invoices: list[str] = field(init=False, default_factory=list)

    @property
    def everybody(self) -> list[Person]:
        return [self.client, self.ada, self.paul, self.nora]

    def mailed(self, subject: str) -> str:
        return self.mailbox.read(self.firm.mail, subject)

    def mailed_path(self, subject: str) -> str:
        found = re.search(re.escape(self.client.window.origin) + r"(/\S+)", self.mailed(subject))
        assert found, subject
        return found[1]


def ask_to_come(case: Case) -> None:
    """The public form, filled at the pace of fingers."""
    client, page = case.client, case.client.page
    client.open("/demo/exhibit/")
    client.fill(name=case.firm.name, siren=case.firm.siren, city="Palaiseau")
    client.fill(first_name="Camille", last_name="Aubin", email=case.firm.mail, phone="01 99 00 22 33")
    client.choose("package", "Stand 12 m²")
    words = "We build sensors for bridges and dams, and look for six interns from March on."
    page.locator("[name=message]").press_sequentially(words, delay=45)
    client.press("Send")
    page.wait_for_url("**/exhibit/thanks/")
    client.look()


def make_a_quote(case: Case) -> None:
    """From the pipeline to a quote with options and a negotiated discount, and away by mail."""
    ada = case.ada
    ada.open(TEAM + "opportunities/")
    ada.click(case.firm.name, role="link")
    ada.page.wait_for_url("**/companies/*/")
    ada.sees("Camille Aubin")
    ada.page.wait_for_url("**/companies/*/")
    ada.main.locator("a[href*='quotes/new/']").click()
    ada.look()
    select = ada.main.locator
    select("[name=contact]").select_option(index=1)
    ada.choose("package", "Stand 12 m²")
    ada.fill(discount_percent="5", discount_reason="Third year with us")
    select(".pick-row", has_text="Chaise").locator("input[type=number]").fill("2")
    select(".pick-row", has_text="42").locator("input[type=number]").fill("1")
    ada.sees(*case.tongue.sums)
    ada.look()
    ada.press("Save the draft")
    ada.page.wait_for_url(re.compile(r"/quotes/\d+/$"))
    ada.sees(*case.tongue.sums)
    ada.press("Send")
    dialog = ada.page.locator("dialog[open]")
    expect(dialog).to_contain_text(case.firm.mail)
    ada.press("Send", inside=dialog)


def accept_it(case: Case) -> None:
    client = case.client
    client.open(case.mailed_path(case.tongue.quote_mail))
    client.sees(case.firm.name, *case.tongue.sums)
    client.press("Accept the quote")
    expect(client.page.locator("h1")).to_have_text(case.tongue.accepted)


def sign_it(case: Case) -> None:
    """The company reads the whole document, gives what its invoice lacks, asks the code and signs."""
    client, page = case.client, case.client.page
    client.open(case.mailed_path(case.tongue.contract_mail))
    client.sees(case.firm.name, *case.tongue.sums)
    details = page.locator("#details")
    details.locator("[name=address]").fill("4 quai des Ponts")
    details.locator("[name=postcode]").fill("91120")
    details.locator("[name=purchase_order]").fill("PO-2026-117")
    client.press("Keep this")
    client.sees("PO-2026-117")
    page.locator("#sign").scroll_into_view_if_needed()
    client.press("I have read it: send me the code")
    client.fill(role="DRH")
    for box in ("is_empowered", "consents"):
        client.main.locator(f"[name={box}]").check()
    code = next(line for line in case.mailed(case.tongue.code_mail).splitlines() if re.fullmatch(r"[A-Z2-9]{8}", line))
    client.fill(code=code)
    client.press("Sign the contract")
    expect(page.locator("h1")).to_have_text(case.tongue.signed)


def countersign_it(case: Case) -> None:
    """The president signs what the company signed; both get the sealed file."""
    paul = case.paul
    paul.open(TEAM + "contracts/")
    paul.row(case.firm.name).get_by_role("link").first.click()
    paul.look()
    paul.follow("Sign for the association")
    paul.sees("Camille Aubin", "DRH")
    paul.press("Sign for the association")
    paul.page.wait_for_url(re.compile(r"/contracts/\d+/$"))
    expect(paul.main.locator(".page-titles")).to_contain_text(case.tongue.countersigned)


def bill_it(case: Case) -> None:
    """All at once; or a deposit first, and what is left once it is paid."""
    nora = case.nora
    nora.open(TEAM + "invoices/")
    nora.row(case.firm.name).get_by_role("link").first.click()
    nora.sees(*case.tongue.sums, "PO-2026-117")
    deposit, *rest = case.tongue.bills
    if rest:
        nora.follow("Ask a deposit")
        nora.fill(percent="30")
        nora.press("Draft the deposit")
    issue_the_draft(case, deposit)
    bring_in_the_transfer(case, deposit)
    for bill in rest:
        nora.open(TEAM + "invoices/?state=draft")
        nora.row(case.firm.name).get_by_role("link").first.click()
        nora.sees(*case.tongue.sums)
        issue_the_draft(case, bill)
        nora.sees(deposit.words, bill.words)
        bring_in_the_transfer(case, bill)


def issue_the_draft(case: Case, bill: Bill) -> None:
    """The page of the draft is open: it gets its number and leaves by mail."""
    nora = case.nora
    nora.press("Issue")
    nora.page.wait_for_url(re.compile(r"/invoices/\d+/$"))
    expect(nora.page.locator("h1")).to_contain_text(re.compile(r"F\d{4}-\d{4}"))
    nora.look()
    case.invoices.append(nora.page.locator("h1").inner_text().partition(",")[0])
    sentence = case.mailed(f"{case.tongue.invoice_mail} {case.invoices[-1]}")
    assert bill.words in sentence.replace("\u202f", " ").replace("\xa0", " ")


def bring_in_the_transfer(case: Case, bill: Bill) -> None:
    """The bank's file names the invoice and the amount: nobody has to match anything."""
    nora, day, number = case.nora, timezone.localdate().isoformat(), case.invoices[-1]
    move = Move(bill.cents, f"VIR SEPA {number}", case.firm.name.upper(), f"BK-{number}", day)
    nora.open(TEAM + "bank/statements/new/")
    statement = FilePayload(name=f"releve-{number}.xml", mimeType="application/xml", buffer=camt(move))
    nora.main.locator("input[type=file]").set_input_files(statement)
    nora.press("Bring it in")
    nora.page.wait_for_url(re.compile(r"/bank/(statements/)?$"))
    nora.look()
    nora.open(TEAM + "bank/statements/")
    nora.row(f"releve-{number}.xml").get_by_role("link").first.click()
    nora.sees(number, bill.words, case.tongue.by_itself)
    nora.look()
    nora.open(TEAM + "invoices/")
    expect(nora.row(number)).to_contain_text(case.tongue.paid)
    nora.row(number).get_by_role("link").first.click()
    expect(nora.main.locator(".page-titles")).to_contain_text(case.tongue.paid)
    nora.look()


def see_it_paid(case: Case) -> None:
    """The company signs in with a mailed code: its space says that nothing is due, and keeps the paper."""
    client, page = case.client, case.client.page
    client.open("/accounts/login/")
    client.fill(email=case.firm.mail)
    page.locator("form:not([data-passkey]) button[type=submit]").last.click()
    page.wait_for_url("**/login/code/**")
    client.fill(code=page.locator("#demo-code").inner_text())
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url("**/exhibitor/demo/")
    client.look()
    client.sees(case.tongue.all_is_paid)
    client.open("/exhibitor/demo/invoices/")
    client.sees(case.tongue.all_is_paid)
    for number in case.invoices:
        expect(client.row(number)).to_contain_text(case.tongue.paid)
    assert sum(bill.cents for bill in case.tongue.bills) == 3_760_80
    with page.expect_download() as paper:
        client.row(case.invoices[-1]).get_by_role("link").click()
    text = text_of(paper.value.path().read_bytes())
    assert [number for number in case.invoices if number not in text] == []  # a balance names its deposit


STEPS = [
    ask_to_come,
    make_a_quote,
    accept_it,
    sign_it,
    countersign_it,
    bill_it,
    see_it_paid,
]


MEMBERS = ("ada", "paul", "nora")


@pytest.fixture(scope="module")
def keys(browser: Browser, server: Server) -> dict[str, Keys]:
    """The team signs in once for all files."""
    return {name: keys_of(browser, server, f"{name}@demo.example") for name in MEMBERS}


@pytest.mark.parametrize(
    ("tongue", "size", "firm"),
    [
        pytest.param(FRENCH, PHONE, Firm("Pontivel Capteurs", "000987651"), id="french-phone"),
        pytest.param(ENGLISH, DESKTOP, Firm("Damwatch Instruments", "000987669"), id="english-desktop"),
    ],
)
def test_a_company_writes_signs_and_pays(
    browser: Browser,
    server: Server,
    keys: dict[str, Keys],
    tongue: Tongue,
    size: tuple[int, int],
    firm: Firm,
) -> None:
    with ExitStack() as stack:

        def screen(name: str) -> Person:
            someone = person(browser, server, name, language=tongue.code, size=size, keys=keys.get(name))
            return stack.enter_context(someone)

        mailbox = Mailbox(stack.enter_context(visit(browser, server.url)))
        case = Case(tongue, firm, mailbox, *map(screen, ("client", *MEMBERS)))
        for step in STEPS:
            step(case)

        assert [fault for someone in case.everybody for fault in someone.faults] == []
