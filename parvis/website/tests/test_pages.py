"""The public site: what it shows, what it hides."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parvis.accounts.tests.factories import make_user
from parvis.core.links import absolute
from parvis.editions.models import Edition
from parvis.editions.rules import Member
from parvis.editions.tests.factories import NOON, client_in, client_of, make_actor, make_edition, make_member
from parvis.website import actions, queries, rules
from parvis.website.models import Page
from parvis.website.queries import Facets
from parvis.website.tests.factories import make_booth, make_offer, make_public_exhibitor, make_slot

pytestmark = pytest.mark.django_db
DAY = NOON.date()
BY = make_actor()


def names(edition: Edition, **asked: str) -> list[str]:
    return [str(row) for row in queries.public_exhibitors(edition, Facets(**asked), on=DAY)]


def test_only_confirmed_exhibitors_are_shown_by_name() -> None:
    edition = make_edition()
    make_public_exhibitor(edition, "Zénith")
    make_public_exhibitor(edition, "Élan")
    hidden = make_public_exhibitor(edition, "Prospect")
    hidden.status = "prospective"
    hidden.save()

    assert names(edition) == ["Élan", "Zénith"]


def test_each_filter_narrows_the_list() -> None:
    edition = make_edition()
    one = make_public_exhibitor(edition, "Alpha", sector="Logiciel", size="small", fields=("cloud",))
    make_public_exhibitor(edition, "Beta", sector="Conseil", size="big", fields=("image",))
    make_offer(one, "Stage cloud", seek="stage")
    make_offer(one, "Too late", seek="cdi", deadline_on=DAY - timedelta(days=1))

    assert names(edition, sector="Logiciel") == ["Alpha"]
    assert names(edition, size="big") == ["Beta"]
    assert names(edition, field="image") == ["Beta"]
    assert names(edition, seek="stage") == ["Alpha"]
    assert names(edition, seek="cdi") == []
    assert names(edition, words="BÉTA") == ["Beta"]
    assert [card.offers for card in queries.cards(edition, Facets(), on=DAY)] == [1, 0]


def test_facets_offer_the_sectors_that_exist() -> None:
    edition = make_edition()
    make_public_exhibitor(edition, "Alpha", sector="Logiciel")
    make_public_exhibitor(edition, "Beta", sector="")

    assert queries.facet_choices(edition)["sector"] == [("Logiciel", "Logiciel")]


def test_exhibitor_list_answers_a_fragment_to_htmx() -> None:
    edition = make_edition()
    make_public_exhibitor(edition, "Alpha")

    page = Client().get("/exhibitors/?q=alp")
    fragment = Client(headers={"hx-request": "true"}).get("/exhibitors/?q=alp")

    assert "<html" in page.text
    assert "<html" not in fragment.text
    assert "Alpha" in fragment.text


def test_exhibitor_list_costs_the_same_with_one_and_three() -> None:
    edition = make_edition()
    counts = []
    for name in ("Alpha", "Beta", "Gamma"):
        make_booth(edition, name[0], make_public_exhibitor(edition, name))
        with CaptureQueriesContext(connection) as counted:
            Client().get("/exhibitors/")
        counts.append(len(counted))

    assert counts[0] == counts[2] <= 12


def test_exhibitor_detail_shows_offers_and_booth() -> None:
    edition = make_edition()
    exhibitor = make_public_exhibitor(edition, "Alpha", description_fr="**Bonjour** <script>x</script>")
    make_booth(edition, "A12", exhibitor)
    make_offer(exhibitor, "Stage cloud")

    page = Client().get(f"/{edition.slug}/exhibitors/{exhibitor.pk}/")

    assert "<strong>Bonjour</strong>" in page.text
    assert "<script>x" not in page.text
    assert "A12" in page.text
    assert [offer.title for offer in page.context["offers"]] == ["Stage cloud"]


def test_an_exhibitor_of_another_edition_is_not_found() -> None:
    edition, other = make_edition("here"), make_edition("there")
    exhibitor = make_public_exhibitor(other, "Alpha")

    assert Client().get(f"/{edition.slug}/exhibitors/{exhibitor.pk}/").status_code == 404


def test_the_plan_hides_who_is_not_confirmed() -> None:
    edition = make_edition()
    prospect = make_public_exhibitor(edition, "Secret Prospect")
    make_booth(edition, "A1", prospect)
    prospect.status = "prospective"
    prospect.save()
    make_booth(edition, "A2", make_public_exhibitor(edition, "Alpha"))

    page = Client().get("/plan/")

    assert "Alpha" in page.text
    assert "Secret Prospect" not in page.text


def test_the_programme_shows_published_slots_in_order() -> None:
    edition = make_edition()
    make_slot(edition, "Later", at=NOON + timedelta(hours=2))
    make_slot(edition, "Sooner")
    make_slot(edition, "Draft", is_published=False)

    page = Client().get("/programme/")

    assert [slot.activity.title for slot in page.context["slots"]] == ["Sooner", "Later"]


def test_the_home_tells_machines_what_and_when() -> None:
    edition = make_edition(tagline_fr="Rencontrer", tagline_en="Meet")
    make_public_exhibitor(edition, "Alpha")

    page = Client(headers={"accept-language": "en"}).get("/")

    assert 'itemtype="https://schema.org/Event"' in page.text
    assert 'property="og:title"' in page.text
    assert page.context["figures"] == {"exhibitors": 1, "offers": 0, "activities": 0}
    assert "Meet" in page.text


@pytest.mark.parametrize(
    ("path", "title"), [("/", "Forum"), ("/exhibitors/", "Exhibitors · Forum"), ("/plan/", "Floor plan · ")]
)
def test_each_page_tells_other_sites_its_name_and_address(path: str, title: str) -> None:
    make_edition(name="Forum")

    page = Client(headers={"accept-language": "en"}).get(path)

    assert f'<meta property="og:title" content="{title}' in page.text
    assert f'<link rel="canonical" href="{absolute(path)}">' in page.text
    assert f'hreflang="fr" href="{absolute(path)}?lang=fr"' in page.text
    assert "Accept-Language" in page.headers["Vary"]


def test_an_edition_in_preparation_is_nobodys_business() -> None:
    make_edition("open")
    make_edition("next", state="preparing", fair_on=date(2027, 10, 1))

    assert Client().get("/next/").status_code == 404
    assert Client().get("/unknown/").status_code == 404


def test_an_empty_installation_goes_to_its_set_up() -> None:
    assert Client().get("/").headers["Location"] == "/setup/"


@pytest.mark.parametrize("slug", ["practical", "legal", "privacy", "press"])
def test_usual_pages_stand_in_both_languages(slug: str) -> None:
    edition = make_edition(place_name="Grande Halle")
    actions.write_usual_pages(edition, by=BY, at=NOON)
    page = Page.objects.get(slug=slug)

    french, english = Client().get(f"/{slug}/?lang=fr"), Client().get(f"/{slug}/?lang=en")

    assert page.body_fr.split("\n")[0].removeprefix("## ").replace("’", "") in french.text.replace("’", "")
    assert page.body_en.split("\n")[0].removeprefix("## ") in english.text


def test_usual_pages_never_replace_what_the_team_wrote() -> None:
    edition = make_edition()
    actions.save_page(edition, slug="press", body_fr="À nous", body_en="", by=BY, at=NOON)

    assert actions.write_usual_pages(edition, by=BY, at=NOON) == 3
    assert Page.objects.get(slug="press").body == "À nous"


def test_a_page_not_written_yet_says_so() -> None:
    make_edition()

    assert "being written" in Client(headers={"accept-language": "en"}).get("/press/").text


def test_a_page_not_written_yet_is_proposed_in_usual_words() -> None:
    edition = make_edition()
    browser = client_in(edition, pole="communication", role="lead")

    form = browser.get(f"/team/{edition.slug}/pages/privacy/").context["form"]

    assert form["body_fr"].value().startswith("## Qui utilise vos données")
    assert not Page.objects.exists()


def test_copying_pages_makes_last_years_text_the_first_draft() -> None:
    source, target = make_edition(), make_edition()
    actions.save_page(source, slug="press", body_fr="Bonjour", body_en="Hello", by=BY, at=NOON)

    actions.copy_pages(source, target, by=BY, at=NOON)

    assert [page.body_fr for page in Page.objects.filter(edition=target)] == ["Bonjour"]


def test_page_edit_is_for_communication() -> None:
    edition = make_edition()
    writer, reader = client_in(edition, pole="communication"), client_in(edition, pole="treasury")
    url = f"/team/{edition.slug}/pages/press/"

    assert reader.get(url).status_code == 403
    assert writer.get(url).status_code == 200
    assert writer.post(url, {"body_fr": ""}).status_code == 422
    assert writer.get(f"/team/{edition.slug}/pages/other/").status_code == 404
    writer.post(url, {"body_fr": "Bonjour", "body_en": "Hello"})

    assert str(Page.objects.get()) == "Press"
    assert reader.get(f"/team/{edition.slug}/pages/").context["can_edit"] is False


def test_rules_of_pages() -> None:
    assert rules.can_edit_pages(Member({"communication": "member"})) is True
    assert rules.can_edit_pages(Member({"communication": "reader"})) is False
    assert rules.can_see_pages(Member({"communication": "volunteer"})) is False


def test_sitemap_and_robots_name_the_public_pages() -> None:
    exhibitor = make_public_exhibitor(make_edition(), "Alpha")

    sitemap, robots = Client().get("/sitemap.xml").text, Client().get("/robots.txt").text

    assert f"http://testserver/exhibitors/{exhibitor.pk}/" in sitemap
    assert "Disallow: /team/" in robots


def test_an_empty_sitemap_is_still_one() -> None:
    assert "<urlset" in Client().get("/sitemap.xml").text


def test_my_home_goes_to_the_one_space_one_has() -> None:
    edition, user = make_edition(), make_user(language="fr")
    make_member(edition, user=user)

    answer = client_of(user).get("/home/")

    assert answer.headers["Location"] == f"/team/{edition.slug}/"
    assert answer.cookies["language"].value == "fr"


def test_my_home_offers_a_choice_between_several() -> None:
    old, new = make_edition(state="closed", fair_on=date(2025, 10, 1)), make_edition()
    user = make_user()
    make_member(old, user=user)
    make_member(new, user=user)

    assert client_of(user).get("/home/").headers["Location"] == f"/team/{new.slug}/"
    assert [home[1] for home in client_of(user).get("/home/?choose=1").context["homes"]] == [new, old]


def test_my_home_without_any_space_says_so() -> None:
    make_edition()

    assert client_of(make_user()).get("/home/").context["homes"] == []


def test_contact_and_accessibility_say_whom_to_write_to(client: Client) -> None:
    edition = make_edition()

    for name in ("contact", "accessibility"):
        page = client.get(f"/{edition.slug}/{name}/").content.decode()
        assert "mailto:contact@forum.example" in page
        assert f"/{name}/" in client.get("/").content.decode()
