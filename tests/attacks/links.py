"""The personal links of a fair, each sent at the hour of the test: yesterday's would have run out some day.

And the pages that show nothing for the words of a world alone.
"""

from urllib.parse import urlsplit

from django.urls import reverse
from django.utils import timezone

from parvis.accounts.actions import invite_user
from parvis.accounts.tests.factories import make_user
from parvis.checkin.actions import enrol_device
from parvis.checkin.documents import badge_text
from parvis.checkin.models import Badge
from parvis.companies.actions import open_feed
from parvis.companies.models import Contact, Opportunity, Stage
from parvis.companies.own_data import own_data_link
from parvis.companies.tests.factories import make_company, make_contact
from parvis.core.uploads import store
from parvis.editions.models import Edition
from parvis.editions.tests.factories import make_actor, make_member
from parvis.exhibitors.tests.factories import clean_logo
from parvis.sales.actions import accept_quote, create_quote, send_quote
from parvis.sales.models import Quote
from parvis.sales.offer import Choice
from parvis.sales.tests.factories import link_token, make_package, signer
from parvis.treasury.receiving import ticket_of
from parvis.treasury.tests.budget_rows import make_file
from parvis.visitors.links import confirm_token, thanks_token
from parvis.visitors.models import Registration
from tests.matrix.world import World


def mailed_links(world: World) -> dict[str, str]:
    """The address behind each route that a secret opens, with no account."""
    edition, now, by = world.edition, timezone.now(), make_actor()
    contact = Contact.objects.get(pk=str(world.words["contact_id"]))
    registration = Registration.objects.get(edition=edition)
    badge = Badge.objects.get(pk=str(world.words["badge_id"]))
    _device, _secret, enrol = enrol_device(edition, name="Borrowed phone", place="door-a", by=by, at=now)
    return {
        **_offers(edition),
        "accounts:invitation": reverse("accounts:invitation", args=[invite_user(make_user(), by=by, at=now)]),
        "checkin:badge_page": "/b/" + badge_text(badge).rpartition("/")[2],
        "checkin:enrol": _path(enrol),
        "companies:own_data": _path(own_data_link(contact, at=now)),
        "companies:step_feed": _feed_of(edition),
        "visitors:confirm": reverse("visitors:confirm", args=[confirm_token(registration, at=now)]),
        "visitors:thanks": reverse("visitors:thanks", args=[thanks_token(registration)]),
    }


def _path(url: str) -> str:
    return urlsplit(url).path


def _offers(edition: Edition) -> dict[str, str]:
    """A quote that waits for its answer, and a contract for its signature."""
    _sent(edition, "Quoted")
    quote = link_token("quote_sent")
    accept_quote(_sent(edition, "Signing"), by=signer(), at=timezone.now())
    contract = link_token("contract_sent")
    return {
        "sales:contract_sign": reverse("sales:contract_sign", args=[contract]),
        "sales:contract_sign_file": reverse("sales:contract_sign_file", args=[contract]),
        "sales:quote_answer": reverse("sales:quote_answer", args=[quote]),
        "sales:quote_answer_file": reverse("sales:quote_answer_file", args=[quote]),
    }


def _sent(edition: Edition, name: str) -> Quote:
    return send_quote(_draft(edition, name), by=make_actor(), at=timezone.now())


def _draft(edition: Edition, name: str) -> Quote:
    place = {"address": "1 rue de la Paix", "postcode": "75002", "city": "Paris"}
    company = make_company(f"{name} {edition.slug}", **place)
    contact, choices = make_contact(company), [Choice(make_package(edition))]
    return create_quote(company, edition, contact=contact, choices=choices, by=make_actor(), at=timezone.now())


def _feed_of(edition: Edition) -> str:
    """The calendar of a member of the team who has a next step."""
    owner, now = make_member(edition).user, timezone.now()
    stage = Stage.objects.filter(edition=edition, outcome=Stage.Outcome.OPEN).earliest("pk")
    step = {"next_step": "Call them back", "next_step_on": now.date(), "owner": owner, "moved_at": now}
    Opportunity.objects.create(company=make_company(f"Courted {edition.slug}"), edition=edition, stage=stage, **step)
    return _path(open_feed(owner, by=make_actor(), at=now))


def asides(world: World) -> dict[str, str]:
    """Pages that show nothing for the words of the world alone: they want ticked rows, a draft, a file that waits."""
    edition, here = world.edition, {"edition": world.edition.slug}
    edition.logo_path = store(clean_logo())
    edition.save(update_fields=["logo_path"])
    badge = Badge.objects.get(pk=str(world.words["badge_id"]))
    draft = _draft(edition, "Drafted").pk
    return {
        "checkin:badge_page_printed": "/B/" + badge_text(badge).rpartition("/")[2],
        "companies:opportunity_assign": _ticked("companies:opportunity_assign", world, "opportunity_id"),
        "editions:logo": reverse("editions:logo", args=[edition.slug]),
        "editions:theme": reverse("editions:theme", args=[edition.slug]),
        "exhibitors:exhibitor_write": _ticked("exhibitors:exhibitor_write", world, "exhibitor_id"),
        "sales:quote_edit": reverse("sales:quote_edit", kwargs={**here, "quote_id": draft}),
        "treasury:expense_enter": f"{reverse('treasury:expense_enter', kwargs=here)}?file={ticket_of(make_file())}",
        "visitors:registration_cancel_many": _ticked("visitors:registration_cancel_many", world, "registration_id"),
    }


def _ticked(name: str, world: World, key: str) -> str:
    return f"{reverse(name, args=[world.edition.slug])}?ids={world.words[key]}"
