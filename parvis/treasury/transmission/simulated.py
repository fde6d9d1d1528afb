"""A platform that lives in a folder, for demos and tests: the same paper always has the same fate, at the same hours.

An order number that says INCONNU is refused by the buyer, one that says REJET is rejected by the platform; every
other paper is approved on the third day. Two files with one number are a duplicate, as on a real platform.
"""

import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from parvis.treasury.transmission.platform import Cashed, Handed, Incoming, NotTaken, Receipt, Told

REFUSED, REJECTED = "INCONNU", "REJET"
DEPOSITED, RECEIVED, TAKEN_IN_HAND, APPROVED, REFUSAL, REJECTION = 200, 202, 204, 205, 210, 213
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Simulated:
    label = _("Simulated: nothing leaves this machine")
    is_automatic = True

    @property
    def folder(self) -> Path:
        return Path(settings.MEDIA_ROOT) / "simulated-platform"

    def deposit(self, paper: Handed, *, at: datetime) -> Receipt | None:
        """Kept once for each number: the file's name is the key, and it is made only if it is not there."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{paper.number}.json"
        flow = {"number": paper.number, "sha256": paper.sha256, "order": paper.order, "at": at.isoformat()}
        try:
            with path.open("x") as file:
                json.dump(flow, file)
        except FileExistsError:
            flow = json.loads(path.read_text())
        if flow["sha256"] != paper.sha256:
            raise NotTaken(f"{paper.number}: another file has this number")
        return Receipt(_reference(paper.number), datetime.fromisoformat(flow["at"]))

    def fetch_events(self, *, since: datetime | None, at: datetime) -> Iterable[Told]:
        for flow in self._flows():
            deposited_at = datetime.fromisoformat(flow["at"])
            for code, later, reason in _life(flow["order"]):
                moment = deposited_at + later
                if (since is None or moment >= since) and moment <= at:
                    yield Told(f"{flow['number']}:{code}", flow["number"], code, moment, reason)

    def report_payment(self, cashed: Cashed, *, at: datetime) -> bool:
        self.folder.mkdir(parents=True, exist_ok=True)
        told = {"number": cashed.number, "amount_cents": cashed.amount_cents, "on": cashed.received_on.isoformat()}
        (self.folder / f"{cashed.key}.payment").write_text(json.dumps({**told, "at": at.isoformat()}))
        return True

    def fetch_incoming(self, *, since: datetime | None, at: datetime) -> Iterable[Incoming]:
        """Whatever lies in `incoming/`."""
        for path in sorted((self.folder / "incoming").glob("*.pdf")):
            data = path.read_bytes()
            yield Incoming(hashlib.sha256(data).hexdigest(), path.name, data, at)

    def forget(self) -> None:
        """A new demo begins with an empty platform."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _flows(self) -> Iterator[dict[str, Any]]:
        for path in sorted(self.folder.glob("*.json")):
            yield json.loads(path.read_text())


def _life(order: str) -> Iterator[tuple[int, timedelta, str]]:
    """Codes with their time after the deposit, and why."""
    words = order.upper()
    yield DEPOSITED, timedelta(), ""
    if REJECTED in words:
        yield REJECTION, HOUR, "Numéro de commande mal formé"
        return
    yield RECEIVED, 2 * HOUR, ""
    yield TAKEN_IN_HAND, DAY, ""
    if REFUSED in words:
        yield REFUSAL, 2 * DAY, "Numéro de commande inconnu de l’acheteur"
    else:
        yield APPROVED, 3 * DAY, ""


def _reference(number: str) -> str:
    return f"SIM-{hashlib.sha256(number.encode()).hexdigest()[:12].upper()}"
