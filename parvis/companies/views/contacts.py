"""The people at a company, and what was said with them."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from parvis.companies import actions, rules
from parvis.companies.forms import ContactForm, InteractionForm
from parvis.companies.models import Company, Contact
from parvis.companies.views.companies import detail_context
from parvis.core.errors import Refused
from parvis.editions.doors import TeamRequest, team_view


@require_http_methods(["GET", "POST"])
@team_view(rules.can_change_companies)
def contact_new(request: TeamRequest, company_id: int) -> HttpResponse:
    company = get_object_or_404(Company, pk=company_id)
    form = ContactForm(request.POST or None)
    if form.is_valid():
        try:
            actions.add_contact(
                company, edition=request.edition, by=request.actor, at=timezone.now(), **form.cleaned_data
            )
        except Refused as refused:
            form.add_error("email", refused.message)
        else:
            messages.success(request, _("Contact added."))
            return redirect("companies:company_detail", request.edition.slug, company.pk)
    context = {"form": form, "company": company}
    return render(request, "companies/contact_form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@team_view(rules.can_change_companies)
def contact_edit(request: TeamRequest, contact_id: int) -> HttpResponse:
    contact = get_object_or_404(Contact.objects.select_related("company"), pk=contact_id)
    form = ContactForm(request.POST or None, contact=contact)
    if form.is_valid():
        try:
            actions.change_contact(
                contact, edition=request.edition, by=request.actor, at=timezone.now(), **form.cleaned_data
            )
        except Refused as refused:
            form.add_error("email", refused.message)
        else:
            messages.success(request, _("Saved."))
            return redirect("companies:company_detail", request.edition.slug, contact.company_id)
    context = {"form": form, "company": contact.company, "contact": contact}
    return render(request, "companies/contact_form.html", context, status=422 if form.is_bound else 200)


@require_POST
@team_view(rules.can_change_companies)
def interaction_new(request: TeamRequest, company_id: int) -> HttpResponse:
    company = get_object_or_404(Company.objects.select_related("parent"), pk=company_id)
    form = InteractionForm(request.POST, company=company)
    if not form.is_valid():
        context = detail_context(request, company, interaction_form=form)
        return render(request, "companies/company_detail.html", context, status=422)
    words: dict[str, Any] = {
        "author": request.user,
        "edition": request.edition,
        "by": request.actor,
        "at": timezone.now(),
    }
    actions.note_interaction(company, **form.cleaned_data, **words)
    messages.success(request, _("Noted."))
    return redirect("companies:company_detail", request.edition.slug, company.pk)
