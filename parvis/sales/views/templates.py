"""Where the team edits what contracts are printed with: a draft kept as one types, an example beside it, versions."""

import base64
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.core.errors import Refused
from parvis.core.slots import Slots
from parvis.editions.doors import TeamRequest, team_view
from parvis.sales import actions, queries, rules
from parvis.sales.actions.templates import source_in_force
from parvis.sales.forms.templates import TemplateForm
from parvis.sales.models import ContractTemplate
from parvis.sales.template_check import FIELDS, Checked, check_template

PAGE = "sales/contract_template.html"
CHANGED, BROKEN = "changed", "broken"
CHECKS = Slots(1, in_line=2, patience_s=8.0)


@require_http_methods(["GET", "HEAD", "POST"])
@team_view(rules.can_write_catalogue)
def contract_template(request: TeamRequest, language: str) -> HttpResponse:
    """The draft, else what is in force. Every button keeps what was typed before it does anything else."""
    _refuse_unknown(language)
    if request.method == "POST":
        return _answer(request, language)
    draft = _draft(request, language)
    source = draft.source if draft else source_in_force(request.edition, language)
    form = TemplateForm(initial={"source": source, "revision": draft.revision if draft else 0})
    context: dict[str, Any] = {}
    if "preview" in request.GET:
        context = _preview(request, language, source)
    return _page(request, language, form, context)


def _answer(request: TeamRequest, language: str) -> HttpResponse:
    form = TemplateForm(request.POST)
    wish = request.POST.get("do", "")
    if not form.is_valid():
        return _page(request, language, form, {}, status=422)
    values = form.values() | ({"revision": None} if "over" in request.POST else {})
    act = actions.publish_template if wish == "publish" else actions.save_template_draft
    try:
        done = act(request.edition, language, **values, by=request.actor, at=timezone.now())
    except Refused as refused:
        return _refused(request, language, form, refused)
    if "HX-Request" in request.headers:
        return _page(request, language, form, _preview(request, language, values["source"]))
    if wish == "publish":
        messages.success(request, _("Version %(n)s prints every contract from now on.") % {"n": done and done.version})
        return redirect("sales:contract_template", request.edition.slug, language)
    return redirect(reverse("sales:contract_template", args=[request.edition.slug, language]) + "?preview=1#example")


def _refused(request: TeamRequest, language: str, form: TemplateForm, refused: Refused) -> HttpResponse:
    """Not done, and why; the text stays in the field. Somebody else's text is shown beside it."""
    context: dict[str, Any] = {"trouble": refused.message, "is_changed": refused.code == CHANGED}
    if refused.code == BROKEN:
        context |= _preview(request, language, form.cleaned_data["source"])
    elif refused.code != CHANGED:
        raise refused
    return _page(request, language, form, context, status=422)


def _page(
    request: TeamRequest, language: str, form: TemplateForm, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    is_part = "HX-Request" in request.headers
    versions = list(queries.template_versions(request.edition, language))
    draft = _draft(request, language)
    known = {
        "form": form,
        "language": language,
        "languages": ContractTemplate.Language.choices,
        "draft": draft,
        "versions": versions,
        "in_force": versions[0] if versions else None,
        "fields": [(name, is_needed, what) for name, (is_needed, what) in FIELDS.items()],
    }
    return render(request, PAGE + ("#example" if is_part else ""), known | context, status=status)


def _preview(request: TeamRequest, language: str, source: str) -> dict[str, Any]:
    """The example's pages and what is wrong; one check at a time, the others wait their turn or are told to."""
    with CHECKS.one() as is_mine:
        if not is_mine:
            return {"is_busy": True}
        checked = check_template(source, request.edition, language, at=timezone.now())
    return {"checked": checked, "pictures": _pictures(checked)}


def _pictures(checked: Checked) -> list[str]:
    return [f"data:image/png;base64,{base64.b64encode(one).decode()}" for one in checked.pictures]


@require_safe
@team_view(rules.can_see_sales)
def contract_template_version(request: TeamRequest, language: str, version: int) -> HttpResponse:
    """A version as it was published."""
    versions = queries.template_versions(request.edition, language)
    template = get_object_or_404(versions, version=version)
    context = {
        "template": template,
        "versions": versions,
        "contract_count": template.contracts.count(),
        "can_write": rules.can_write_catalogue(request.member) and not request.edition.is_closed,
    }
    return render(request, "sales/contract_template_version.html", context)


@require_POST
@team_view(rules.can_write_catalogue)
def contract_template_restore(request: TeamRequest, language: str, version: int) -> HttpResponse:
    """An older version becomes the draft, to be looked at and published again."""
    template = get_object_or_404(queries.template_versions(request.edition, language), version=version)
    if _draft(request, language):
        messages.warning(request, _("There is a draft already: publish it or throw it away first."))
    else:
        by, at = request.actor, timezone.now()
        actions.save_template_draft(request.edition, language, source=template.source, revision=0, by=by, at=at)
    return redirect("sales:contract_template", request.edition.slug, language)


@require_POST
@team_view(rules.can_write_catalogue)
def contract_template_discard(request: TeamRequest, language: str) -> HttpResponse:
    _refuse_unknown(language)
    actions.discard_template_draft(request.edition, language, by=request.actor, at=timezone.now())
    messages.success(request, _("The draft is thrown away; the version in force stays."))
    return redirect("sales:contract_template", request.edition.slug, language)


def _draft(request: TeamRequest, language: str) -> ContractTemplate | None:
    return ContractTemplate.objects.filter(edition=request.edition, language=language).drafts().first()


def _refuse_unknown(language: str) -> None:
    if language not in ContractTemplate.Language.values:
        raise Http404
