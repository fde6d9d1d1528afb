"""What a scan is answered: each verdict with its two words, its sentence, and the tone of the screen.

Colour is never alone: a tone is a colour, a shape, a sound and a vibration together.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypedDict

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Verdict(StrEnum):
    """Kept in `Scan.verdict` and answered by the API; the last three are for later phones."""

    OK = "ok"
    OK_LATE_SYNC = "ok-late-sync"
    OK_NOT_LISTED = "ok-not-listed"
    ALREADY_IN = "already-in"
    UNKNOWN = "unknown"
    BAD_SIGNATURE = "bad-signature"
    REVOKED = "revoked"
    CANCELLED = "cancelled"
    NOT_CONFIRMED = "not-confirmed"
    WRONG_EDITION = "wrong-edition"
    WRONG_PLACE = "wrong-place"
    TOO_EARLY = "too-early"
    TOO_LATE = "too-late"
    BADGE_REISSUED = "badge-reissued"
    DEVICE_REVOKED = "device-revoked"
    ERROR = "error"
    CAPACITY_FULL = "capacity-full"
    ANSWER_NEEDED = "answer-needed"
    BUNDLE_STALE = "bundle-stale"


@dataclass(frozen=True, slots=True)
class Tone:
    """How a verdict looks, sounds (frequencies in Hz, one note of `note_ms` each) and feels (vibration in ms)."""

    kind: str
    colour: str
    shape: str
    notes: tuple[int, ...]
    note_ms: int
    vibration: tuple[int, ...]


OK = Tone("ok", "green", "check", (660, 990), 110, (80,))
AGAIN = Tone("again", "amber", "refresh-cw", (620, 620), 130, (80, 60, 80))
REFUSED = Tone("refused", "red", "x", (170,), 550, (300, 80, 300))
TONES = (OK, AGAIN, REFUSED)


@dataclass(frozen=True, slots=True)
class Saying:
    """Two words for the distance, one sentence for what to do."""

    tone: Tone
    title: Promise
    sentence: Promise


class SaidVerdict(TypedDict):
    """One verdict as the scanner's page reads it."""

    tone: str
    title: str
    sentence: str


SAYINGS: dict[Verdict, Saying] = {
    Verdict.OK: Saying(OK, pgettext_lazy("scan", "Welcome"), _("Let this person in.")),
    Verdict.OK_LATE_SYNC: Saying(OK, _("Welcome, sent late"), _("Scanned without network, and valid.")),
    Verdict.OK_NOT_LISTED: Saying(OK, _("Signed by us"), _("Not on our list, but our signature: let this person in.")),
    Verdict.ALREADY_IN: Saying(AGAIN, _("Already scanned"), _("This badge was read before. Ask for a second one.")),
    Verdict.UNKNOWN: Saying(REFUSED, _("Not a badge"), _("This code is none of ours. Look for the badge itself.")),
    Verdict.BAD_SIGNATURE: Saying(REFUSED, _("Forged badge"), _("Nobody here signed this code. Send to the desk.")),
    Verdict.REVOKED: Saying(REFUSED, _("Badge revoked"), _("This badge was withdrawn. Send to the desk.")),
    Verdict.CANCELLED: Saying(
        REFUSED, pgettext_lazy("scan", "Cancelled"), _("This place was given back. Send to the desk.")
    ),
    Verdict.NOT_CONFIRMED: Saying(REFUSED, _("Waiting list"), _("No seat for this person yet. Send to the desk.")),
    Verdict.WRONG_EDITION: Saying(REFUSED, _("Other edition"), _("This badge is of another edition of the fair.")),
    Verdict.WRONG_PLACE: Saying(REFUSED, _("Wrong place"), _("This cannot be scanned here. Choose the place again.")),
    Verdict.TOO_EARLY: Saying(REFUSED, _("Too early"), _("The doors are not open for this badge yet.")),
    Verdict.TOO_LATE: Saying(REFUSED, _("Too late"), _("The doors have closed for this badge.")),
    Verdict.BADGE_REISSUED: Saying(REFUSED, _("Old badge"), _("A newer badge replaces this one. Ask for it.")),
    Verdict.DEVICE_REVOKED: Saying(REFUSED, _("Phone stopped"), _("This phone may scan no more. Go to the desk.")),
    Verdict.ERROR: Saying(REFUSED, _("Scan again"), _("This scan could not be read. Try once more.")),
    Verdict.CAPACITY_FULL: Saying(REFUSED, _("Full"), _("Nobody more may come in here now.")),
    Verdict.ANSWER_NEEDED: Saying(AGAIN, _("Answer needed"), _("Ask the question on the screen first.")),
    Verdict.BUNDLE_STALE: Saying(AGAIN, _("List too old"), _("Bring this phone to the network.")),
}


def said() -> dict[str, SaidVerdict]:
    """The table in the language of the page."""
    return {
        verdict.value: {"tone": saying.tone.kind, "title": str(saying.title), "sentence": str(saying.sentence)}
        for verdict, saying in SAYINGS.items()
    }


def tone_of(verdict: str) -> Tone:
    return SAYINGS[Verdict(verdict)].tone
