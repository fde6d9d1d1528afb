"""What the demo plans and spends: a budget that the board adopted, suppliers, bills agreed to, receipts of members."""

from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, NamedTuple

from parvis.core.dates import local_date
from parvis.core.money import percent_of
from parvis.core.uploads import store
from parvis.reports.demo.pictures import receipt
from parvis.reports.demo.world import World
from parvis.treasury.actions.budget import add_budget_line, adopt_budget, start_draft
from parvis.treasury.actions.expenses import Paper, Part, approve_expense, ask_refund, hand_in_paper, refuse_expense
from parvis.treasury.actions.expenses_around import save_supplier, set_threshold
from parvis.treasury.actions.expenses_paid import left_to_pay, pay_expense
from parvis.treasury.models import BudgetItem, Expense, Supplier
from parvis.treasury.receiving import Received

PLANNED, ADOPTED = -300, -290
TWO_FROM = 100_000
MEMBER_IBAN = "FR7630006000011234567890189"


class Item(NamedTuple):
    pole: str
    label: str
    euros: int
    account: str = "628000"
    option: str = ""


INCOME = (
    ("company_relations", "Participation des entreprises", 245_000, True),
    ("treasury", "Subvention de la fondation", 12_000, False),
)
COSTS = (
    Item("logistics", "Location de la salle", 62_000, "613200"),
    Item("logistics", "Stands et cloisons", 58_000, "613500"),
    Item("logistics", "Écrans", 6_500, "613500", "SCREEN"),
    Item("logistics", "Repas et café", 31_000, "625700", "MEAL"),
    Item("logistics", "Sécurité et secours", 14_500, "611000"),
    Item("logistics", "Transport", 4_200, "624000"),
    Item("activities", "Conférences et ateliers", 5_500, "622600"),
    Item("communication", "Impressions et affiches", 7_800, "623000"),
    Item("communication", "Campagne en ligne", 3_500, "623000"),
    Item("visitors", "Badges", 2_400, "606400"),
    Item("it", "Réseau et serveurs", 3_100, "613500"),
    Item("treasury", "Assurance", 2_900, "616000"),
)


class Bill(NamedTuple):
    """A paper of a supplier: days before T, its number, the item, net euros, the rate, what became of it."""

    days: int
    kind: str
    supplier: str
    number: str
    item: str
    euros: int
    points: int
    fate: str  # asked, once (one of two agreed), agreed, paid, part, refused


BILLS = (
    Bill(250, "bill", "Palais des congrès Exemple", "PC-2201", "Location de la salle", 30_000, 2000, "paid"),
    Bill(120, "quote", "Traiteur des Lilas", "D-418", "Repas et café", 27_400, 1000, "agreed"),
    Bill(90, "bill", "Mutuelle Exemple", "AS-90412", "Assurance", 2_750, 0, "paid"),
    Bill(60, "bill", "Stands Bontemps", "FA-1188", "Stands et cloisons", 27_500, 2000, "part"),
    Bill(40, "quote", "Images et Sons", "2026-77", "Écrans", 5_200, 2000, "agreed"),
    Bill(25, "bill", "Imprimerie du Canal", "IC-3301", "Impressions et affiches", 3_960, 2000, "agreed"),
    Bill(12, "bill", "Badges Express", "BX-551", "Badges", 1_870, 2000, "once"),
    Bill(6, "bill", "Imprimerie du Canal", "IC-3340", "Impressions et affiches", 640, 2000, "asked"),
    Bill(5, "bill", "Autocars Roussel", "R-20188", "Transport", 4_900, 1000, "refused"),
)
RECEIPTS = (  # days before T, who, what for, item, cents, what became of it
    (35, "carl", "Affiches imprimées en urgence", "Impressions et affiches", 8_640, "paid"),
    (9, "luc", "Adhésif, serre-câbles et rallonges", "Stands et cloisons", 6_235, "agreed"),
    (2, "jade", "Bouteilles d’eau des intervenants", "Conférences et ateliers", 2_180, "asked"),
)


def plan_spending(world: World, slug: str) -> None:
    """The treasurer prepares and hands in, her colleague and the president agree."""
    world.plan(PLANNED, lambda at: _prepare(world, slug, at))
    world.plan(ADOPTED, lambda at: _adopt(world, slug, at))
    for bill in BILLS:
        world.plan(-bill.days, partial(_bill, world, slug, bill), hour=11)
    for days, who, purpose, item, cents, fate in RECEIPTS:
        values = (who, purpose, item, cents, fate)
        world.plan(-days, partial(_receipt, world, slug, values), hour=19)


def _euros(world: World, euros: int) -> int:
    """Cents, in proportion to the size of the demo."""
    return world.count(euros) * 100


def _prepare(world: World, slug: str, at: datetime) -> None:
    edition, by = world.editions[slug], world.actor("nora")
    draft = start_draft(edition, by=by, at=at)
    options = {option.code: option for option in edition.options.all()}
    usual: dict[str, Any] = {"option": None, "account": "628000", "is_sales": False}
    for pole, label, euros, is_sales in INCOME:
        words = {**usual, "kind": "income", "pole": pole, "label": label, "is_sales": is_sales}
        add_budget_line(draft, values={**words, "planned_cents": _euros(world, euros)}, by=by, at=at)
    for item in COSTS:
        words = {**usual, "kind": "expense", "pole": item.pole, "label": item.label, "account": item.account}
        amount = {"option": options.get(item.option), "planned_cents": _euros(world, item.euros)}
        add_budget_line(draft, values={**words, **amount}, by=by, at=at)
    set_threshold(edition, two_from_cents=_euros(world, TWO_FROM // 100), by=world.actor("paul"), at=at)


def _adopt(world: World, slug: str, at: datetime) -> None:
    draft = start_draft(world.editions[slug], by=world.actor("nora"), at=at)
    adopt_budget(draft, by=world.actor("paul"), at=at)


def _bill(world: World, slug: str, bill: Bill, at: datetime) -> None:
    edition, by = world.editions[slug], world.actor("nora")
    day, net = local_date(at), _euros(world, bill.euros)
    supplier = _supplier(world, slug, bill.supplier, at)
    paper = Paper(
        kind=bill.kind,
        purpose=bill.item,
        issued_on=day - timedelta(days=2),
        number=bill.number,
        due_on=day + timedelta(days=30) if bill.kind == "bill" else None,
        supplier=supplier,
    )
    part = Part(_item(world, slug, bill.item), net, bill.points, percent_of(net, bill.points))
    file = _file(bill.supplier, bill.number, day)
    expense = hand_in_paper(edition, paper, parts=[part], file=file, user=world.users["nora"], by=by, at=at)
    _decide(world, expense, bill.fate, at)


def _receipt(world: World, slug: str, receipt_of: tuple[str, str, str, int, str], at: datetime) -> None:
    who, purpose, item, cents, fate = receipt_of
    day = local_date(at)
    expense = ask_refund(
        world.editions[slug],
        Paper(kind="refund", purpose=purpose, issued_on=day),
        part=Part(_item(world, slug, item), cents, 0, 0),
        file=_file(purpose, who, day),
        iban=MEMBER_IBAN,
        user=world.users[who],
        by=world.actor(who),
        at=at,
    )
    _decide(world, expense, fate, at)


def _decide(world: World, expense: Expense, fate: str, at: datetime) -> None:
    people = {"asked": 0, "refused": 0, "once": 1}.get(fate, expense.approvals_needed)
    for name in ("tom", "paul")[:people]:
        expense = approve_expense(expense, user=world.users[name], by=world.actor(name), at=at)
    if fate == "refused":
        refuse_expense(expense, reason="Au-dessus du devis accepté", by=world.actor("paul"), at=at)
    if fate in {"paid", "part"}:
        left = left_to_pay(expense)
        pay_expense(
            expense,
            amount_cents=left if fate == "paid" else left // 3,
            paid_on=local_date(at),
            reference="Virement",
            request_key="demo",
            by=world.actor("nora"),
            at=at,
        )


def _supplier(world: World, slug: str, name: str, at: datetime) -> Supplier:
    known = Supplier.objects.filter(name=name).first()
    values = {"name": name, "siren": "", "vat_number": "", "iban": MEMBER_IBAN}
    return known or save_supplier(None, values=values, edition=world.editions[slug], by=world.actor("nora"), at=at)


def _item(world: World, slug: str, label: str) -> BudgetItem:
    return BudgetItem.objects.get(edition=world.editions[slug], label=label)


def _file(title: str, number: str, day: date) -> Received:
    clean = receipt(title, number, day.isoformat())
    return Received(store(clean), clean.sha256, "", {})
