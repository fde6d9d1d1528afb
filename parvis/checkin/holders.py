"""Who wears a badge, in the same words whatever the holder: for papers, screens and the door."""

from dataclasses import dataclass
from datetime import datetime

from parvis.checkin.models import Badge
from parvis.editions.models import Membership
from parvis.exhibitors.models import Representative
from parvis.visitors.models import Registration

Holder = Registration | Representative | Membership


@dataclass(frozen=True, slots=True)
class Person:
    """What is printed and shown: `line` is the school, company or pole; `email` and `language` reach the person."""

    first_name: str
    last_name: str
    line: str = ""
    detail: str = ""
    email: str = ""
    language: str = "fr"

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


def person_of(badge: Badge) -> Person:
    """The wearer of the badge; fetch it `with_holders()`."""
    if badge.registration is not None:
        return _visitor(badge.registration)
    if badge.representative is not None:
        return _representative(badge.representative)
    if badge.membership is not None:
        return _member(badge.membership)
    return Person("", badge.speaker_name)


def _visitor(registration: Registration) -> Person:
    visitor = registration.visitor
    return Person(
        visitor.first_name,
        visitor.last_name,
        registration.school.name,
        registration.study_year.upper(),
        visitor.email,
        visitor.language,
    )


def _representative(person: Representative) -> Person:
    company = str(person.exhibitor.company)
    return Person(person.first_name, person.last_name, company, person.job_title, person.email)


def _member(membership: Membership) -> Person:
    user = membership.user
    pole = str(membership.get_pole_display())
    return Person(user.first_name, user.last_name or user.email, pole, "", user.email, user.language)


def edition_id_of(holder: Holder) -> int:
    return holder.exhibitor.edition_id if isinstance(holder, Representative) else holder.edition_id


def kind_of(holder: Holder) -> Badge.Kind:
    """The word on the badge that this holder gets."""
    if isinstance(holder, Representative):
        return Badge.Kind.EXHIBITOR
    if isinstance(holder, Membership):
        return Badge.Kind.VOLUNTEER if holder.role == Membership.Role.VOLUNTEER else Badge.Kind.TEAM
    return Badge.Kind.PRESS if holder.kind == Registration.Kind.PRESS else Badge.Kind.VISITOR


def may_hold(holder: Holder, *, at: datetime) -> bool:
    """Does this person still take part?"""
    if isinstance(holder, Representative):
        return holder.removed_at is None and holder.exhibitor.is_confirmed
    if isinstance(holder, Membership):
        return holder.ended_at is None or at < holder.ended_at
    return holder.is_confirmed


def holder_of(badge: Badge) -> Holder | None:
    """None for a speaker, who is a name."""
    return badge.registration or badge.representative or badge.membership
