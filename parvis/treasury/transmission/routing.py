"""Where an issued paper goes: e-invoice by the platform, Chorus Pro, or mail with the data reported. Pure.

Sources: ordonnance 2021-1190 and its texts (who emits from when), code de la commande publique L2192-1 (public bodies).
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from parvis.treasury.models import Regime, Route, TransmissionTerms
from parvis.treasury.regimes import FRANCE
from parvis.treasury.snapshots import Buyer


class Way(NamedTuple):
    """`has_report`: the law wants the data of this paper reported, as no e-invoice tells of it."""

    route: Route
    has_report: bool = False


def way_of(buyer: Buyer, regimes: Iterable[str], terms: TransmissionTerms, *, on: date) -> Way:
    """For a paper of that day. Who sells nothing taxable, by article 261, 7-1°, is outside the reform."""
    if buyer["is_public"]:
        return Way(Route.CHORUS)
    is_outside = set(regimes) == {Regime.NON_PROFIT}
    if buyer["country"] == FRANCE and buyer["siren"]:
        return Way(Route.MAIL if is_outside or on < terms.invoices_from else Route.PLATFORM)
    return Way(Route.MAIL, has_report=not is_outside)
