"""Views of lists: an address under a name, one's own or shared with a pole."""

from typing import Any

import pytest
from django.test import Client

from parvis.core.errors import Refused
from parvis.editions import actions, rules
from parvis.editions.models import Edition, LogEntry, SavedView
from parvis.editions.rules import Member
from parvis.editions.tests.factories import NOON, client_of, make_actor, make_edition, make_member

pytestmark = pytest.mark.django_db
BY = make_actor()


def keep(client: Client, edition: Edition, status: int = 302, **told: str) -> str:
    usual = {"table": "companies", "name": "Mine", "query": "kind=sme", "path": f"/team/{edition.slug}/companies/"}
    answer = client.post(f"/team/{edition.slug}/views/save/", {**usual, **told})
    assert answer.status_code == status
    return str(answer.headers.get("Location", ""))


def companies(client: Client, edition: Edition, query: str = "") -> str:
    return client.get(f"/team/{edition.slug}/companies/?{query}").content.decode()


def test_a_view_is_kept_shown_and_deleted() -> None:
    edition = make_edition()
    client = client_of(make_member(edition).user)

    assert "Keep this view" not in companies(client, edition)
    assert "Keep this view" in companies(client, edition, "kind=sme")
    assert keep(client, edition, query="?kind=sme&page=7&export=csv") == f"/team/{edition.slug}/companies/?kind=sme"
    view = SavedView.objects.get()
    assert (str(view), view.query, view.pole) == ("Mine", "kind=sme", "")
    assert 'href="?kind=sme"' in companies(client, edition)
    client.post(f"/team/{edition.slug}/views/delete/", {"view": view.pk})
    assert not SavedView.objects.exists()
    assert list(LogEntry.objects.order_by("pk").values_list("verb", flat=True))[-2:] == [
        "saved_view.kept",
        "saved_view.deleted",
    ]


def test_the_same_name_again_means_the_new_address() -> None:
    edition = make_edition()
    client = client_of(make_member(edition).user)

    keep(client, edition)
    keep(client, edition, query="kind=large&sort=-name")

    assert [view.query for view in SavedView.objects.all()] == ["kind=large&sort=-name"]


def test_a_view_is_ones_own_until_it_is_shared_with_a_pole() -> None:
    edition = make_edition()
    owner, peer = make_member(edition).user, make_member(edition).user
    other = make_member(edition, pole="logistics").user

    keep(client_of(owner), edition, name="Secret")
    keep(client_of(owner), edition, name="Shared", query="kind=large", pole="company_relations")

    seen = {user: companies(client_of(user), edition) for user in (owner, peer, other)}
    assert ["Secret" in seen[user] for user in (owner, peer, other)] == [True, False, False]
    assert ["Shared" in seen[user] for user in (owner, peer, other)] == [True, True, False]
    shared = SavedView.objects.get(name="Shared")
    assert client_of(peer).post(f"/team/{edition.slug}/views/delete/", {"view": shared.pk}).status_code == 409
    assert client_of(owner).post(f"/team/{edition.slug}/views/delete/", {"view": "x"}).status_code == 409
    assert SavedView.objects.count() == 2


def test_a_view_of_another_edition_is_not_shown() -> None:
    edition, other = make_edition(), make_edition()
    user = make_member(edition).user
    make_member(other, user=user)

    keep(client_of(user), edition, name="Secret")

    assert "Secret" not in companies(client_of(user), other)


@pytest.mark.parametrize(
    "told",
    [
        {"query": "page=2"},
        {"name": ""},
        {"table": "<x>"},
        {"pole": "treasury"},
        {"query": "x" * 1001},
        {"pole": "none"},
    ],
)
def test_what_is_no_view_is_refused(told: dict[str, str]) -> None:
    edition = make_edition()

    keep(client_of(make_member(edition).user), edition, 422, **told)

    assert not SavedView.objects.exists()


def test_the_way_back_stays_on_this_site() -> None:
    edition = make_edition()
    client = client_of(make_member(edition).user)

    assert keep(client, edition, path="https://evil.example/") == f"/team/{edition.slug}/?kind=sme"


def test_there_is_an_end_to_views() -> None:
    edition = make_edition()
    user = make_member(edition).user
    usual: dict[str, Any] = {"user": user, "table": "companies", "query": "q=a"}
    for number in range(actions.MOST_VIEWS):
        actions.save_view(edition, **usual, name=str(number), by=BY, at=NOON)

    with pytest.raises(Refused):
        actions.save_view(edition, **usual, name="one more", by=BY, at=NOON)
    actions.save_view(edition, **usual, name="0", by=BY, at=NOON)


def test_views_are_shared_with_ones_own_poles_and_mails_sent_again_by_who_writes() -> None:
    both = Member({"treasury": "reader", "it": "member", "visitors": "volunteer"})

    assert both.poles_seen == ["it", "treasury"]
    assert [rules.can_resend_mail(member) for member in (both, Member({"it": "reader"}), Member({}))] == [
        True,
        False,
        False,
    ]
