"""What one sign-up asks for, and what became of it."""

from dataclasses import dataclass

from parvis.visitors.models import Registration


@dataclass(frozen=True, slots=True)
class Entry:
    """One person to register: cleaned, with slugs of the school and of the terms."""

    email: str
    first_name: str
    last_name: str
    school: str
    year: str = ""
    fields: tuple[str, ...] = ()
    seeks: tuple[str, ...] = ()
    language: str = "fr"
    kind: str = Registration.Kind.STUDENT


@dataclass(frozen=True, slots=True)
class Outcome:
    """The registration of one entry; not new when the address was registered before."""

    registration: Registration
    is_new: bool
