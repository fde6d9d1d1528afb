"""The one error a person may see."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager


class Refused(Exception):
    """What was asked cannot be done; `message` is a sentence for the person who asked.

    The door of the view turns it into a message on the page, or into a problem+json answer in the API.
    `code` is a stable word for programs; `status` the HTTP status the API answers with; `retry_after` the seconds
    after which asking again makes sense, 0 when it never does; `reasons` are sentences below the message.
    """

    def __init__(
        self,
        message: str,
        *,
        code: str = "refused",
        status: int = 409,
        retry_after: int = 0,
        reasons: Sequence[str] = (),
    ) -> None:
        super().__init__(message)
        self.message = str(message)
        self.code = code
        self.status = status
        self.retry_after = retry_after
        self.reasons = list(reasons)


@contextmanager
def naming(row: object) -> Iterator[None]:
    """A refusal of one row among many says which one."""
    try:
        yield
    except Refused as refused:
        known = {"status": refused.status, "retry_after": refused.retry_after}
        raise Refused(f"{row}: {refused.message}", code=refused.code, reasons=refused.reasons, **known) from refused
