"""The walk: one edition from its first company to its closing report, and the next one after it."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from parvis.checkin.documents import badge_text
from parvis.checkin.models import Badge
from parvis.companies.models import Company, Opportunity, Stage
from parvis.editions.models import Edition, LogEntry, Membership
from parvis.exhibitors.models import Exhibitor
from parvis.exhibitors.tests.factories import logo_file, pdf_file
from parvis.logistics.models import Booth
from parvis.outbox.models import Message
from parvis.sales.models import Contract, Package, Quote
from parvis.treasury.models import Invoice
from parvis.visitors.models import Registration
from tests.journeys.browsing import correct, download, mailed_code, mailed_path, send, sign_in, upload

pytestmark = pytest.mark.django_db


def found_the_forum() -> tuple[Client, str]:
    """An empty installation becomes a forum with a president, who signs in."""
    words = {
        "association": "Forum Exemple",
        "edition": "Forum 2026",
        "slug": "forum-2026",
        "fair_on": timezone.localdate().isoformat(),
        "email": "paul@forum.example",
        "first_name": "Paul",
        "last_name": "Martin",
    }
    send(Client(), "/setup/", words)
    return sign_in("paul@forum.example"), "/team/forum-2026/"


def invite(boss: Client, team: str, name: str, pole: str, role: str = "lead") -> Client:
    address = f"{name}@forum.example"
    words = {"email": address, "first_name": name.title(), "last_name": "Roy", "pole": pole, "role": role}
    send(boss, team + "members/invite/", words)
    send(Client(), mailed_path("invitation", address))
    return sign_in(address)


def open_the_edition(boss: Client, team: str) -> Edition:
    edition = Edition.objects.get()
    today = timezone.localdate()
    send(boss, team + "settings/days/", {"on": today.isoformat(), "opens": "00:00", "closes": "23:59"})
    details = {
        "legal_name": "Association Forum Exemple",
        "email": "contact@forum.example",
        "siren": "732829320",
        "vat_number": "FR44732829320",
        "address": "1 place du Forum\n91120 Palaiseau",
        "publication_director": "Paul Martin",
        "hosting": "Forum Exemple, Palaiseau",
        "data_contact": "donnees@forum.example",
    }
    correct(boss, team + "settings/association/", **details)
    prices: Any = boss.post(team + "catalogue/import/", {"file": upload("catalogue.json")}).context["result"]
    assert (prices.read, prices.created) == (22, 22)
    send(boss, team + "catalogue/terms/publish/", {"text_fr": "## Article 1\n\nLe forum.", "text_en": ""})
    for letter in ("F", "A"):
        words = {"letter": letter, "year": today.year, "first_number": 1}
        send(boss, team + "invoices/numbers/start/", words)
    send(boss, team + "visitors/seats/", {"capacity": 300})
    assert len(keys_left(boss, team)) == 1
    refused = boss.post(team + "settings/open/")
    assert (refused.status_code, "Pages the law asks for" in refused.text) == (409, True)
    for slug in ("legal", "privacy"):
        correct(boss, f"{team}pages/{slug}/", body_fr="Relu.")
    assert keys_left(boss, team) == []
    send(boss, team + "settings/open/")
    return edition


def keys_left(boss: Client, team: str) -> list[str]:
    """What the checklist still says before the edition may open."""
    page: Any = boss.get(team + "planning/")
    return [line.key for line, _url in page.context["blocking"]]


def sell_a_booth(ada: Client, team: str) -> Contract:
    """Import, quote, acceptance by a personal link, signature."""
    preview = send(ada, team + "companies/import/", {"file": upload("companies.csv")})
    result = send(ada, preview.path + "run/").context["result"]
    assert (result.read, result.created, len(result.duplicates), len(result.refused)) == (102, 95, 6, 1)
    company = Company.objects.get(name="Orange")
    contact = company.contacts.get()
    package = Package.objects.get(code="B12")
    words = {"contact": contact.pk, "package": package.pk, "expires_on": timezone.localdate() + timedelta(days=20)}
    draft = send(ada, f"{team}quotes/new/?company={company.pk}", words)
    send(ada, draft.path + "send/")
    stranger = Client(headers={"accept-language": "en"})
    send(stranger, mailed_path("quote_sent"), {"answer": "accept"})
    place = {"address": "111 quai du Président Roosevelt", "postcode": "92130", "city": "Issy-les-Moulineaux"}
    send(stranger, mailed_path("contract_sent"), {"step": "details", **place})
    send(stranger, mailed_path("contract_sent"), {"step": "code"})
    signature = {"name": "Camille Lacroix", "role": "DRH", "is_empowered": "on", "consents": "on"}
    send(stranger, mailed_path("contract_sent"), signature | {"step": "sign", "code": mailed_code()})
    assert Quote.objects.get().status == "accepted"
    assert Opportunity.objects.get(company=company).stage.outcome == Stage.Outcome.WON
    return Contract.objects.get(status="signed")


def get_paid(ada: Client, nora: Client, team: str, contract: Contract) -> None:
    invoice = Invoice.objects.get(contract=contract)
    page = f"{team}invoices/{invoice.pk}/"
    send(nora, page + "issue/")
    invoice.refresh_from_db()
    assert invoice.number == f"F{timezone.localdate().year}-0001"
    assert download(nora, page + "pdf/").startswith(b"%PDF-")
    payment = {
        "amount_cents": f"{invoice.total_cents / 100:.2f}",
        "received_on": timezone.localdate().isoformat(),
        "method": "transfer",
        "reference": invoice.number,
    }
    send(nora, page + "payments/", payment)
    assert [vars(row)["due_cents"] for row in Invoice.objects.all().with_amounts()] == [0]


def settle_in(contract: Contract, leo: Client, team: str) -> Client:
    """The exhibitor completes its space; logistics gives it a booth that nobody else can take."""
    exhibitor = Exhibitor.objects.get(contracts=contract)
    grace = sign_in(contract.quote.contact.email)
    portal = "/exhibitor/forum-2026/"
    assert grace.get(portal).status_code == 200
    profile = {"public_name": "Orange", "tagline": "Réseaux", "sector": "Télécoms", "description_fr": "Bonjour"}
    send(grace, portal + "profile/", profile)
    send(grace, portal + "profile/logo/set/", {"logo": logo_file()})
    person = {"first_name": "Zoé", "last_name": "Roy", "email": "zoe@orange.example", "is_on_site": "on"}
    send(grace, portal + "people/new/", person)
    offer = grace.get(portal + "offers/new/").context["form"]
    kind = offer.fields["kind"].queryset.first().pk
    send(grace, portal + "offers/new/", {"title": "Stage réseaux", "kind": kind, "place": "Paris"})
    send(grace, portal + "messages/", {"body": "Où décharger ?"})
    request = {"title_fr": "Attestation", "title_en": "Insurance", "due_on": timezone.localdate(), "is_required": "on"}
    send(leo, team + "documents/new/", request)
    asked = exhibitor.edition.document_requests.get()
    send(grace, f"{portal}documents/{asked.pk}/send/", {"file": pdf_file()})
    send(leo, team + "plan/venue/", {"name": "Grande Halle"})
    send(
        leo,
        team + "halls/new/",
        {"name": "Hall A", "slug": "a", "width_cm": "3000", "depth_cm": "2000", "ceiling_count": "500"},
    )
    hall = exhibitor.edition.venue.halls.get()
    booth = {"number": "A1", "x_cm": "100", "y_cm": "100", "width_cm": "400", "depth_cm": "300"}
    send(leo, f"{team}halls/{hall.pk}/booths/new/", booth)
    place = Booth.objects.get()
    send(leo, f"{team}booths/{place.pk}/give/", {"exhibitor": exhibitor.pk})
    assert Booth.objects.get().exhibitor == exhibitor
    return grace


def bring_a_visitor(vera: Client, team: str) -> Badge:
    send(vera, team + "visitors/seats/", {"capacity": "2000"})
    preview = send(vera, team + "visitors/import/", {"file": upload("visitors.csv")})
    send(vera, preview.path)
    assert Registration.objects.count() > 1200
    sam = Client(headers={"accept-language": "en"})
    words = {
        "first_name": "Sam",
        "last_name": "Petit",
        "email": "sam@mail.example",
        "school": "ensta",
        "language": "en",
    }
    send(sam, "/register/", words)
    send(sam, mailed_path("registration", "sam@mail.example"))
    sam = sign_in("sam@mail.example")
    assert sam.get("/me/forum-2026/badge/").status_code == 200
    return Badge.objects.get(registration__visitor__email="sam@mail.example")


def scan_twice(boss: Client, team: str, badge: Badge) -> list[str]:
    omar = invite(boss, team, "omar", "logistics", "volunteer")
    send(boss, team + "places/usual/")
    events = []
    for sequence in (1, 2):
        event = {
            "id": str(uuid4()),
            "place": "door-a",
            "kind": "entry",
            "badge": badge_text(badge),
            "device_time": timezone.now().isoformat(),
            "sequence": sequence,
            "offline": False,
        }
        answer = omar.post("/scan/forum-2026/events/", {"events": [event]}, content_type="application/json")
        events.append(answer.json()["results"][0])
    assert events[1]["first"]["place"]
    return [event["verdict"] for event in events]


def read_the_report(boss: Client, team: str) -> None:
    site = Client(headers={"accept-language": "en"})
    assert "Orange" in site.get("/exhibitors/").text
    assert "A1" in site.get("/plan/").text
    assert boss.get(team + "report/").status_code == 200
    assert download(boss, team + "report.pdf").startswith(b"%PDF-")


def hand_over(boss: Client, ada: Client, team: str) -> Edition:
    """Closed for good, copied forward; the old team leaves, the new one reads."""
    send(boss, team + "settings/close/", {"confirmation": "forum-2026"})
    assert ada.post(team + "companies/new/", {"name": "Late"}).status_code == 403
    following = {
        "name": "Forum 2027",
        "slug": "forum-2027",
        "fair_on": (timezone.localdate() + timedelta(days=364)).isoformat(),
        "email": "eve@forum.example",
    }
    assert boss.post(team + "settings/next/", following).status_code == 302
    assert ada.get(team).status_code == 302  # signed out
    assert sign_in("ada@forum.example").get(team).status_code == 404
    eve = sign_in("eve@forum.example")
    assert eve.get("/team/forum-2027/").status_code == 200
    assert eve.get(team + "report/").status_code == 200
    return Edition.objects.get(slug="forum-2027")


def test_one_edition_from_first_company_to_hand_over() -> None:
    boss, team = found_the_forum()
    edition = open_the_edition(boss, team)
    poles = {"ada": "company_relations", "nora": "treasury", "leo": "logistics", "vera": "visitors"}
    people = {name: invite(boss, team, name, pole) for name, pole in poles.items()}
    assert [client.get(team).status_code for client in people.values()] == [200] * 4
    schools: Any = boss.post(team + "planning/schools/", {"file": upload("schools.csv")}).context["result"]
    assert (schools.read, schools.created, schools.refused) == (11, 11, [])

    contract = sell_a_booth(people["ada"], team)
    get_paid(people["ada"], people["nora"], team, contract)
    settle_in(contract, people["leo"], team)
    badge = bring_a_visitor(people["vera"], team)
    assert scan_twice(boss, team, badge) == ["ok", "already-in"]
    read_the_report(boss, team)
    target = hand_over(boss, people["ada"], team)

    assert target.packages.count() == edition.packages.count() == 5
    assert target.venue.halls.count() == 1
    assert not Registration.objects.in_edition(target).exists()
    assert not Membership.objects.in_edition(edition).filter(ended_at=None).exists()
    verbs = set(LogEntry.objects.filter(edition=edition).values_list("verb", flat=True))
    assert {"quote.accepted", "contract.signed", "invoice.issued", "payment.entered", "booth.given"} <= verbs
    mailed = set(Message.objects.filter(to_address__endswith="@mail.example").values_list("to_address", flat=True))
    assert mailed == {"sam@mail.example"}
