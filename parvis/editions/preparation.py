"""The checklist's lines about the association, the year, the team and the machine."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.accounts.models import School
from parvis.core.backup import last_backup
from parvis.core.dates import exact_date, local_date
from parvis.editions.models import Association, Edition, Membership, Term
from parvis.editions.opening import Line
from parvis.editions.rules import BOARD, WRITERS
from parvis.outbox.models import Message

Pole = Membership.Pole
ESSENTIAL = (Pole.TREASURY, Pole.COMPANY_RELATIONS, Pole.LOGISTICS, Pole.COMMUNICATION, Pole.VISITORS, Pole.IT)
MONEY_HOLDERS = 2
BACKUP_IS_FRESH = timedelta(days=7)
TEST_MAIL = "mail_test"


def opening_lines(edition: Edition, *, at: datetime) -> list[Line]:
    return [
        *_association(edition.association),
        _days(edition, at=at),
        *_words(edition),
        *_team(edition, at=at),
        _vocabulary(),
        _mail(),
        _backup(at),
    ]


def _association(association: Association) -> Iterator[Line]:
    identity = all((association.legal_name, association.address, association.email))
    yield Line(
        10,
        "association.identity",
        _("Identity of the association"),
        identity,
        association.legal_name if identity else _("Its legal name, address and e-mail stand on every paper."),
        Pole.PRESIDENCY,
        "editions:association",
        blocks=True,
    )
    mentions = all((association.publication_director, association.hosting, association.data_contact))
    yield Line(
        12,
        "association.mentions",
        _("Legal mentions and contact for personal data"),
        mentions,
        association.data_contact
        if mentions
        else _("The law asks for the publication director, the host of the site and a contact for personal data."),
        Pole.PRESIDENCY,
        "editions:association",
        blocks=True,
    )


def _days(edition: Edition, *, at: datetime) -> Line:
    coming = list(edition.days.filter(doors_close_at__gt=at).order_by("on"))
    return Line(
        20,
        "edition.days",
        _("Fair days and hours of the doors"),
        bool(coming),
        ", ".join(exact_date(day.on, local_date(at)) for day in coming)
        or _("Give the edition at least one fair day to come, with the hours of its doors."),
        Pole.GENERAL_SECRETARY,
        "editions:day_set",
        blocks=True,
    )


def _words(edition: Edition) -> Iterator[Line]:
    has_place = bool(edition.place_name and edition.place_address)
    yield Line(
        22,
        "edition.place",
        _("Place and its address"),
        has_place,
        edition.place_name if has_place else _("Visitors and exhibitors look for it first."),
        Pole.GENERAL_SECRETARY,
        "editions:settings",
    )
    yield Line(
        24,
        "edition.look",
        _("Tagline and logo"),
        bool(edition.tagline_fr and edition.logo_path),
        edition.tagline_fr
        if edition.tagline_fr and edition.logo_path
        else _("One sentence and one picture on the public site, the mails and the papers."),
        Pole.PRESIDENCY,
        "editions:settings",
    )


def _team(edition: Edition, *, at: datetime) -> Iterator[Line]:
    writers = Membership.objects.in_edition(edition).active_at(at).filter(role__in=WRITERS)
    held = set(writers.values_list("pole", flat=True))
    missing = [str(pole.label) for pole in ESSENTIAL if pole not in held]
    yield Line(
        30,
        "team.poles",
        _("Somebody in each essential pole"),
        not missing,
        _("Nobody yet in: %(poles)s.") % {"poles": ", ".join(missing)} if missing else _("Every one has its people."),
        Pole.PRESIDENCY,
        "editions:member_invite_many",
    )
    holders = writers.filter(pole__in=[Pole.TREASURY, *BOARD]).values("user").distinct().count()
    yield Line(
        32,
        "team.money",
        _("A second person for the money"),
        holders >= MONEY_HOLDERS,
        ngettext("%(n)s person may write it.", "%(n)s people may write it.", holders) % {"n": holders},
        Pole.PRESIDENCY,
        "editions:member_invite_many",
    )


def _vocabulary() -> Line:
    schools = School.objects.active().count()
    fields = Term.objects.of_kind(Term.Kind.FIELD).count()
    return Line(
        66,
        "visitors.words",
        _("Schools and fields"),
        bool(schools and fields),
        _("%(schools)s schools, %(fields)s fields.") % {"schools": schools, "fields": fields}
        if schools and fields
        else _("Visitors choose their school in a list: bring it in."),
        Pole.VISITORS,
        "editions:school_import",
    )


def mail_gap() -> str:
    """Why mails may not leave, in a sentence; empty when they do."""
    if settings.MODE == "demo":
        return ""
    if "Folder" in settings.MAILERS["default"]["BACKEND"]:
        return _("No mail leaves this machine: name a mail server in PARVIS_MAIL_URL.")
    if not Message.objects.filter(kind=TEST_MAIL, state=Message.State.SENT).exists():
        return _("A mail server is named, and no test mail has left by it yet.")
    return ""


def _mail() -> Line:
    gap = mail_gap()
    done = _("A demo keeps its mails on this machine.") if settings.MODE == "demo" else _("A test mail has left.")
    return Line(
        80, "machine.mail", _("Mails leave"), not gap, gap or done, Pole.IT, "editions:installation", blocks=True
    )


def _backup(at: datetime) -> Line:
    last = last_backup(settings.DATA)
    is_fresh = last is not None and at - last < BACKUP_IS_FRESH
    return Line(
        82,
        "machine.backup",
        _("A backup within seven days"),
        is_fresh,
        _("The last one was made on %(day)s.") % {"day": exact_date(local_date(last), local_date(at))}
        if last
        else _("None was made yet: parvis backup, every night."),
        Pole.IT,
        "editions:installation",
    )
