"""An edition whose every figure is known by heart."""

from datetime import timedelta

from parvis.accounts.tests.factories import make_school
from parvis.checkin.tests.factories import DURING, make_badge, make_device, scan
from parvis.companies.tests.factories import make_opportunity
from parvis.editions.models import Edition
from parvis.exhibitors.models import Exhibitor
from parvis.exhibitors.tests.factories import make_job_offer, make_representative
from parvis.logistics.tests.factories import make_booth, make_hall
from parvis.treasury.tests.factories import (
    credit,
    make_billing_edition,
    make_buyer,
    make_draft,
    make_issued,
    pay,
)
from parvis.visitors.tests.factories import make_registration


def make_known_edition() -> Edition:
    """Three exhibitors at 2 400 € (2 880 € with VAT): one paid, one credited by 500 € and late, one not invoiced.

    Two booths of three are given; five people registered, three of them came, two in the first hour.
    """
    edition = make_billing_edition()
    firms = [make_buyer(f"Société {letter}", sector="Logiciel") for letter in "ABC"]
    for firm in firms:
        make_opportunity(edition, firm, stage="won")
    make_opportunity(edition, stage="contacted")
    paid, late, draft = make_issued(edition, firms[0]), make_issued(edition, firms[1]), make_draft(edition, firms[2])
    pay(paid, 288_000)
    credit(late, 50_000)
    _fill_place(edition, [paid.exhibitor, late.exhibitor], draft.exhibitor)
    _fill_doors(edition)
    return edition


def _fill_place(edition: Edition, placed: list[Exhibitor], other: Exhibitor) -> None:
    hall = make_hall(edition)
    for number, exhibitor in enumerate([*placed, None], start=1):
        make_booth(hall, f"A0{number}", exhibitor=exhibitor, x_cm=400 * number, width_cm=300, depth_cm=300)
    make_job_offer(placed[0])
    make_job_offer(other, removed_at=DURING)
    make_representative(placed[0])


def _fill_doors(edition: Edition) -> None:
    telecom, ensae = make_school(), make_school("ensae", name="ENSAE Paris")
    people = [make_registration(edition, school=school) for school in (telecom, telecom, telecom, ensae)]
    make_registration(edition, school=ensae, status="waiting")
    make_registration(edition, school=ensae, status="cancelled")
    device = make_device(edition)
    badges = [make_badge(holder=registration) for registration in people[:3]]
    for badge, hours in zip([*badges, badges[2]], (0, 0, 2, 3), strict=True):
        scan(device, badge, at=DURING + timedelta(hours=hours))
