"""The team's contracts: list, the contract with its proof, sending it again, taking it back."""

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from parvis.core.dates import local_date
from parvis.core.tables import Column, Empty, Filter, Status, Table, render_table
from parvis.core.uploads import download_response
from parvis.editions.doors import TeamRequest, team_view
from parvis.outbox.queries import messages_for
from parvis.sales import actions, queries, rules
from parvis.sales.evidence import events_of, stored_fault
from parvis.sales.history_words import history_of
from parvis.sales.models import Contract
from parvis.sales.offer import entitlements_of, offer_totals
from parvis.sales.pricing import fitted
from parvis.sales.printing import entitlement_facts
from parvis.sales.signatories import in_code_trouble, last_copy, seals_of, signatory_of

KINDS = {
    "ready": "waiting",
    "sent": "waiting",
    "viewed": "waiting",
    "signed": "good",
    "countersigned": "good",
    "declined": "bad",
    "expired": "neutral",
    "withdrawn": "neutral",
}


def contract_status(contract: Contract) -> Status:
    return Status(KINDS[contract.status], contract.get_status_display())


def _link(contract: Contract) -> str:
    return reverse("sales:contract_detail", args=[contract.exhibitor.edition.slug, contract.pk])


CONTRACTS = Table(
    id="contracts",
    label=gettext_lazy("Contracts"),
    columns=[
        Column("number", gettext_lazy("Number"), "number", sort="number", link=_link),
        Column("company", gettext_lazy("Company"), "exhibitor.company.name", sort="exhibitor__company__name_folded"),
        Column("status", gettext_lazy("State"), contract_status, sort="status", kind="status"),
        Column("net", gettext_lazy("Without VAT"), "net_cents", sort="net_cents", kind="money"),
        Column("total", gettext_lazy("With VAT"), "total_cents", kind="money", hidden=True),
        Column("created", gettext_lazy("Sent"), "created_at", sort="created_at", kind="moment"),
        Column("signed", gettext_lazy("Signed"), "signed_at", sort="signed_at", kind="moment"),
    ],
    sort="-number",
    search=["exhibitor__company__name_folded"],
    search_hint=gettext_lazy("Company"),
    filters=[
        Filter("status", gettext_lazy("State"), Contract.Status.choices, field="status"),
        Filter(
            "codes",
            gettext_lazy("Codes"),
            [("trouble", gettext_lazy("Wrong or spent"))],
            conditions={"trouble": Q(has_code_trouble=True)},
        ),
    ],
    empty=Empty(
        gettext_lazy("No contract yet"),
        gettext_lazy("A contract is made when a company accepts its quote."),
        "file-check",
    ),
    total=lambda count: ngettext("%(count)s contract", "%(count)s contracts", count) % {"count": count},
)


def _contract(request: TeamRequest, contract_id: int) -> Contract:
    contracts = Contract.objects.in_edition(request.edition)
    parts = ("exhibitor__company", "exhibitor__edition", "quote__contact", "terms", "template", "signature", "amends")
    return get_object_or_404(contracts.select_related(*parts), pk=contract_id)


@require_safe
@team_view(rules.can_see_sales)
def contract_list(request: TeamRequest) -> HttpResponse:
    contracts = queries.contracts_in(request.edition).select_related("exhibitor__edition")
    trouble = in_code_trouble(Contract.objects.filter(pk=OuterRef("pk")), on=local_date(timezone.now()))
    contracts = contracts.annotate(has_code_trouble=Exists(trouble))
    return render_table(request, "sales/contract_list.html", CONTRACTS, contracts)


@require_safe
@team_view(rules.can_see_sales)
def contract_detail(request: TeamRequest, contract_id: int) -> HttpResponse:
    contract = _contract(request, contract_id)
    lines = queries.lines_of([contract.quote])
    is_open = not request.edition.is_closed
    context = {
        "contract": contract,
        "status": contract_status(contract),
        "signature": getattr(contract, "signature", None),
        "who": signatory_of(contract),
        "seals": seals_of(contract),
        "events": events_of(contract),
        "fault": stored_fault(contract),
        "copy": last_copy(contract),
        "has_code_trouble": in_code_trouble(
            Contract.objects.filter(pk=contract.pk), on=local_date(timezone.now())
        ).exists(),
        "can_countersign": rules.can_countersign(request.member) and is_open and contract.status == "signed",
        "said": queries.invoicing_of(contract),
        "amendments": [(one, contract_status(one)) for one in queries.amendments_of(contract)],
        "lines": lines,
        "totals": fitted(offer_totals(lines), contract.vat_cents),
        "included": entitlement_facts(entitlements_of(lines)),
        "mails": messages_for(contract),
        "history": history_of(contract),
        "can_write": rules.can_write_quotes(request.member) and is_open,
        "can_withdraw": rules.can_withdraw_contracts(request.member) and is_open,
        "is_past": contract.expires_on < local_date(timezone.now()),
    }
    return render(request, "sales/contract_detail.html", context)


@require_safe
@team_view(rules.can_see_sales)
def contract_file(request: TeamRequest, contract_id: int) -> HttpResponseBase:
    contract = _contract(request, contract_id)
    return download_response(contract.pdf_path, filename=f"{contract}.pdf")


@require_POST
@team_view(rules.can_write_quotes)
def contract_resend(request: TeamRequest, contract_id: int) -> HttpResponse:
    contract = _contract(request, contract_id)
    actions.resend_contract(contract, by=request.actor, at=timezone.now())
    messages.success(request, _("A new link is on its way to %(email)s.") % {"email": signatory_of(contract).email})
    return redirect("sales:contract_detail", request.edition.slug, contract.pk)
