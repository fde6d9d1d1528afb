"""The lists of badges and scans as the team sees and exports them."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.checkin.documents import badge_code
from parvis.checkin.holders import person_of
from parvis.checkin.models import Badge, Place, Scan
from parvis.checkin.verdicts import SAYINGS, Verdict, tone_of
from parvis.core.tables import Column, Empty, Filter, Status, Table
from parvis.editions.models import Edition

STATUS_OF_TONE = {"ok": "good", "again": "warn", "refused": "bad"}


def badge_table(edition: Edition) -> Table:
    """Names lead to the badge."""
    return Table(
        id="badges",
        label=_("Badges"),
        columns=[
            Column(
                "name",
                _("Name"),
                value=lambda badge: person_of(badge).full_name,
                link=lambda badge: reverse("checkin:badge_detail", args=[edition.slug, badge.pk]),
            ),
            Column("line", _("School, company or pole"), value=lambda badge: person_of(badge).line),
            Column("kind", _("Kind"), value="get_kind_display", sort="kind"),
            Column("code", _("Code"), value=badge_code, sort="random_hex"),
            Column("issued_at", _("Made on"), kind="moment", sort="issued_at"),
            Column("state", _("State"), value=badge_status, kind="status", sort="revoked_at"),
        ],
        sort="-issued_at",
        search=[
            "registration__visitor__name_folded",
            "representative__name_folded",
            "membership__user__name_folded",
            "speaker_folded",
        ],
        search_hint=_("Name"),
        filters=[
            Filter("kind", _("Kind"), [(str(value), label) for value, label in Badge.Kind.choices], field="kind"),
            Filter("state", _("State"), _states(), conditions=STATES, as_select=True),
        ],
        empty=Empty(
            _("No badge yet"),
            _("A visitor’s badge is made when their address is confirmed. Make those of everybody else here."),
            "qr-code",
        ),
        total=lambda count: ngettext("%(count)s badge", "%(count)s badges", count) % {"count": count},
    )


STATES = {"valid": Q(revoked_at=None), "revoked": Q(revoked_at__isnull=False)}


def _states() -> list[tuple[str, str]]:
    return [("valid", _("Valid")), ("revoked", _("Revoked"))]


def badge_status(badge: Badge) -> Status:
    return Status("good", _("Valid")) if badge.revoked_at is None else Status("bad", _("Revoked"))


def scan_table(edition: Edition) -> Table:
    """Every reading, refusals included, newest first."""
    places = Place.objects.in_edition(edition).doors_first()
    return Table(
        id="scans",
        label=_("Scans"),
        columns=[
            Column("name", _("Name"), value=_name),
            Column("verdict", _("Verdict"), value=scan_status, kind="status", sort="verdict"),
            Column("received_at", _("Received"), kind="moment", sort=("received_at", "pk")),
            Column("place", _("Place"), value="place.name", sort="place__name"),
            Column("kind", _("Kind"), value="get_kind_display"),
            Column("scanner", _("Read by"), value="scanner_name"),
            Column("line", _("School, company or pole"), value=_line),
            Column("device_time", _("Phone’s time"), kind="moment", hidden=True),
            Column("is_offline", _("Without network"), kind="flag", hidden=True),
        ],
        sort="-received_at",
        search=[
            "badge__registration__visitor__name_folded",
            "badge__representative__name_folded",
            "badge__membership__user__name_folded",
            "badge__speaker_folded",
        ],
        search_hint=_("Name"),
        filters=[
            Filter("let", _("Answer"), _answers(), conditions=ANSWERS),
            Filter(
                "place", _("Place"), [(str(place.pk), place.name) for place in places], field="place_id", as_select=True
            ),
            Filter("kind", _("Kind"), Scan.Kind.choices, field="kind", as_select=True),
        ],
        empty=Empty(_("No scan yet"), _("Every reading of a badge appears here, refused ones too."), "scan-line"),
        total=lambda count: ngettext("%(count)s scan", "%(count)s scans", count) % {"count": count},
    )


ANSWERS = {
    "in": Q(verdict__in=Scan.LET_IN),
    "again": Q(verdict=Verdict.ALREADY_IN.value),
    "refused": ~Q(verdict__in=[*Scan.LET_IN, Verdict.ALREADY_IN.value]),
}


def _answers() -> list[tuple[str, str]]:
    return [("in", _("Let in")), ("again", _("Already scanned")), ("refused", _("Refused"))]


def _name(scan: Scan) -> str:
    return person_of(scan.badge).full_name if scan.badge else _("No badge of ours")


def _line(scan: Scan) -> str:
    return person_of(scan.badge).line if scan.badge else ""


def scan_status(scan: Scan) -> Status:
    """How a list shows a verdict: the tone's state and the two words."""
    return Status(STATUS_OF_TONE[tone_of(scan.verdict).kind], SAYINGS[Verdict(scan.verdict)].title)
