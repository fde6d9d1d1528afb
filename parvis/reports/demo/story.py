"""One company on its way through one edition: found, called, quoted, signed, invoiced; or not."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from parvis.companies.actions import (
    add_contact,
    assign_owner,
    create_company,
    ensure_opportunity,
    move_opportunity,
    note_interaction,
    plan_next_step,
)
from parvis.companies.models import Company, Contact, Opportunity, Stage
from parvis.core.actor import Actor, ActorKind
from parvis.editions.models import Edition
from parvis.exhibitors.models import Exhibitor
from parvis.reports.demo import texts
from parvis.reports.demo.names import Firm, words
from parvis.reports.demo.world import World
from parvis.reports.demo.year import DEMO, FAIR_IN
from parvis.sales.actions import (
    accept_quote,
    create_quote,
    fill_details,
    refuse_quote,
    send_code,
    send_quote,
    sign_contract,
    withdraw_contract,
)
from parvis.sales.actions.invoicing import References
from parvis.sales.invoicing import is_public
from parvis.sales.models import Contract, Quote
from parvis.sales.offer import choices_from_codes

AGENT = "Mozilla/5.0 (X11; Linux x86_64) demo"
REACHED = {  # how far a company that did not sign has come -> its stage
    "contacted": "contacted",
    "interested": "interested",
    "negotiating": "negotiating",
    "refused": "lost",
    "lost": "lost",
}
QUOTED = {"signed", "withdrawn", "signing", "quoted", "negotiating", "refused"}
ACCEPTED = {"signed", "withdrawn", "signing"}


@dataclass
class Story:
    """Days are those of `demo` (T is 0, the fair is on 21); another edition lives the same days before its own fair."""

    world: World
    slug: str
    firm: Firm
    fate: str
    owner: str
    offer: dict[str, int]
    quoted_on: int
    guest: tuple[str, str, str] | None = None  # the contact's name and address, when it is one who signs in
    company: Company | None = None
    then: list[Callable[["Story", datetime], object]] = field(default_factory=list)  # done once the contract is signed

    def __post_init__(self) -> None:
        self.dice: Random = self.world.dice(f"{self.slug}:{self.firm.siren}")
        self.shift = FAIR_IN[self.slug] - FAIR_IN[DEMO]

    @property
    def edition(self) -> Edition:
        return self.world.editions[self.slug]

    @property
    def by(self) -> Actor:
        return self.world.actor(self.owner)

    def moment(self, days: int) -> datetime:
        """Some minute of office hours of that day."""
        return self.world.moment(days + self.shift, self.dice.randint(9, 17), self.dice.randrange(60))

    def plan(self, days: int, act: Callable[[datetime], object]) -> None:
        self.world.calendar.plan(self.moment(days), act)

    def tell(self) -> None:
        """Plan the beginning; each act plans what follows."""
        self.plan(-285 + self.dice.randrange(20), self.find)

    def find(self, at: datetime) -> None:
        """The company enters the list and the pipeline, with somebody to call and somebody who calls."""
        if self.company is None:
            self.company = create_company(edition=self.edition, by=self.by, at=at, **self._fields())
        self.contact = self._meet(self.company, at)
        self.opportunity = ensure_opportunity(self.company, self.edition, by=self.by, at=at)
        assign_owner(self.opportunity, owner=self.world.users[self.owner], by=self.by, at=at)
        if self.fate != "to_contact":
            self.plan(self.quoted_on - 9, self.call)

    def _fields(self) -> dict[str, Any]:
        sector = self.world.sectors[self.firm.sector]
        return {**self.firm.fields, "sector": sector}

    def _meet(self, company: Company, at: datetime) -> Contact:
        known = Contact.objects.filter(company=company).order_by("pk").first()
        if known:
            return known
        first, last, email = self.guest or self.world.people.person(self.firm.domain)
        is_english = company.country == "GB"
        return add_contact(
            company,
            email=email,
            edition=self.edition,
            by=self.by,
            at=at,
            first_name=first,
            last_name=last,
            job_title=self.dice.choice(words()["job_titles"]),
            phone=f"01 99 00 {self.dice.randrange(10, 99)} {self.dice.randrange(10, 99)}",
            language="en" if is_english else "fr",
            is_signatory=True,
            is_billing=True,
            is_on_site=True,
            source="Salon de l’an dernier",
        )

    def call(self, at: datetime) -> None:
        self._note(at)
        self._reach("contacted", at)
        if self.fate in QUOTED:
            self.plan(self.quoted_on, self.quote)
        elif self.fate in REACHED:
            self.plan(self.quoted_on + 2, lambda later: self._reach(REACHED[self.fate], later))
        if self.fate not in {"signed", "withdrawn", "lost", "refused"}:
            self.plan(-4, self.promise)

    def promise(self, at: datetime) -> None:
        """What the owner means to do next: some of it late, some due on T."""
        day = self.world.today + timedelta(days=self.dice.choice([-2, -1, 0, 0, 2, 5]))
        step = self.dice.choice(texts.NEXT_STEPS)
        hoped = self.dice.choice([2_400_00, 3_200_00, 4_900_00])
        plan_next_step(self.opportunity, next_step=step, next_step_on=day, expected_cents=hoped, by=self.by, at=at)

    def _note(self, at: datetime) -> None:
        note_interaction(
            self.opportunity.company,
            kind=self.dice.choice(["call", "call", "mail", "meeting"]),
            body=self.dice.choice(texts.CALLS),
            author=self.world.users[self.owner],
            edition=self.edition,
            contact=self.contact,
            by=self.by,
            at=at,
        )

    def _reach(self, slug: str, at: datetime) -> None:
        stage = Stage.objects.get(edition=self.edition, slug=slug)
        reason = self.dice.choice(texts.LOST) if stage.outcome == Stage.Outcome.LOST else ""
        opportunity = Opportunity.objects.get(pk=self.opportunity.pk)
        move_opportunity(opportunity, stage=stage, reason=reason, by=self.by, at=at)

    def quote(self, at: datetime) -> None:
        choices = choices_from_codes(self.edition, self.offer)
        company = self.opportunity.company
        draft = create_quote(company, self.edition, contact=self.contact, choices=choices, by=self.by, at=at)
        sent = send_quote(draft, by=self.by, at=at)
        if self.fate in ACCEPTED:
            self.plan(self.quoted_on + self.dice.randint(1, 6), lambda later: self.accept(sent, later))
        elif self.fate == "refused":
            self.plan(self.quoted_on + 4, lambda later: self.refuse(sent, later))
        elif self.fate == "negotiating":
            self.plan(self.quoted_on + 2, lambda later: self._reach("negotiating", later))

    def refuse(self, quote: Quote, at: datetime) -> None:
        refuse_quote(quote, reason=self.dice.choice(texts.LOST), by=self._signer(), at=at)
        self._reach("lost", at)

    def accept(self, quote: Quote, at: datetime) -> None:
        contract = accept_quote(quote, by=self._signer(), at=at)
        if self.fate != "signing":
            later = at + timedelta(hours=self.dice.randint(2, 60))
            self.world.calendar.plan(later, lambda then: self.sign(contract, then))

    def sign(self, contract: Contract, at: datetime) -> None:
        name, role, company = self.contact.full_name, self.contact.job_title, contract.exhibitor.company
        if is_public(company):
            given: References = {"service_code": "SG-COMM", "purchase_order": f"ENG-{company.siren[-4:]}"}
            fill_details(contract, place={}, **given, by=self._signer(), at=at)
        code = send_code(contract, agent=AGENT, by=self._signer(), at=at)
        sign_contract(contract, name=name, role=role, code=code, user_agent=AGENT, by=self._signer(), at=at)
        self.contract = Contract.objects.select_related("exhibitor__company", "exhibitor__edition").get(pk=contract.pk)
        for act in self.then:
            act(self, at)

    def withdraw(self, at: datetime) -> None:
        withdraw_contract(self.contract, reason="Budget de recrutement gelé", by=self.by, at=at)
        self._reach("lost", at)

    @property
    def exhibitor(self) -> Exhibitor:
        return self.contract.exhibitor

    def _signer(self) -> Actor:
        return Actor(ActorKind.SIGNER, str(self.contact.pk), self.contact.full_name, "192.0.2.17")
