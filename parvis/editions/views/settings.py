"""The edition's own words, dates and colours, and the association behind it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from parvis.editions import actions, rules
from parvis.editions.doors import TeamRequest, team_view
from parvis.editions.forms import AssociationForm, DayForm, EditionForm, LogoForm, WindowForm, window_forms
from parvis.editions.models import Association, Edition, LogEntry, Window
from parvis.editions.trails import last_change_words, tell_trails


@require_http_methods(["GET", "POST"])
@team_view(rules.can_manage_edition)
def settings(request: TeamRequest) -> HttpResponse:
    form = EditionForm(request.POST or None, instance=request.edition)
    if request.method == "GET" or not form.is_valid():
        form.instance.refresh_from_db()
        return _settings_page(request, form, LogoForm())
    request.edition.refresh_from_db()
    actions.change_edition(request.edition, by=request.actor, at=timezone.now(), **form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("editions:settings", request.edition.slug)


@require_POST
@team_view(rules.can_manage_edition)
def logo_set(request: TeamRequest) -> HttpResponse:
    form = LogoForm(request.POST, request.FILES)
    if not form.is_valid():
        return _settings_page(request, EditionForm(instance=request.edition), form)
    actions.set_logo(request.edition, form.cleaned_data["logo"], by=request.actor, at=timezone.now())
    messages.success(request, _("Saved."))
    return redirect("editions:settings", request.edition.slug)


def _settings_page(request: TeamRequest, form: EditionForm, logo_form: LogoForm) -> HttpResponse:
    entries = list(LogEntry.objects.about(request.edition).newest_first())
    tell_trails(form, Edition, entries)
    tell_trails(logo_form, Edition, entries)
    context = {
        "form": form,
        "logo_form": logo_form,
        "days": request.edition.days.order_by("on"),
        "days_trail": last_change_words(entries, "day"),
    }
    status = 422 if form.is_bound or logo_form.is_bound else 200
    return render(request, "editions/settings.html", context, status=status)


def _all_valid(forms: list[tuple[str, WindowForm]]) -> bool:
    """Each form is asked, so that each shows its own errors."""
    return all(valid for valid in [form.is_valid() for _label, form in forms])


@require_http_methods(["GET", "POST"])
@team_view(rules.can_manage_edition)
def window_list(request: TeamRequest) -> HttpResponse:
    """All windows on one page, saved together."""
    forms = window_forms(request.edition, request.POST if request.method == "POST" else None)
    if request.method == "GET" or not _all_valid(forms):
        _tell_of_windows(request.edition, forms)
        status = 422 if request.method == "POST" else 200
        return render(request, "editions/window_list.html", {"forms": forms}, status=status)
    now = timezone.now()
    for _label, form in forms:
        if form.has_changed():
            actions.set_window(request.edition, name=str(form.prefix), by=request.actor, at=now, **form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("editions:window_list", request.edition.slug)


def _tell_of_windows(edition: Edition, forms: list[tuple[str, WindowForm]]) -> None:
    keys = dict(Window.objects.filter(edition=edition).values_list("name", "pk"))
    entries = list(LogEntry.objects.of_kind(Window).filter(edition=edition).newest_first())
    for _label, form in forms:
        key = str(keys.get(str(form.prefix), ""))
        tell_trails(form, Window, [entry for entry in entries if entry.object_id == key])


@require_http_methods(["GET", "POST"])
@team_view(rules.can_manage_edition)
def day_set(request: TeamRequest) -> HttpResponse:
    form = DayForm(request.POST or None, initial={"on": request.edition.fair_on})
    if request.method == "GET" or not form.is_valid():
        return render(request, "editions/day_set.html", {"form": form}, status=422 if form.is_bound else 200)
    opens_at, closes_at = form.hours()
    times = {"opens_at": opens_at, "closes_at": closes_at}
    actions.set_day(request.edition, on=form.cleaned_data["on"], **times, by=request.actor, at=timezone.now())
    messages.success(request, _("Saved."))
    return redirect("editions:settings", request.edition.slug)


@require_http_methods(["GET", "POST"])
@team_view(rules.can_manage_edition)
def association(request: TeamRequest) -> HttpResponse:
    """The seller on every invoice; papers already issued keep what they were printed with."""
    form = AssociationForm(request.POST or None, instance=request.edition.association)
    if request.method == "GET" or not form.is_valid():
        form.instance.refresh_from_db()
        tell_trails(form, Association, LogEntry.objects.about(form.instance).newest_first())
        return render(request, "editions/association.html", {"form": form}, status=422 if form.is_bound else 200)
    actions.set_up_association(by=request.actor, at=timezone.now(), **form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("editions:association", request.edition.slug)
