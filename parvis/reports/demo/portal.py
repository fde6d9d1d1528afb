"""What exhibitors do in their own space: page, logo, people, offers, papers, messages."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial

from parvis.core.actor import Actor, ActorKind
from parvis.editions.models import Term
from parvis.exhibitors.actions.documents import ask_document, send_document
from parvis.exhibitors.actions.offers import publish_job_offer
from parvis.exhibitors.actions.people import add_representative
from parvis.exhibitors.actions.profile import save_profile, set_logo
from parvis.exhibitors.actions.thread import write_message
from parvis.exhibitors.models import DocumentRequest, Entitlement, Exhibitor, Representative
from parvis.exhibitors.queries import entitlement_totals
from parvis.reports.demo import pictures, texts
from parvis.reports.demo.names import weighted, words
from parvis.reports.demo.story import Story
from parvis.reports.demo.world import World

SIZES = {"startup": "small", "sme": "medium"}
OPENS = -74
CLOSED_DAYS = -1


def ask_papers(world: World, slug: str, *, by: str, at: datetime) -> None:
    """Two papers of every exhibitor: one due soon, one already due."""
    edition = world.editions[slug]
    fair = edition.fair_on
    asked = [
        ("Attestation d’assurance", "Insurance certificate", fair - timedelta(days=12), True),
        ("Plan d’aménagement du stand", "Layout of the booth", fair - timedelta(days=24), False),
    ]
    for title_fr, title_en, due_on, is_required in asked:
        names = {"title_fr": title_fr, "title_en": title_en, "due_on": due_on, "is_required": is_required}
        ask_document(edition, words=names, by=world.actor(by), at=at)


def fill_in(story: Story, at: datetime) -> None:
    """Plan the exhibitor's file: most do most of it, some are late; the guest leaves offers and papers to be tried."""
    signed_on = (at.date() - story.world.today).days - story.shift
    first = max(signed_on + 1, OPENS)
    steps = [(0.94, 6, write_page), (0.90, 9, show_logo), (0.85, 14, name_people)]
    rest = [(0.78, 20, post_offers), (0.55, 26, send_papers)]
    for chance, delay, act in steps if story.guest else steps + rest:
        if story.dice.random() < chance or story.guest:
            day = min(first + story.dice.randint(0, delay), CLOSED_DAYS - 1)
            story.plan(max(day, first), partial(act, story))


def actor_of(exhibitor: Exhibitor) -> Actor:
    """The exhibitor's first person."""
    person = Representative.objects.filter(exhibitor=exhibitor, user__isnull=False).order_by("pk")[0]
    return Actor(ActorKind.REPRESENTATIVE, str(person.pk), person.full_name, "192.0.2.40")


def page_of(story: Story) -> Mapping[str, str]:
    """The words of a company's page."""
    firm = story.firm
    about_fr, about_en = texts.ABOUT[firm.sector]
    return {
        "public_name": firm.name,
        "tagline": firm.line_fr,
        "description_fr": f"**{firm.line_fr}.** {about_fr}\n\n{texts.JOIN_FR}",
        "description_en": f"**{firm.line_en}.** {about_en}\n\n{texts.JOIN_EN}",
        "website": firm.fields["website"],
        "sector": story.world.sectors[firm.sector],
        "size": SIZES.get(firm.kind, "big"),
    }


def fields_of(story: Story) -> list[Term]:
    names = {weighted(story.dice, "fields") for _turn in range(story.dice.randint(2, 4))}
    return list(Term.objects.filter(kind=Term.Kind.FIELD, slug__in=names).order_by("position"))


def write_page(story: Story, at: datetime) -> None:
    save_profile(story.exhibitor, words=page_of(story), fields=fields_of(story), by=actor_of(story.exhibitor), at=at)


def show_logo(story: Story, at: datetime) -> None:
    set_logo(story.exhibitor, pictures.logo(story.firm.name, story.dice), by=actor_of(story.exhibitor), at=at)


def name_people(story: Story, at: datetime) -> None:
    """Colleagues for the booth, as many as there are badges or fewer."""
    badges = entitlement_totals(story.exhibitor).get(Entitlement.Kind.BADGE, 1)
    for _turn in range(story.dice.randint(1, max(1, badges - 1)) if badges > 1 else 0):
        first, last, email = story.world.people.person(story.firm.domain)
        person = {
            "first_name": first,
            "last_name": last,
            "email": email,
            "phone": "",
            "job_title": story.dice.choice(words()["job_titles"]),
            "is_on_site": True,
            "diet": story.dice.choice(["", "", "", "Végétarien", "Sans porc", "Sans gluten"]),
        }
        add_representative(story.exhibitor, person=person, by=actor_of(story.exhibitor), at=at)


def post_offers(story: Story, at: datetime) -> None:
    most = entitlement_totals(story.exhibitor).get(Entitlement.Kind.JOB_OFFER, 0)
    kinds = {term.slug: term for term in Term.objects.of_kind(Term.Kind.SEEK)}
    for _turn in range(min(most, story.dice.randint(1, 4))):
        kind = weighted(story.dice, "seeks")
        offer = {
            "title": story.dice.choice(texts.OFFERS[kind]),
            "kind": kinds[kind],
            "place": story.firm.city,
            "description": texts.OFFER_TEXT,
            "url": f"{story.firm.fields['website']}carrieres/",
            "deadline_on": story.edition.fair_on + timedelta(days=story.dice.choice([10, 30, 60])),
        }
        publish_job_offer(story.exhibitor, words=offer, fields=fields_of(story), by=actor_of(story.exhibitor), at=at)


def send_papers(story: Story, at: datetime) -> None:
    file = pictures.certificate(story.firm.name)
    by, wanted = actor_of(story.exhibitor), DocumentRequest.objects.filter(edition=story.edition).order_by("pk")
    for request in wanted[: story.dice.randint(1, 2)]:
        send_document(story.exhibitor, request, file=file, name=f"{request.title_fr}.pdf", by=by, at=at)


def talk(story: Story, question: str, answer: str, *, days: int) -> None:
    """A question from the exhibitor, and what its account manager answers the day after."""
    story.plan(days, lambda at: write_message(story.exhibitor, body=question, by=actor_of(story.exhibitor), at=at))
    if answer:
        story.plan(days + 1, lambda at: write_message(story.exhibitor, body=answer, by=story.by, at=at))
