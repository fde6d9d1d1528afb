"""The team's side of the site: its pages, in both languages."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from parvis.editions.doors import TeamRequest, team_view
from parvis.website import actions, rules
from parvis.website.forms import PageForm
from parvis.website.models import Page
from parvis.website.queries import page_of
from parvis.website.texts import first_text


@require_GET
@team_view(rules.can_see_pages)
def page_list(request: TeamRequest) -> HttpResponse:
    written = {page.slug: page for page in Page.objects.filter(edition=request.edition)}
    rows = [(slug, label, written.get(slug)) for slug, label in Page.Slug.choices]
    return render(request, "website/page_list.html", {"rows": rows, "can_edit": rules.can_edit_pages(request.member)})


@require_http_methods(["GET", "POST"])
@team_view(rules.can_edit_pages)
def page_edit(request: TeamRequest, slug: str) -> HttpResponse:
    """The text of one page; one not written yet is proposed in usual words."""
    if slug not in Page.Slug.values:
        raise Http404
    page = page_of(request.edition, slug)
    proposed = {} if page else {"body_fr": first_text(slug, "fr"), "body_en": first_text(slug, "en")}
    form = PageForm(request.POST or None, instance=page, initial=proposed)
    if request.method == "GET" or not form.is_valid():
        context = {"form": form, "page": page, "name": Page.Slug(slug).label}
        return render(request, "website/page_edit.html", context, status=422 if form.is_bound else 200)
    actions.save_page(request.edition, slug=slug, **form.cleaned_data, by=request.actor, at=timezone.now())
    messages.success(request, _("Saved and public."))
    return redirect("website:page_list", request.edition.slug)
