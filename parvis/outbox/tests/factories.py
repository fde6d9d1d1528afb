"""Messages as tests need them."""

from datetime import UTC, datetime

from parvis.core.actor import Actor, ActorKind
from parvis.outbox.actions import send_later
from parvis.outbox.models import Message

NOON = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)
ADA = Actor(ActorKind.MEMBER, "1", "Ada")


def make_message(number: int = 1, *, state: str = "new", at: datetime = NOON, **options: str) -> Message:
    message = send_later(
        kind=options.pop("kind", "quote.sent"),
        cause=f"quote.sent:{number}:v1",
        to=options.pop("to", f"grace{number}@example.org"),
        subject="Your quote",
        text="Here it is.\n",
        by=ADA,
        at=at,
        **options,  # type: ignore[arg-type]
    )
    if state != "new":
        message.state = state
        message.leased_until = at if state == "sending" else None
        message.sent_at = at if state == "sent" else None
        message.save()
    return message
