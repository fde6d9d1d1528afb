"""May this member do that? Pure functions over the poles and roles of one user in one edition."""

from collections.abc import Callable
from dataclasses import dataclass, field

BOARD = frozenset({"presidency", "general_secretary"})
WRITERS = frozenset({"lead", "member"})
SENSITIVE = ("treasury", "company_relations")  # money and CVs; the board is everywhere


@dataclass(frozen=True, slots=True)
class Member:
    """Who a user is in one edition: {pole: role}. Nobody (empty) is a valid member with no right at all."""

    roles: dict[str, str] = field(default_factory=dict)

    def is_in(self, *poles: str) -> bool:
        """In one of these poles, whatever the role but volunteer; the board is everywhere."""
        return any(role != "volunteer" and (pole in poles or pole in BOARD) for pole, role in self.roles.items())

    def can_write(self, *poles: str) -> bool:
        """Lead or member of one of these poles, or of the board."""
        return any(role in WRITERS and (pole in poles or pole in BOARD) for pole, role in self.roles.items())

    def leads(self, *poles: str) -> bool:
        """Lead of one of these poles, or of the board."""
        return any(role == "lead" and (pole in poles or pole in BOARD) for pole, role in self.roles.items())

    @property
    def poles_seen(self) -> list[str]:
        """The poles whose own things this member sees: theirs; none for a volunteer of the day."""
        return sorted(pole for pole, role in self.roles.items() if role != "volunteer")

    @property
    def sees_amounts(self) -> bool:
        """Prices, hopes and sums, on whatever page; whoever sees them proves a second factor."""
        return self.is_in(*SENSITIVE)

    @property
    def is_board(self) -> bool:
        return self.can_write(*BOARD)

    @property
    def is_team(self) -> bool:
        """A member of some pole: more than a volunteer of the day."""
        return any(role != "volunteer" for role in self.roles.values())

    @property
    def is_anyone(self) -> bool:
        return bool(self.roles)


Rule = Callable[[Member], bool]


def is_anyone(member: Member) -> bool:
    return member.is_anyone


def is_team(member: Member) -> bool:
    return member.is_team


def can_manage_team(member: Member) -> bool:
    """Invite members, change roles."""
    return member.is_board or member.leads("it")


def can_manage_edition(member: Member) -> bool:
    """Change the edition's dates and words, open it, close it, hand it over."""
    return member.is_board or member.leads("it")


def can_see_amounts(member: Member) -> bool:
    """Pages that are about money; on others, templates ask `member.sees_amounts`."""
    return member.sees_amounts


def needs_second_factor(member: Member) -> bool:
    """Whoever sees money or CVs, and whoever may give themselves a role that does."""
    return member.sees_amounts or can_manage_team(member)


def can_bring_in_schools(member: Member) -> bool:
    """Schools are what visitors choose from."""
    return member.can_write("visitors") or member.leads("it")


def can_resend_mail(member: Member) -> bool:
    """Send again what failed: whoever writes in some pole, among the mails they may see."""
    return any(role in WRITERS for role in member.roles.values())


def can_see_history(member: Member) -> bool:
    return member.is_team


def can_see_addresses(member: Member) -> bool:
    """From which network address somebody acted: for those who look into misuse."""
    return can_manage_team(member)


def can_give_role(member: Member, *, pole: str, role: str) -> bool:
    """Nobody gives the board away but the board itself."""
    return can_manage_team(member) and (pole not in BOARD or member.is_board)
