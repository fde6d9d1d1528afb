"""A form filled with what belongs to somebody else: refused, wherever a key is written into a body."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from parvis.accounts.models import User
from parvis.companies.models import Opportunity
from parvis.companies.tests.factories import make_contact
from parvis.core.links import new_token
from parvis.exhibitors.models import JobOffer, Representative
from parvis.treasury.models import Invoice
from parvis.visitors.models import Registration
from tests.attacks.fair import FOREIGN, Fair
from tests.attacks.posting import PageForm, forms_of
from tests.attacks.reading import address, routes, visit
from tests.matrix.table import PORTAL, SPACE, TEAM

pytestmark = pytest.mark.django_db
ACROSS_EDITIONS = {"parent", "company", "school", "companies/ ids"}  # companies and schools belong to no edition
FOREIGN_KEYS = [str(FOREIGN + number) for number in range(1, 3)]


def forms_in(client: Client, fair: Fair, table: Iterable[str]) -> Iterator[PageForm]:
    """Each form of these pages once."""
    seen = set()
    for route in routes(table):
        path = address(route, fair.world)
        for form in forms_of(visit(client, path), path):
            mark = (form.action, *form.fields)
            if mark not in seen:
                seen.add(mark)
                yield form


def keys_in(form: PageForm) -> list[str]:
    """Fields whose offered values are keys of rows that belong to one edition."""
    where = form.action.partition("?")[0].rpartition("/team/here/")[2]
    return [
        name
        for name, one in form.fields.items()
        if not {name, f"{where} {name}"} & ACROSS_EDITIONS and any(value.isdecimal() for value in one.offered)
    ]


def try_form(client: Client, form: PageForm, **changes: str) -> int:
    """The status of the form with some values changed; the database stays as it was."""
    with transaction.atomic():
        status = client.post(form.action, form.values(**changes)).status_code
        transaction.set_rollback(True)
    return status


def test_no_form_offers_or_takes_a_row_of_another_edition(here: Fair) -> None:
    """14, 15: each choice of each form of the team, then the same form with keys of the other edition."""
    forms = forms_in(here.president, here, TEAM)
    pairs = [(form, name) for form in forms for name in keys_in(form)]

    offered = [f"{form.action} {name}" for form, name in pairs if set(form.fields[name].offered) & set(FOREIGN_KEYS)]
    taken = [
        f"{form.action} {name}={key}"
        for form, name in pairs
        for key in FOREIGN_KEYS
        if try_form(here.president, form, **{name: key}) < 400
    ]

    assert (offered, taken) == ([], [])
    assert {"contact", "stage", "owner", "membership", "place", "exhibitor", "ids"} <= {name for _form, name in pairs}
    # control: they are refused because of the key, not because this test fills them badly
    own = {name for form, name in pairs if try_form(here.president, form) < 400}
    assert {"contact", "stage", "place", "exhibitor"} <= own


@pytest.mark.parametrize("name", ["edition", "slug", "exhibitor", "company", "id", "pk"])
def test_a_body_or_query_that_names_another_edition_changes_nothing(here: Fair, there: Fair, name: str) -> None:
    """14: the edition and the exhibitor come from the door alone."""
    foreign = {"edition": "there", "slug": "there", "company": there.exhibitor.company_id}
    value = foreign.get(name, there.exhibitor.pk)
    path = reverse("exhibitors:portal_representative_new", args=["here"])
    person = {"first_name": "Eve", "last_name": "Stone", "email": "eve@mail.example", name: value}

    assert here.representative.post(f"{path}?{name}={value}", person).status_code == 302
    assert Representative.objects.get(email="eve@mail.example").exhibitor_id == here.exhibitor.pk


def test_one_foreign_row_among_ticked_ones_and_nothing_is_done(here: Fair, there: Fair) -> None:
    """19: a bulk action is done for all rows or for none."""
    own = Invoice.objects.filter(exhibitor__edition=here.edition).values_list("pk", flat=True)
    foreign = Invoice.objects.filter(exhibitor__edition=there.edition).values_list("pk", flat=True)
    before = list(Invoice.objects.order_by("pk").values_list("pk", "status"))

    answer = here.president.post("/team/here/invoices/", {"action": "issue", "ids": [*own, foreign[0]]})

    assert answer.status_code in {404, 409, 422}
    assert list(Invoice.objects.order_by("pk").values_list("pk", "status")) == before


def test_a_second_exhibitor_cannot_be_chosen_without_representing_it(here: Fair, there: Fair) -> None:
    """16: the choice of one's exhibitor is among one's own."""
    path = reverse("exhibitors:portal_choose", args=["here"])

    for exhibitor in (there.exhibitor.pk, here.exhibitor.pk + 1, "x", ""):
        assert here.representative.post(path, {"exhibitor": exhibitor}).status_code == 404


MORE: dict[str, Any] = {
    "role": "lead",
    "pole": "presidency",
    "is_staff": "on",
    "is_superuser": "on",
    "is_active": "on",
    "status": "confirmed",
    "state": "sent",
    "is_from_team": "on",
    "paid": "true",
    "price_cents": "0",
    "exhibitor_id": "1",
    "edition_id": "1",
    "confirmed_at": "2020-01-01",
    "logo_path": "ab/evil.png",
    "user": "1",
}


def test_what_a_form_does_not_ask_for_is_not_taken(here: Fair) -> None:
    """21: rights, owners, states and paths of files sent along with each form of the portal and the space."""
    for client, table in ((here.representative, PORTAL), (here.visitor, SPACE)):
        for form in forms_in(client, here, table):
            before = snapshot(here)
            with transaction.atomic():
                client.post(form.action, {**MORE, **form.values()})
                after = snapshot(here)
                transaction.set_rollback(True)
            assert after == before, form.action


def snapshot(fair: Fair) -> list[Any]:
    """What no form of an exhibitor or a visitor may change by a field of its own."""
    people = Representative.objects.filter(exhibitor__edition=fair.edition).exclude(user=None)
    offers = JobOffer.objects.filter(exhibitor__edition=fair.edition)
    return [
        list(people.order_by("pk").values_list("pk", "exhibitor_id", "user_id", "user__is_superuser")[:1]),
        list(offers.order_by("pk").values_list("pk", "exhibitor_id")[:1]),
        list(Invoice.objects.order_by("pk").values_list("pk", "status", "exhibitor_id")),
        list(Opportunity.objects.order_by("pk").values_list("pk", "stage_id", "expected_cents")),
        list(type(fair.edition).objects.order_by("pk").values_list("pk", "state")),
    ]


def test_the_profile_of_an_account_takes_a_name_and_a_language(here: Fair) -> None:
    """21: nobody makes themselves a superuser."""
    answer = here.visitor.post("/accounts/me/", {**MORE, "first_name": "S", "last_name": "P", "language": "en"})

    assert answer.status_code == 302
    user = User.objects.get(pk=str(answer.wsgi_request.user.pk))
    assert (user.is_superuser, user.is_active, user.full_name) == (False, True, "S P")


def test_a_contact_of_another_company_gets_no_quote(here: Fair) -> None:
    """15: the person a quote is mailed to works at that company."""
    stranger = make_contact(email="spy@rival.example")
    path = reverse("sales:quote_new", args=["here"])
    company = here.exhibitor.company_id

    answer = here.president.post(f"{path}?company={company}", {"contact": stranger.pk, "package": "1"})

    assert answer.status_code == 422


CLOSED = {400, 404, 409, 410}  # 409: of an invitation


def test_a_secret_that_was_guessed_opens_nothing(here: Fair) -> None:
    """16, 17: links hold 160 bits; a shorter, longer, changed or foreign one is not found."""
    opened = set()
    for name, path in here.links.items():
        secret = max(re.split(r"[/.]", path), key=len)
        guesses = (secret[:-1], secret + "A", changed(secret), new_token()[0], "0", "%00")
        answers = [visit(Client(), path.replace(secret, guess)).status for guess in guesses]
        opened |= {name for status in answers if status not in CLOSED}
        assert visit(Client(), path).status == 200, name  # control: the secret itself opens it

    assert opened == {"visitors:thanks"}  # which says the same whatever it is asked, and names nobody
    assert Registration.objects.get(edition=here.edition).visitor.first_name not in page_of(here, "visitors:thanks")


def page_of(fair: Fair, name: str) -> str:
    return visit(Client(), fair.links[name]).text


def changed(secret: str) -> str:
    """Another first letter."""
    return ("B" if secret[0] in "Aa" else "A") + secret[1:]
