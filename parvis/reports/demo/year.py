"""The association and its three editions: created, dated, opened."""

import json
import re
from datetime import date, datetime, timedelta
from typing import Any

from parvis.accounts.actions import import_schools
from parvis.core.actor import Actor
from parvis.core.dates import local_date
from parvis.editions.actions import (
    change_edition,
    create_edition,
    open_edition,
    set_day,
    set_up_association,
    set_window,
)
from parvis.editions.models import Association, Edition, Window
from parvis.reports.demo.names import HERE, luhn_completed, vat_number
from parvis.reports.demo.world import World
from parvis.sales.actions import import_catalogue, publish_terms
from parvis.treasury.actions.numbering import start_series, write_regime
from parvis.treasury.models import InvoiceSeries
from parvis.visitors.actions import change_capacity, ensure_consent_texts
from parvis.website.actions import write_usual_pages

DEMO, TODAY, PAST = "demo", "demo-today", "demo-past"
FAIR_IN = {DEMO: 21, TODAY: 0, PAST: -344}
EARLY_BIRD_ENDS = 10
CAPACITY = {DEMO: 2000, TODAY: 400, PAST: 1200}
Name = Window.Name
WINDOWS = [  # days after T: opens, closes
    (Name.QUOTES, -300, 18),
    (Name.PROFILE, -75, 14),
    (Name.REPRESENTATIVES, -75, 16),
    (Name.JOB_OFFERS, -75, 19),
    (Name.DOCUMENTS, -75, 12),
]


REGIMES = {  # small at first, then past the threshold; days before the fair
    PAST: [("non_profit", -340)],
    DEMO: [("franchise", -400), ("normal", -248)],
}


def found_association(at: datetime) -> Association:
    """The seller of every paper, complete enough to invoice; its numbers begin with zeros and belong to nobody."""
    by = Actor.system("demo")
    siren = luhn_completed("00090017")
    ensure_consent_texts(at=at)
    import_schools((HERE / "schools.csv").read_bytes(), "schools.csv", dry_run=False, by=by, at=at)
    return set_up_association(
        name="Forum Horizon",
        legal_name="Association Forum Horizon",
        siren=siren,
        siret=luhn_completed(f"{siren}0001"),
        rna="W000000017",
        vat_number=vat_number(siren),
        address="12 avenue des Inventeurs\n91120 Palaiseau",
        email="contact@demo.example",
        phone="01 99 00 17 17",
        iban="FR7630006000011234567890189",
        bic="EXMPFRPPXXX",
        publication_director="Paul Marchand",
        hosting="Forum Horizon, sur sa propre machine",
        data_contact="donnees@demo.example",
        by=by,
        at=at,
    )


def prepare(world: World, slug: str, *, president: str, at: datetime) -> Edition:
    """A new edition with its day, its words, its price list and its general terms."""
    fair_on = world.today + timedelta(days=FAIR_IN[slug])
    name = "Forum Horizon, aujourd’hui" if slug == TODAY else f"Forum Horizon {fair_on.year}"
    by, association = world.actor(president), Association.objects.get()
    edition = create_edition(association, slug=slug, name=name, fair_on=fair_on, by=by, at=at)
    world.editions[slug] = edition
    change_edition(
        edition,
        tagline_fr="Une journée, quatre-vingts entreprises, votre premier emploi",
        tagline_en="One day, eighty companies, your first job",
        place_name="Palais des Sciences",
        place_address="12 avenue des Inventeurs, 91120 Palaiseau",
        hue={DEMO: 262, TODAY: 170, PAST: 25}[slug],
        by=by,
        at=at,
    )
    opens_at, closes_at = doors(world, slug)
    set_day(edition, on=fair_on, opens_at=opens_at, closes_at=closes_at, by=by, at=at)
    import_catalogue(catalogue(world, slug), "catalogue.json", edition=edition, by=by, at=at)
    publish_terms(edition, text_fr=_terms("fr"), text_en=_terms("en"), by=by, at=at)
    write_usual_pages(edition, by=by, at=at)
    for regime, days in REGIMES.get(slug, []):
        starts_on = fair_on + timedelta(days=days)
        write_regime(edition, starts_on, values={"regime": regime}, by=world.actor(president), at=at)
    change_capacity(edition, round(CAPACITY[slug] * max(world.scale, 1)), by=by, at=at)
    return edition


def _terms(language: str) -> str:
    return (HERE / f"terms_{language}.md").read_text(encoding="utf-8")


def doors(world: World, slug: str) -> tuple[datetime, datetime]:
    """Nine to six; the whole day where scanning is to be tried."""
    days = FAIR_IN[slug]
    if slug == TODAY:
        return world.moment(days, 0), world.moment(days + 1, 0)
    return world.moment(days, 9), world.moment(days, 18)


def open_windows(world: World, slug: str, *, president: str, at: datetime) -> None:
    """Set the dates of every section, then show the edition to the public."""
    edition, by, late = world.editions[slug], world.actor(president), FAIR_IN[slug] - FAIR_IN[DEMO]
    registration = (Name.REGISTRATION, -28, 21 if slug != TODAY else 22)
    for name, opens, closes in [*WINDOWS, registration]:
        opens_at, closes_at = world.moment(opens + late, 8), world.moment(closes + late, 20)
        set_window(edition, name=name, opens_at=opens_at, closes_at=closes_at, by=by, at=at)
    _begin_series(edition, by=by, at=at)
    open_edition(edition, by=by, at=at)
    edition.refresh_from_db()


def _begin_series(edition: Edition, *, by: Actor, at: datetime) -> None:
    """Both series of the civil year, unless another edition began them."""
    year = local_date(at).year
    for letter in (InvoiceSeries.INVOICES, InvoiceSeries.CREDIT_NOTES):
        if not InvoiceSeries.objects.filter(prefix=f"{letter}{year}").exists():
            start_series(letter, year, first_number=1, edition=edition, by=by, at=at)


def catalogue(world: World, slug: str) -> bytes:
    """The price list with every date moved by one offset, so that early bird of `demo` ends on T+10."""
    content = json.loads((HERE / "catalogue.json").read_text(encoding="utf-8"))
    known = date.fromisoformat(next(rule["until"] for rule in content["rules"] if "until" in rule))
    wanted = world.today + timedelta(days=EARLY_BIRD_ENDS + FAIR_IN[slug] - FAIR_IN[DEMO])
    stocked = _stocked(_moved(content, wanted - known), max(1, -(-world.scale // 1)))
    return json.dumps(stocked, ensure_ascii=False).encode()


def _moved(value: Any, offset: timedelta) -> Any:
    if isinstance(value, dict):
        return {key: _moved(inner, offset) for key, inner in value.items()}
    if isinstance(value, list):
        return [_moved(inner, offset) for inner in value]
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return (date.fromisoformat(value) + offset).isoformat()
    return value


def _stocked(content: dict[str, Any], factor: float) -> dict[str, Any]:
    """A larger fair has more of everything."""
    for item in content["packages"] + content["options"]:
        if item["stock"] is not None:
            item["stock"] = int(item["stock"] * factor)
    return content
