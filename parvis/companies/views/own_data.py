"""A contact's own data: asked for by mail, seen, corrected, objected to; without an account."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.accounts.doors import client_ip
from parvis.companies import actions, queries
from parvis.companies.doors import ContactRequest, contact_view
from parvis.companies.forms import OwnDataForm, OwnLinkForm
from parvis.companies.models import Contact
from parvis.core.doors import public_view
from parvis.core.rates import Rate, buckets

ASKING = Rate("own-data", burst=20, per_second=1)


@require_http_methods(["GET", "POST"])
@public_view
def own_data_ask(request: HttpRequest) -> HttpResponse:
    """The answer, and the work behind it, is the same whether we know the address or not."""
    form = OwnLinkForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        return render(request, "companies/own_data_ask.html", {"form": form}, status=422 if form.is_bound else 200)
    buckets.take(str(client_ip(request)), ASKING)
    actions.ask_own_link(form.cleaned_data["email"], at=timezone.now())
    messages.success(request, _("If we know this address, a personal link is on its way to it."))
    return redirect("companies:own_data_ask")


@require_safe
@contact_view
def own_data(request: ContactRequest) -> HttpResponse:
    """All we keep under the person's address, why, and until when."""
    return _page(request)


def _page(request: ContactRequest, wrong: OwnDataForm | None = None) -> HttpResponse:
    kept = [
        (one, wrong if wrong and wrong.instance.pk == one.contact.pk else OwnDataForm(instance=one.contact))
        for one in queries.own_data_of(request.contact)
    ]
    context = {"kept": kept, "contact": request.contact, "token": request.token}
    return render(request, "companies/own_data.html", context, status=422 if wrong else 200)


@require_POST
@contact_view
def own_data_correct(request: ContactRequest) -> HttpResponse:
    asked = request.POST.get("contact", "")
    mine = Contact.objects.select_related("company").filter(email=request.contact.email)
    contact = get_object_or_404(mine, pk=int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else 0)
    form = OwnDataForm(request.POST, instance=contact)
    if not form.is_valid():
        return _page(request, form)
    actions.correct_contact(contact, by=request.actor, at=timezone.now(), **form.cleaned_data)
    messages.success(request, _("Corrected, thank you."))
    return redirect("companies:own_data", request.token)


@require_POST
@contact_view
def own_data_object(request: ContactRequest) -> HttpResponse:
    actions.object_contact(request.contact, by=request.actor, at=timezone.now())
    messages.success(request, _("We will not write to you any more."))
    return redirect("companies:own_data", request.token)


@require_POST
@contact_view
def own_data_welcome(request: ContactRequest) -> HttpResponse:
    actions.welcome_contact(request.contact, by=request.actor, at=timezone.now())
    messages.success(request, _("We may write to you again."))
    return redirect("companies:own_data", request.token)
