"""The team's price list: packages, options, rules, general terms, and bringing them in from a file."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.core.dates import local_date
from parvis.core.errors import Refused
from parvis.editions.doors import TeamRequest, team_view
from parvis.editions.models import LogEntry
from parvis.editions.trails import tell_trails
from parvis.sales import actions, queries, rules
from parvis.sales.catalogue_file import LARGEST_FILE
from parvis.sales.forms.catalogue import (
    CatalogueFileForm,
    DiscountPolicyForm,
    OptionForm,
    PackageForm,
    RuleForm,
    TermsForm,
)
from parvis.sales.models import ContractTemplate, DiscountPolicy, GeneralTerms, Option, Package, PriceRule
from parvis.sales.pricing import percent_text, rate_text
from parvis.sales.printing import entitlement_facts
from parvis.sales.terms import articles_of

PAGES = ["GET", "HEAD", "POST"]


@require_safe
@team_view(rules.can_see_sales)
def catalogue(request: TeamRequest) -> HttpResponse:
    today = local_date(timezone.now())
    packages = queries.at_prices_of(queries.packages_of(request.edition), today)
    options = queries.at_prices_of(queries.options_of(request.edition), today)
    context = {
        "today": today,
        "packages": [(package, entitlement_facts(package.gives)) for package in packages],
        "options": [(option, entitlement_facts(option.gives)) for option in options],
        "rules": [(rule, _share(rule)) for rule in queries.rules_of(request.edition)],
        "terms": queries.current_terms(request.edition),
        "terms_draft": _terms_draft(request),
        "languages": ContractTemplate.Language.choices,
        "approval_above": rate_text(queries.approval_above(request.edition)),
        "can_write": rules.can_write_catalogue(request.member) and not request.edition.is_closed,
    }
    return render(request, "sales/catalogue.html", context)


def _share(rule: PriceRule) -> str:
    return rate_text(rule.basis_points) if rule.kind == PriceRule.Kind.CANCEL else percent_text(rule.basis_points)


def _done(request: TeamRequest, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("sales:catalogue", request.edition.slug)


@require_http_methods(PAGES)
@team_view(rules.can_write_catalogue)
def package_new(request: TeamRequest) -> HttpResponse:
    return _package_page(request, Package(edition=request.edition))


@require_http_methods(PAGES)
@team_view(rules.can_write_catalogue)
def package_edit(request: TeamRequest, package_id: int) -> HttpResponse:
    return _package_page(request, get_object_or_404(queries.packages_of(request.edition), pk=package_id))


def _package_page(request: TeamRequest, package: Package) -> HttpResponse:
    queries.at_prices_of([package], local_date(timezone.now()))
    form = PackageForm(request.POST or None, instance=package)
    if request.method == "POST" and form.is_valid():
        values = {"inclusions": form.inclusions(), **form.values()}
        try:
            actions.save_package(package, **values, by=request.actor, at=timezone.now())
            return _done(request, _("“%(name)s” saved.") % {"name": package.name})
        except Refused as refused:
            form.add_error(refused.code if refused.code in form.fields else None, refused.message)
    return _form_page(request, "sales/package_edit.html", form, {"item": package})


@require_http_methods(PAGES)
@team_view(rules.can_write_catalogue)
def option_new(request: TeamRequest) -> HttpResponse:
    return _option_page(request, Option(edition=request.edition))


@require_http_methods(PAGES)
@team_view(rules.can_write_catalogue)
def option_edit(request: TeamRequest, option_id: int) -> HttpResponse:
    return _option_page(request, get_object_or_404(queries.options_of(request.edition), pk=option_id))


def _option_page(request: TeamRequest, option: Option) -> HttpResponse:
    queries.at_prices_of([option], local_date(timezone.now()))
    form = OptionForm(request.POST or None, instance=option)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_option(option, **form.values(), by=request.actor, at=timezone.now())
            return _done(request, _("“%(name)s” saved.") % {"name": option.name})
        except Refused as refused:
            form.add_error(refused.code if refused.code in form.fields else None, refused.message)
    return _form_page(request, "sales/option_edit.html", form, {"item": option})


@require_http_methods(PAGES)
@team_view(rules.can_write_catalogue)
def rule_new(request: TeamRequest) -> HttpResponse:
    return _rule_page(request, PriceRule(edition=request.edition))


@require_http_methods(PAGES)
@team_view(rules.can_write_catalogue)
def rule_edit(request: TeamRequest, rule_id: int) -> HttpResponse:
    return _rule_page(request, _rule(request, rule_id))


def _rule(request: TeamRequest, rule_id: int) -> PriceRule:
    return get_object_or_404(PriceRule.objects.filter(edition=request.edition), pk=rule_id)


def _rule_page(request: TeamRequest, rule: PriceRule) -> HttpResponse:
    form = RuleForm(request.POST or None, rule=rule if rule.pk else None)
    if request.method == "POST" and form.is_valid():
        actions.save_rule(rule, **form.values(), by=request.actor, at=timezone.now())
        return _done(request, _("Rule saved. It counts for quotes made from now on."))
    return _form_page(request, "sales/rule_edit.html", form, {"rule": rule})


@require_POST
@team_view(rules.can_write_catalogue)
def rule_delete(request: TeamRequest, rule_id: int) -> HttpResponse:
    actions.delete_rule(_rule(request, rule_id), by=request.actor, at=timezone.now())
    return _done(request, _("Rule taken away. Quotes already made keep their prices."))


@require_http_methods(PAGES)
@team_view(rules.can_approve_discounts)
def discount_policy(request: TeamRequest) -> HttpResponse:
    """From which share on a discount needs a second person; set by those who approve."""
    form = DiscountPolicyForm(request.POST or None, basis_points=queries.approval_above(request.edition))
    if request.method == "POST" and form.is_valid():
        share = form.basis_points()
        actions.set_discount_policy(request.edition, approval_above=share, by=request.actor, at=timezone.now())
        return _done(request, _("Saved. It counts for every quote that is not sent yet."))
    entries = LogEntry.objects.of_kind(DiscountPolicy).filter(edition=request.edition).newest_first()
    tell_trails(form, DiscountPolicy, entries, called={"percent": "approval_above_basis_points"})
    return _form_page(request, "sales/discount_policy.html", form, {})


@require_http_methods(PAGES)
@team_view(rules.can_write_catalogue)
def catalogue_import(request: TeamRequest) -> HttpResponse:
    """A price list as a file: checked first, then brought in."""
    form = CatalogueFileForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        file, is_check = form.cleaned_data["file"], form.cleaned_data["only_check"]
        about: dict[str, Any] = {"edition": request.edition, "by": request.actor, "at": timezone.now()}
        try:
            result = actions.import_catalogue(file.read(LARGEST_FILE + 1), file.name, dry_run=is_check, **about)
            context = {"result": result, "is_check": is_check, "file_name": file.name}
        except Refused as refused:
            form.add_error("file", refused.message)
    return _form_page(request, "sales/catalogue_import.html", form, context)


@require_safe
@team_view(rules.can_see_sales)
def terms_detail(request: TeamRequest, version: int) -> HttpResponse:
    versions = GeneralTerms.objects.filter(edition=request.edition).published()
    terms = get_object_or_404(versions, version=version)
    language = request.LANGUAGE_CODE if terms.text_en else "fr"
    context = {
        "terms": terms,
        "articles": articles_of(terms, language),
        "language": language,
        "versions": versions,
        "can_write": rules.can_write_catalogue(request.member) and not request.edition.is_closed,
    }
    return render(request, "sales/terms_detail.html", context)


@require_http_methods(PAGES)
@team_view(rules.can_write_catalogue)
def terms_publish(request: TeamRequest) -> HttpResponse:
    """The draft, else the text of the last version; every button keeps what was typed before anything else."""
    edition, draft = request.edition, _terms_draft(request)
    start, last = draft or queries.current_terms(edition), queries.current_terms(edition)
    form = TermsForm(request.POST or None, initial=_words(start, draft))
    context: dict[str, Any] = {"last": last, "draft": draft}
    if request.method == "POST" and form.is_valid():
        is_over = "over" in request.POST
        is_final, values = request.POST.get("do") != "save" and not is_over, form.values(is_over=is_over)
        act = actions.publish_terms if is_final else actions.save_terms_draft
        try:
            terms = act(edition, **values, by=request.actor, at=timezone.now())
        except Refused as refused:
            form.add_error(None, refused.message)
            return _form_page(request, "sales/terms_publish.html", form, context | {"is_changed": True})
        if not is_final:
            return redirect(reverse("sales:terms_publish", args=[edition.slug]) + "#reading")
        messages.success(request, _("General terms version %(version)s are published.") % {"version": terms.version})
        return redirect("sales:terms_detail", edition.slug, terms.version)
    return _form_page(request, "sales/terms_publish.html", form, context | _readings(draft))


def _terms_draft(request: TeamRequest) -> GeneralTerms | None:
    return GeneralTerms.objects.filter(edition=request.edition).drafts().first()


def _words(start: GeneralTerms | None, draft: GeneralTerms | None) -> dict[str, Any]:
    """What the form starts with."""
    words = {"text_fr": start.text_fr, "text_en": start.text_en} if start else {}
    return {**words, "revision": draft.revision if draft else 0}


def _readings(draft: GeneralTerms | None) -> dict[str, Any]:
    """The draft as companies would read it, in its languages."""
    languages = ["fr", "en"] if draft and draft.text_en else ["fr"]
    return {"readings": [(language, articles_of(draft, language)) for language in languages] if draft else []}


@require_POST
@team_view(rules.can_write_catalogue)
def terms_discard(request: TeamRequest) -> HttpResponse:
    actions.discard_terms_draft(request.edition, by=request.actor, at=timezone.now())
    return _done(request, _("The draft is thrown away; the version in force stays."))


def _form_page(request: TeamRequest, template: str, form: Any, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)
