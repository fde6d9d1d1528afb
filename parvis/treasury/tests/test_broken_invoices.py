"""One broken invoice for each rule: each is refused while it is issued, before a number is drawn.

What the code makes is sound, so that its facts are broken on the way to the check, one at a time.
"""

from collections.abc import Callable
from typing import Any

import pytest

from parvis.core.errors import Refused
from parvis.editions.tests.factories import NOON, make_actor
from parvis.treasury.actions.invoices import issue_invoice
from parvis.treasury.einvoice.asking import BrokenInvoice
from parvis.treasury.einvoice.facts import Facts, invoice_facts
from parvis.treasury.models import Invoice, InvoiceLine, InvoiceSeries
from parvis.treasury.tests.factories import STAND, make_draft, make_issued
from parvis.treasury.tests.test_einvoices_generated import BROKEN

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MEAL = ("Repas", 3, 1_999, 1000)
BY = make_actor()
DEPOSIT = {"BT-25": "F2026-0001", "BT-26": "2026-09-01"}
type Break = Callable[[Facts], Any]


def said(**terms: Any) -> Break:
    """Other words on the whole."""
    return lambda facts: facts.update({term.replace("_", "-"): value for term, value in terms.items()})


def party(group: str, *without: str, **fields: Any) -> Break:
    def break_it(facts: Facts) -> None:
        for name in without:
            facts[group].pop(name, None)
        facts[group].update(fields)

    return break_it


def line(place: int, **terms: Any) -> Break:
    return lambda facts: said(**terms)(facts["BG-25"][place])


def rate(place: int, **terms: Any) -> Break:
    return lambda facts: said(**terms)(facts["BG-23"][place])


def each(*breaks: Break) -> Break:
    def break_it(facts: Facts) -> None:
        for one in breaks:
            one(facts)

    return break_it


def enclosed(*names: str) -> Break:
    """Other papers that go with it, so named."""
    return said(BG_24=[{"BT-122": f"P{place}", "BT-123": name} for place, name in enumerate(names)])


def taxed_as(category: str, percent: str, *breaks: Break, **reason: str) -> Break:
    """All of it in one category, sound but for the breaks that follow."""

    def break_it(facts: Facts) -> None:
        bears = {"BT-152": percent} if percent else {}
        for one in facts["BG-25"]:
            one.pop("BT-152")
            one.update({"BT-151": category, **bears})
        net = facts["BT-109"]
        group = {"BT-116": net, "BT-117": "0.00", "BT-118": category} | ({"BT-119": percent} if percent else {})
        facts.update({"BG-23": [group], "BT-110": "0.00", "BT-112": net, "BT-115": net})
        said(**reason)(group)
        for one in breaks:
            one(facts)

    return break_it


NO_VAT_NUMBER = party("BG-4", "vat_identifier")
MORE: list[tuple[str, Break]] = [
    ("BR-06", party("BG-4", name="")),
    ("BR-07", party("BG-7", name="")),
    ("BR-27", line(1, BT_146="-19.99")),
    ("BR-28", line(1, BT_148="-19.99")),
    ("BR-53", said(BT_6="USD")),
    ("BR-CO-03", each(said(BT_7="2026-11-12", BT_8="invoice"), rate(0, BT_7="2026-11-12"))),
    ("BR-CO-09", party("BG-4", vat_identifier="44732829320")),
    ("BR-CO-10", said(BT_106="2219.96")),
    ("BR-CO-12", said(BT_108="5.00")),
    ("BR-CO-13", said(BT_109="2219.96")),
    ("BR-CO-14", said(BT_110="437.99")),
    ("BR-CO-16", said(BT_115="0.01")),
    ("BR-CO-17", rate(1, BT_117="999.99")),
    ("BR-DEC-09", said(BT_106="2219.971")),
    ("BR-DEC-12", said(BT_109="2219.971")),
    ("BR-DEC-13", said(BT_110="438.001")),
    ("BR-DEC-14", said(BT_112="2657.971")),
    ("BR-DEC-18", said(BT_115="2657.971")),
    ("BR-DEC-19", rate(0, BT_116="59.971")),
    ("BR-DEC-20", rate(0, BT_117="6.001")),
    ("BR-DEC-23", line(0, BT_131="2160.001")),
    ("BR-S-02", NO_VAT_NUMBER),
    ("BR-S-05", line(0, BT_152="0.00")),
    ("BR-S-08", rate(0, BT_116="59.00")),
    ("BR-S-09", rate(0, BT_117="999.99")),
    ("BR-S-10", rate(0, BT_120="Exonération")),
    ("BR-E-02", taxed_as("E", "0.00", NO_VAT_NUMBER, BT_120="art. 293 B")),
    ("BR-E-05", taxed_as("E", "0.00", line(0, BT_152="20.00"), BT_120="art. 293 B")),
    ("BR-E-09", taxed_as("E", "0.00", rate(0, BT_117="5.00"), BT_120="art. 293 B")),
    ("BR-E-10", taxed_as("E", "0.00")),
    ("BR-AE-02", taxed_as("AE", "0.00", NO_VAT_NUMBER, BT_120="Autoliquidation")),
    ("BR-AE-05", taxed_as("AE", "0.00", line(0, BT_152="20.00"), BT_120="Autoliquidation")),
    ("BR-AE-09", taxed_as("AE", "0.00", rate(0, BT_117="5.00"), BT_120="Autoliquidation")),
    ("BR-AE-10", taxed_as("AE", "0.00")),
    ("BR-O-02", taxed_as("O", "", BT_120="hors champ")),
    ("BR-O-05", taxed_as("O", "", line(0, BT_152="0.00"), BT_120="hors champ")),
    ("BR-O-10", taxed_as("O", "")),
    ("BR-Z-05", taxed_as("Z", "0.00", line(0, BT_152="5.50"))),
    ("BR-Z-10", taxed_as("Z", "0.00", BT_120="Exonération")),
    ("CII-SR-470", lambda facts: facts.pop("BT-84")),
    ("FX-SCH-A-000571", party("BG-7", einvoicing_addr_schemeid="9999X")),
    ("FX-SCH-A-000589", taxed_as("E", "0.00", BT_120="art. 293 B", BT_121="VATEX-NOWHERE")),
    ("FX-SCH-A-000609", said(BT_81="999")),
    ("FX-SCH-A-000613", line(0, BT_130="ZZZZ")),
    ("XSD", said(BG_25=[])),
    ("BR-FR-02", said(BT_23="S4", BG_3=[DEPOSIT | {"BT-25": "F2026 0001"}])),
    ("BR-FR-03", said(BT_23="S4", BG_3=[DEPOSIT | {"BT-26": "1999-09-01"}])),
    ("BR-FR-17", enclosed("PHOTO")),
    ("BR-FR-18", enclosed("LISIBLE", "LISIBLE")),
    ("BR-FR-32-LEGALID", party("BG-7", legal_identifier="1")),
    ("BR-FR-CO-04", said(BT_3="384")),
    ("BR-FR-CO-04", said(BT_3="384", BG_3=[DEPOSIT, DEPOSIT])),
    ("BR-FR-CO-05", said(BT_3="381")),
    ("BR-FR-CO-07", said(BT_9="2026-01-01")),
    ("BR-FR-CO-08", said(BT_3="386", BT_23="S4", BG_3=[DEPOSIT])),
    ("BR-FR-CO-09", said(BT_23="S2")),
    ("BR-FR-DEC-01", said(BT_112="2657.971")),
]


def ready() -> Invoice:
    """A draft at two rates, with a discount on one line."""
    draft = make_draft(lines=(STAND, MEAL))
    InvoiceLine.objects.filter(invoice=draft, position=1).update(net_cents=216_000, discount_text="Organisme −10 %")
    Invoice.objects.filter(pk=draft.pk).update(net_cents=221_997)
    return Invoice.objects.get(pk=draft.pk)


def rules_broken(draft: Invoice) -> list[str]:
    """The rules for which issuing it is refused."""
    with pytest.raises(Refused) as refused:
        issue_invoice(draft, by=BY, at=NOON)
    assert isinstance(refused.value.__cause__, BrokenInvoice)
    return refused.value.__cause__.rules


def test_each_rule_refuses_its_invoice_before_a_number_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    first = make_issued()
    draft, counter = ready(), InvoiceSeries.objects.values_list("last_number", "last_issued_on")
    before = counter.get()
    unseen = []
    for rule, break_it in [*BROKEN, *MORE]:

        def broken(*args: Any, break_it: Break = break_it) -> Facts:
            facts = invoice_facts(*args)
            break_it(facts)
            return facts

        with monkeypatch.context() as patch:
            patch.setattr("parvis.treasury.documents.invoice_facts", broken)
            rules = rules_broken(draft)
        if not any(found == rule or found.startswith(f"{rule}_") for found in rules):
            unseen.append((rule, rules))
        draft.refresh_from_db()
        assert (draft.status, draft.number, draft.pdf_path) == ("draft", None, ""), rule
        assert counter.get() == before == (1, first.issued_on), rule

    assert unseen == []
    assert issue_invoice(draft, by=BY, at=NOON).number == "F2026-0002"


def test_the_rules_are_many() -> None:
    european = {rule for rule, _break in [*BROKEN, *MORE] if rule.startswith("BR-") and not rule.startswith("BR-FR")}
    french = {rule for rule, _break in [*BROKEN, *MORE] if rule.startswith("BR-FR")}

    assert (len(european) >= 38, len(french) >= 26) == (True, True)
