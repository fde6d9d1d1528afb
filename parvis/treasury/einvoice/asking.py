"""Asking the child for an e-invoice: its XML when nothing is wrong with it, else which rules it breaks."""

import json
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from parvis.core.apart import Child
from parvis.treasury.einvoice.facts import CREDIT_NOTE, Facts, remainders

SLOWEST_S = 60.0
IDLE_S = 20.0
NONE: Mapping[str, int] = {}
Format = Literal["cii", "ubl"]


class Finding(NamedTuple):
    rule: str
    text: str


class BrokenInvoice(Exception):
    """The XML breaks these rules; nothing is issued."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        super().__init__("; ".join(f"{rule}: {text}" for rule, text in findings))

    @property
    def rules(self) -> list[str]:
        return list(dict.fromkeys(finding.rule for finding in self.findings))


class _Desk(Child):
    module = "parvis.treasury.einvoice.desk"

    @classmethod
    def idle_s(cls) -> float:
        return IDLE_S


def checked_xml(facts: Facts, form: Format = "cii") -> bytes:
    """The XML of these facts. Raises BrokenInvoice; ChildFailed when the check itself could not be done."""
    answered = _ask({"format": form, "facts": facts, "remainders": left_over(facts)})
    if found := _findings(answered):
        raise BrokenInvoice(found)
    return str(answered["xml"]).encode()


def left_over(facts: Facts) -> dict[str, int]:
    """The cents of VAT that a credit note takes because they are what is left; an invoice has none."""
    return remainders(facts) if facts["BT-3"] == CREDIT_NOTE else {}


def findings_of(xml: bytes, form: Format = "cii", *, remainders: Mapping[str, int] = NONE) -> list[Finding]:
    """What is wrong with an XML that somebody wrote."""
    return _findings(_ask({"format": form, "xml": xml.decode(), "remainders": dict(remainders)}))


def _ask(job: dict[str, Any]) -> dict[str, Any]:
    answered: dict[str, Any] = json.loads(_Desk.answer(job, seconds=SLOWEST_S))
    return answered


def _findings(answered: dict[str, Any]) -> list[Finding]:
    return [Finding(*finding) for finding in answered["findings"]]
