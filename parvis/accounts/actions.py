"""What a person can do about accounts: be invited, sign in by a link, give a program a key."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from parvis.accounts import signals
from parvis.accounts.imports import read_schools, school_values
from parvis.accounts.models import ApiToken, Invitation, LoginLink, School, StoredAnswer, User, normal_email
from parvis.core.actor import Actor, ActorKind
from parvis.core.errors import Refused
from parvis.core.imports import ImportResult, Problem, Row, write_rejects
from parvis.core.links import hash_token, new_token
from parvis.core.text import fold
from parvis.outbox.actions import send_later
from parvis.outbox.layout import compose

INVITATION_LIFE = timedelta(days=7)
LOGIN_LINK_LIFE = timedelta(hours=1)
HOUR = timedelta(hours=1)
INVITATIONS_TO_ONE = 5  # an hour
INVITATIONS_BY_ONE = 200  # an hour: a whole fair's exhibitors at once, and no more
ANSWER_LIFE = timedelta(days=7)


def ensure_user(email: str, *, first_name: str = "", last_name: str = "", language: str = "fr") -> User:
    """The user of that address, made now if there is none; names fill what is empty and change nothing else."""
    user, is_new = User.objects.get_or_create(
        email=normal_email(email),
        defaults={"first_name": first_name, "last_name": last_name, "language": language, "password": "!"},
    )
    if not is_new and not user.last_name and last_name:
        user.first_name, user.last_name = first_name, last_name
        user.save(update_fields=["first_name", "last_name", "name_folded"])
    return user


def change_profile(user: User, *, first_name: str, last_name: str, language: str) -> None:
    """The user's own name and language; not an event of any edition, so history does not keep it."""
    user.first_name, user.last_name, user.language = first_name, last_name, language
    user.save(update_fields=["first_name", "last_name", "name_folded", "language"])


@transaction.atomic
def invite_user(user: User, *, by: Actor, at: datetime) -> str:
    """Open a new invitation, close the older ones, and return the secret of its link."""
    _refuse_flood(user, by=by, at=at)
    user.invitations.filter(used_at=None, revoked_at=None).update(revoked_at=at)
    plain, hashed = new_token()
    Invitation.objects.create(
        user=user, token_hash=hashed, created_at=at, expires_at=at + INVITATION_LIFE, invited_by=_key_of(by)
    )
    signals.user_invited.send(sender=User, user=user, by=by, at=at)
    return plain


def _key_of(actor: Actor) -> str:
    return f"{actor.kind}:{actor.id}"


def _refuse_flood(user: User, *, by: Actor, at: datetime) -> None:
    """Nobody's mail box is filled by invitations, and nobody sends them without end; the machine itself may."""
    lately = Invitation.objects.filter(created_at__gt=at - HOUR, created_at__lte=at)
    if by.kind == ActorKind.SYSTEM:
        return
    if (
        lately.filter(user=user).count() >= INVITATIONS_TO_ONE
        or lately.filter(invited_by=_key_of(by)).count() >= INVITATIONS_BY_ONE
    ):
        raise Refused(
            _("Too many invitations in an hour. Wait a while, then try again."),
            code="too_many_requests",
            status=429,
            retry_after=int(HOUR.total_seconds()),
        )


def find_invitation(token: str, *, at: datetime) -> Invitation:
    """The invitation behind a link; refused when used, revoked, too old or unknown, all with one sentence."""
    found = Invitation.objects.open_at(at).select_related("user").filter(token_hash=hash_token(token)).first()
    if found is None:
        raise _over()
    return found


def _over() -> Refused:
    sentence = _("This invitation is no longer valid. Ask the person who sent it for a new one.")
    return Refused(sentence, code="expired")


@transaction.atomic
def use_invitation(token: str, *, by: Actor, at: datetime) -> User:
    """Spend the invitation; the address still proves itself by a code, so a forwarded link opens nothing."""
    if not Invitation.objects.open_at(at).filter(token_hash=hash_token(token)).update(used_at=at):
        raise _over()
    user = Invitation.objects.select_related("user").get(token_hash=hash_token(token)).user
    signals.invitation_used.send(sender=User, user=user, by=by, at=at)
    return user


@transaction.atomic
def end_sessions(user: User, *, but: str = "") -> int:
    """Sign the user out everywhere, but for the session of that key; returns how many sessions ended."""
    listed = UserSession.objects.filter(user=user).exclude(session_key=but)
    ended, _rows = Session.objects.filter(session_key__in=listed.values("session_key")).delete()
    listed.delete()
    return ended


@transaction.atomic
def forget_second_factor(user: User, *, by: Actor, at: datetime) -> None:
    """Somebody lost phone and recovery codes: they sign in by a code again, and are told so at once."""
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user)
    with translation.override(user.language):
        words = {"what": _("Your second factor was taken away by the team, because it was lost.")}
    draft = compose("accounts/mail/security_change", words, user.language)
    cause = f"second_factor_forgotten:{user.pk}:{at.isoformat()}"
    send_later(kind="sign_in", cause=cause, to=user.email, draft=draft, by=by, at=at)
    signals.second_factor_forgotten.send(sender=User, user=user, by=by, at=at)


@transaction.atomic
def clear_sessions(*, at: datetime) -> int:
    """Forget sessions that are over, and with them the address and browser they came from."""
    Session.objects.filter(expire_date__lt=at).delete()
    over = UserSession.objects.exclude(session_key__in=Session.objects.values("session_key"))
    return int(over.delete()[0])


def make_login_link(user: User, *, at: datetime) -> tuple[str, datetime]:
    """A secret that signs this user in once, and when it dies. The caller makes sure that this is a demo."""
    plain, hashed = new_token()
    link = LoginLink.objects.create(user=user, token_hash=hashed, expires_at=at + LOGIN_LINK_LIFE)
    return plain, link.expires_at


@transaction.atomic
def use_login_link(token: str, *, at: datetime) -> User:
    """The user behind a one-time link, which is spent by this."""
    spent = LoginLink.objects.filter(token_hash=hash_token(token), used_at=None, expires_at__gt=at).update(used_at=at)
    if not spent:
        raise Refused(_("This sign-in link is no longer valid. Ask for a new one."), code="expired")
    return LoginLink.objects.select_related("user").get(token_hash=hash_token(token)).user


@transaction.atomic
def create_token(
    name: str,
    *,
    scopes: Sequence[str],
    edition_slug: str = "",
    days: int | None = None,
    owner: User | None = None,
    by: Actor,
    at: datetime,
) -> tuple[ApiToken, str]:
    """A new API token and its secret, which is shown once and stored hashed. With an owner it ends when they leave."""
    unknown = sorted(scope for scope in scopes if scope not in SCOPES)
    if unknown or not scopes:
        known = ", ".join(sorted(SCOPES))
        raise Refused(
            _("Unknown scope: %(unknown)s. Known: %(known)s.") % {"unknown": ", ".join(unknown), "known": known}
        )
    plain, hashed = new_token()
    token = ApiToken.objects.create(
        owner=owner,
        name=name,
        token_hash=hashed,
        scopes=sorted(set(scopes)),
        edition_slug=edition_slug,
        created_at=at,
        expires_at=at + timedelta(days=days) if days else None,
    )
    signals.token_created.send(sender=ApiToken, token=token, by=by, at=at)
    return token, plain


@transaction.atomic
def revoke_token(token: ApiToken, *, by: Actor, at: datetime) -> None:
    """The program holding this token is refused from its next call on."""
    token.revoked_at = at
    token.save(update_fields=["revoked_at"])
    signals.token_revoked.send(sender=ApiToken, token=token, by=by, at=at)


@transaction.atomic
def end_tokens(owner: User, *, by: Actor, at: datetime) -> None:
    """The programs of this person are refused from their next call on."""
    for token in ApiToken.objects.valid_at(at).filter(owner=owner).order_by("pk"):
        revoke_token(token, by=by, at=at)


def keep_answer(token: ApiToken, key: str, fingerprint: str, answer: HttpResponse, *, at: datetime) -> StoredAnswer:
    """Keep what a program was answered to this key, in the transaction of what it did; history has the effect."""
    return StoredAnswer.objects.create(
        token=token,
        key=key,
        fingerprint=fingerprint,
        status=answer.status_code,
        body=answer.content.decode(),
        created_at=at,
    )


def forget_answers(*, at: datetime) -> int:
    """Delete answers no program asks for again; says how many."""
    return StoredAnswer.objects.older_than(at - ANSWER_LIFE).delete()[0]


@transaction.atomic
def import_schools(data: bytes, name: str, *, dry_run: bool, by: Actor, at: datetime) -> ImportResult:
    """Add the schools of a file and correct those known by their slug or name; the same file again changes nothing."""
    table = read_schools(data, name)
    result, seen = ImportResult(read=len(table.rows), notes=table.notes), dict[str, int]()
    known = {key: school for school in School.objects.all() for key in (school.name_folded, school.slug)}
    refused: list[tuple[Row, list[Problem]]] = []
    for row, values, problems in school_values(table):
        if problems:
            result.refuse(problems)
            refused.append((row, problems))
        elif (first := seen.setdefault(values["slug"], row.number)) != row.number:
            result.duplicates.append({"row": row.number, "of": first, "by": "slug"})
        else:
            school = known.get(values["slug"]) or known.get(fold(values["name"]))
            done = _save_school(school, values, dry_run=dry_run, by=by, at=at)
            setattr(result, done, getattr(result, done) + 1)
    if refused:
        wrong = [problem for _row, problems in refused for problem in problems]
        result.rejects = write_rejects(table, [row for row, _problems in refused], wrong)
    return result


def _save_school(school: School | None, values: dict[str, str], *, dry_run: bool, by: Actor, at: datetime) -> str:
    """Write what is new or differs; answers under which count that goes. A known school keeps its slug."""
    values = values if school is None else {key: text for key, text in values.items() if key != "slug"}
    if school is not None and all(getattr(school, key) == text for key, text in values.items()):
        return "unchanged"
    done = "created" if school is None else "updated"
    if not dry_run:
        school = school or School()
        for key, text in values.items():
            setattr(school, key, text)
        school.save()
        signals.school_saved.send(sender=School, school=school, is_new=done == "created", by=by, at=at)
    return done


SCOPES = {
    f"{resource}:{right}"
    for resource in (
        "registrations",
        "badges",
        "scans",
        "editions",
        "companies",
        "contacts",
        "booths",
        "options",
        "packages",
        "quotes",
        "exhibitors",
        "invoices",
        "live",
        "contracts",
        "payments",
        "visitors",
        "activities",
    )
    for right in ("read", "write")
}
