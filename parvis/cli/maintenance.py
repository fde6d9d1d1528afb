"""`parvis maintenance`: closes the site to everyone and opens it again, without the database."""

from argparse import Namespace
from datetime import UTC, datetime
from typing import Any

from parvis import environment
from parvis.core import maintenance as notices
from parvis.core.errors import Refused


def maintenance(options: Namespace) -> dict[str, Any]:
    """Close with a message, or open; the running server sees it with its next request."""
    data = environment.data_folder()
    if not data.is_dir():
        raise Refused(f"There is no Parvis in {data}.", code="not_set_up")
    if options.switch == "off":
        notices.end(data)
        return {"maintenance": False}
    if len(options.message) > notices.LONGEST_MESSAGE:
        raise Refused(f"The message is longer than {notices.LONGEST_MESSAGE} characters.", code="message")
    made = notices.begin(data, options.message, at=datetime.now(UTC))
    return {"maintenance": True, "since": made.since, "message": made.message}
