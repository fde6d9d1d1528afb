"""Badges: the holder's own, the public page behind the QR, and the team's."""

from collections.abc import Sequence
from itertools import batched

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.accounts.models import User
from parvis.checkin import actions, rules, token
from parvis.checkin.documents import badge_code, badge_pdf, badge_text, sheets_pdf
from parvis.checkin.forms import SheetsForm, SpeakerForm
from parvis.checkin.holders import person_of
from parvis.checkin.lists import badge_table
from parvis.checkin.models import Badge
from parvis.checkin.queries import badges_missing, scans_of, valid_badge_of
from parvis.core import qr
from parvis.core.doors import public_view
from parvis.core.exports import file_response
from parvis.core.tables import render_table
from parvis.core.text import sort_key
from parvis.editions.doors import TeamRequest, team_view
from parvis.editions.models import Edition
from parvis.editions.queries import member_of
from parvis.visitors.doors import VisitorRequest, visitor_view
from parvis.visitors.models import Registration

PDF = "application/pdf"
PER_SHEET, PER_PART = 8, 240


def _drawn(badge: Badge) -> dict[str, object]:
    """What a page needs to show a badge."""
    picture = qr.svg(badge_text(badge), title=_("QR code of the badge"))
    return {"badge": badge, "person": person_of(badge), "svg": picture, "code": badge_code(badge)}


def _own_badge(request: VisitorRequest) -> Badge | None:
    rows = Badge.objects.valid().with_holders().select_related("edition")
    return rows.filter(registration=request.registration).first()


@require_GET
@visitor_view
def my_badge(request: VisitorRequest) -> HttpResponse:
    """My badge, big and bright; or why there is none yet."""
    badge = _own_badge(request)
    context = _drawn(badge) if badge else {}
    return render(request, "checkin/my_badge.html", {**context, "registration": request.registration})


@require_GET
@visitor_view
def my_badge_card(request: VisitorRequest) -> HttpResponse:
    """The same as a fragment, for the home of the space."""
    badge = _own_badge(request)
    context = _drawn(badge) if badge else {}
    return render(request, "checkin/my_badge.html#badge", {**context, "registration": request.registration})


@require_GET
@visitor_view
def my_badge_pdf(request: VisitorRequest) -> HttpResponse:
    badge = get_object_or_404(Badge.objects.valid().with_holders(), registration=request.registration)
    return _download(badge)


def _download(badge: Badge) -> HttpResponse:
    pdf = badge_pdf(badge, language=get_language() or "fr")
    return file_response(pdf, f"badge-{badge_code(badge)}.pdf", PDF)


@require_GET
@public_view
def badge_page(request: HttpRequest, token: str) -> HttpResponse:
    """A badge opened by any camera: whose kind of badge and which edition; no name, and nobody is signed in."""
    badge = _badge_of(token)
    if badge is None:
        return render(request, "checkin/badge_page.html", {"badge": None}, status=404)
    context = {"badge": badge, "edition": badge.edition, **_links(request, badge)}
    return render(request, "checkin/badge_page.html", context)


def _badge_of(text: str) -> Badge | None:
    try:
        claim = token.read_code(text).claim
    except token.NotABadge:
        return None
    rows = Badge.objects.select_related("edition__association", "registration__visitor")
    return rows.filter(random_hex=claim.random_hex, token=token.last_part(text)).first()


def _links(request: HttpRequest, badge: Badge) -> dict[str, object]:
    """Where this viewer may go from here: the holder to the space, a member of the edition to the scanner."""
    if not isinstance(request.user, User):
        return {}
    own = badge.registration is not None and badge.registration.visitor.user_id == request.user.pk
    member = member_of(request.user, badge.edition, at=timezone.now())
    may_scan = rules.can_scan(member) and not badge.edition.is_closed
    scan = f"{reverse('checkin:scanner')}?edition={badge.edition.slug}#code={badge.token}" if may_scan else ""
    return {"space": reverse("checkin:my_badge", args=[badge.edition.slug]) if own else "", "scan": scan}


@require_GET
@team_view(rules.can_see_badges)
def badge_list(request: TeamRequest) -> HttpResponse:
    context = {
        "missing_count": len(badges_missing(request.edition)),
        "can_issue": rules.can_issue_badges(request.member) and not request.edition.is_closed,
        "sheets": SheetsForm(),
        "host_fits": token.host_fits(settings.BADGE_HOST),
    }
    rows = Badge.objects.in_edition(request.edition).with_holders()
    return render_table(request, "checkin/badge_list.html", badge_table(request.edition), rows, context)


@require_POST
@team_view(rules.can_issue_badges)
def badge_issue_missing(request: TeamRequest) -> HttpResponse:
    missing = badges_missing(request.edition)
    made = actions.issue_badges(request.edition, missing, by=request.actor, at=timezone.now())
    count = len(made)
    messages.success(request, ngettext("%(n)s badge made.", "%(n)s badges made.", count) % {"n": count})
    return redirect("checkin:badge_list", request.edition.slug)


@require_http_methods(["GET", "POST"])
@team_view(rules.can_issue_badges)
def badge_new_speaker(request: TeamRequest) -> HttpResponse:
    form = SpeakerForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        return render(request, "checkin/badge_new_speaker.html", {"form": form}, status=422 if form.is_bound else 200)
    name = form.cleaned_data["name"]
    badge = actions.issue_speaker_badge(request.edition, name=name, by=request.actor, at=timezone.now())
    messages.success(request, _("Badge made."))
    return redirect("checkin:badge_detail", request.edition.slug, badge.pk)


@require_GET
@team_view(rules.can_see_badges)
def badge_sheets(request: TeamRequest) -> HttpResponse:
    """Sheets of eight, by school or company and name; a long list comes in parts, each made within seconds."""
    rows = Badge.objects.in_edition(request.edition).valid().with_holders()
    badges = sorted(SheetsForm(request.GET).narrow(rows), key=_sheet_order)
    parts = list(batched(badges, PER_PART))
    if not parts:
        messages.info(request, _("There is no badge to print here."))
        return redirect("checkin:badge_list", request.edition.slug)
    asked = request.GET.get("part", "1" if len(parts) == 1 else "")
    if asked not in {str(number) for number in range(1, len(parts) + 1)}:
        return render(request, "checkin/badge_sheets.html", {"parts": [_part(*part) for part in enumerate(parts, 1)]})
    chosen, language = parts[int(asked) - 1], get_language() or "fr"
    pdf = sheets_pdf(request.edition, chosen, language=language, at=max(badge.issued_at for badge in chosen))
    return file_response(pdf, f"badges-{request.edition.slug}-{asked}.pdf", PDF)


def _sheet_order(badge: Badge) -> tuple[str, str, int]:
    person = person_of(badge)
    return sort_key(person.line), sort_key(f"{person.last_name} {person.first_name}"), badge.pk


def _part(number: int, badges: Sequence[Badge]) -> dict[str, object]:
    return {
        "number": number,
        "count": len(badges),
        "sheets": -(-len(badges) // PER_SHEET),
        "first": person_of(badges[0]),
        "last": person_of(badges[-1]),
    }


@require_GET
@team_view(rules.can_see_badges)
def badge_detail(request: TeamRequest, badge_id: int) -> HttpResponse:
    badge = _within(request.edition, badge_id)
    context = {
        **_drawn(badge),
        "scans": scans_of(request.edition).filter(badge=badge).newest_first()[:50],
        "can_issue": rules.can_issue_badges(request.member) and not request.edition.is_closed,
    }
    return render(request, "checkin/badge_detail.html", context)


@require_GET
@team_view(rules.can_see_badges)
def badge_paper(request: TeamRequest, badge_id: int) -> HttpResponse:
    return _download(_within(request.edition, badge_id))


@require_POST
@team_view(rules.can_issue_badges)
def badge_reissue(request: TeamRequest, badge_id: int) -> HttpResponse:
    fresh = actions.reissue_badge(_within(request.edition, badge_id), by=request.actor, at=timezone.now())
    messages.success(request, _("New badge made. The old one opens no door any more."))
    return redirect("checkin:badge_detail", request.edition.slug, fresh.pk)


@require_POST
@team_view(rules.can_issue_badges)
def badge_revoke(request: TeamRequest, badge_id: int) -> HttpResponse:
    actions.revoke_badge(_within(request.edition, badge_id), by=request.actor, at=timezone.now())
    messages.success(request, _("The badge opens no door any more."))
    return redirect("checkin:badge_detail", request.edition.slug, badge_id)


def _within(edition: Edition, badge_id: int) -> Badge:
    rows = Badge.objects.in_edition(edition).with_holders().select_related("edition__association")
    return get_object_or_404(rows, pk=badge_id)


@require_GET
@team_view(rules.can_see_badges)
def registration_badge(request: TeamRequest, registration_id: int) -> HttpResponse:
    """The panel that the page of a registration loads: its badge, or the button that makes one."""
    registration = _registration(request, registration_id)
    badge = valid_badge_of(registration)
    can_issue = rules.can_issue_badges(request.member) and not request.edition.is_closed
    context = {"registration": registration, "badge": badge, "can_issue": can_issue}
    return render(request, "checkin/_registration_badge.html", context)


@require_POST
@team_view(rules.can_issue_badges)
def registration_badge_issue(request: TeamRequest, registration_id: int) -> HttpResponse:
    badge = actions.issue_badge(_registration(request, registration_id), by=request.actor, at=timezone.now())
    messages.success(request, _("Badge made and mailed."))
    return redirect("checkin:badge_detail", request.edition.slug, badge.pk)


def _registration(request: TeamRequest, registration_id: int) -> Registration:
    rows = Registration.objects.in_edition(request.edition).select_related("visitor", "school", "edition")
    return get_object_or_404(rows, pk=registration_id)
