"""What treasury does when sales announces something."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from parvis.core.actor import Actor
from parvis.sales.models import Contract
from parvis.sales.signals import contract_signed, contract_withdrawn
from parvis.treasury.actions.invoices import draft_invoice, drop_drafts


@receiver(contract_signed)
def on_contract_signed(*, contract: Contract, by: Actor, at: datetime, **_more: Any) -> None:
    draft_invoice(contract, by=by, at=at)


@receiver(contract_withdrawn)
def on_contract_withdrawn(*, contract: Contract, by: Actor, at: datetime, **_more: Any) -> None:
    """What was issued stays: `queries.invoices_to_credit` proposes it to the treasurer."""
    drop_drafts(contract, by=by, at=at)
