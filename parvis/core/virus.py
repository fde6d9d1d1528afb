"""The association's own virus scanner, when it has one: a command that reads a file and says whether it is clean."""

import subprocess

from django.utils.translation import gettext as _

from parvis import environment
from parvis.core.errors import Refused

CLEAN, INFECTED = 0, 1  # what clamdscan and its like answer; anything else means that they could not look
SECONDS = 30


def refuse_infected(data: bytes) -> None:
    """Raises Refused for a file the scanner rejects or cannot look at. Without a scanner, every file passes."""
    command = environment.virus_scanner()
    if not command:
        return
    try:
        code = subprocess.run(  # noqa: S603 (the command of who runs the installation)
            command, input=data, capture_output=True, timeout=SECONDS, check=False
        ).returncode
    except (OSError, subprocess.TimeoutExpired):
        code = -1
    if code == INFECTED:
        raise Refused(_("A virus was found in this file. It was not kept."), code="upload_infected")
    if code != CLEAN:
        sentence = _("Files cannot be checked for viruses at the moment. Please try again later.")
        raise Refused(sentence, code="upload_not_checked", status=503)
