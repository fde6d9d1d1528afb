"""Mails to one contact from the company's page, and the templates they start from."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.companies import actions, rules
from parvis.companies.forms import LetterForm, TemplateForm
from parvis.companies.letters import WORDS, written_for
from parvis.companies.models import Contact, MailTemplate
from parvis.core.errors import Refused
from parvis.editions.doors import TeamRequest, team_view


@require_http_methods(["GET", "POST"])
@team_view(rules.can_change_companies)
def contact_write(request: TeamRequest, contact_id: int) -> HttpResponse:
    """Start from a template (`?template=`), read it as it will leave, change what must be, send."""
    contact = get_object_or_404(Contact.objects.select_related("company"), pk=contact_id)
    templates = MailTemplate.objects.filter(edition=request.edition).order_by("name")
    chosen = templates.filter(pk=_number(request.GET.get("template", ""))).first()
    form = LetterForm(
        request.POST if request.method == "POST" else None, initial=_first_words(request, contact, chosen)
    )
    if form.is_valid():
        try:
            said: dict[str, Any] = {
                "author": request.user,
                "edition": request.edition,
                "by": request.actor,
                "at": timezone.now(),
            }
            actions.write_to_contact(contact, **form.cleaned_data, **said)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("Mail to %(name)s is on its way.") % {"name": contact.full_name})
            return redirect("companies:company_detail", request.edition.slug, contact.company_id)
    context = {"form": form, "contact": contact, "templates": templates, "chosen": chosen}
    return render(request, "companies/contact_write.html", context, status=422 if form.is_bound else 200)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _first_words(request: TeamRequest, contact: Contact, template: MailTemplate | None) -> dict[str, str]:
    if template is None:
        return {}
    subject, body = written_for(template, contact, edition=request.edition, author=request.user)
    return {"subject": subject, "body": body}


@require_safe
@team_view(rules.can_see_companies)
def mail_template_list(request: TeamRequest) -> HttpResponse:
    context = {
        "templates": MailTemplate.objects.filter(edition=request.edition).order_by("name"),
        "can_change": rules.can_change_companies(request.member) and not request.edition.is_closed,
    }
    return render(request, "companies/mail_template_list.html", context)


@require_http_methods(["GET", "POST"])
@team_view(rules.can_change_companies)
def mail_template_new(request: TeamRequest) -> HttpResponse:
    return _edit(request, None)


@require_http_methods(["GET", "POST"])
@team_view(rules.can_change_companies)
def mail_template_edit(request: TeamRequest, template_id: int) -> HttpResponse:
    found = get_object_or_404(MailTemplate.objects.filter(edition=request.edition), pk=template_id)
    return _edit(request, found)


def _edit(request: TeamRequest, template: MailTemplate | None) -> HttpResponse:
    form = TemplateForm(request.POST if request.method == "POST" else None, instance=template)
    if form.is_valid():
        try:
            fresh = MailTemplate.objects.get(pk=template.pk) if template else None
            actions.save_template(
                request.edition, template=fresh, by=request.actor, at=timezone.now(), **form.cleaned_data
            )
        except Refused as refused:
            form.add_error("name", refused.message)
        else:
            messages.success(request, _("Template saved."))
            return redirect("companies:mail_template_list", request.edition.slug)
    context = {"form": form, "template": template, "words": WORDS.items()}
    return render(request, "companies/mail_template_form.html", context, status=422 if form.is_bound else 200)


@require_POST
@team_view(rules.can_change_companies)
def mail_template_remove(request: TeamRequest, template_id: int) -> HttpResponse:
    found = get_object_or_404(MailTemplate.objects.filter(edition=request.edition), pk=template_id)
    actions.remove_template(found, by=request.actor, at=timezone.now())
    messages.success(request, _("Template removed."))
    return redirect("companies:mail_template_list", request.edition.slug)
