"""Who acts: the type of every `by=`."""

from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    MEMBER = "member"
    REPRESENTATIVE = "representative"
    VISITOR = "visitor"
    SIGNER = "signer"
    DEVICE = "device"
    TOKEN = "token"  # noqa: S105 (a kind of actor, not a password)
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """The person, phone, program or job behind an action, as history keeps it.

    `id` is the primary key of what `kind` names (user, device, token…) as text; `label` is how a reader knows them.
    """

    kind: ActorKind
    id: str
    label: str
    ip: str | None = None

    @classmethod
    def system(cls, label: str) -> "Actor":
        """A job of Parvis itself, such as an import from the shell."""
        return cls(ActorKind.SYSTEM, label, label)
