"""What history keeps of accounts."""

import pytest

from parvis.accounts.actions import create_token, invite_user, revoke_token, use_invitation
from parvis.accounts.tests.factories import make_user
from parvis.editions.models import LogEntry
from parvis.editions.tests.factories import NOON, make_actor, make_edition

pytestmark = pytest.mark.django_db
BY = make_actor()


def test_invitations_leave_a_line_when_sent_and_when_used() -> None:
    token = invite_user(make_user(), by=BY, at=NOON)

    use_invitation(token, by=BY, at=NOON)

    assert [entry.verb for entry in LogEntry.objects.order_by("pk")] == ["user.invited", "invitation.used"]


def test_tokens_leave_a_line_in_their_edition() -> None:
    edition = make_edition("forum")
    token, _plain = create_token("desk", scopes=["badges:read"], edition_slug="forum", by=BY, at=NOON)

    revoke_token(token, by=BY, at=NOON)

    entries = LogEntry.objects.order_by("pk")
    assert [(entry.verb, entry.edition) for entry in entries] == [
        ("token.created", edition),
        ("token.revoked", edition),
    ]


def test_a_token_with_an_owner_says_so_without_the_name() -> None:
    create_token("desk", scopes=["badges:read"], owner=make_user(), by=BY, at=NOON)

    assert LogEntry.objects.get().changes == {"scopes": [[], ["badges:read"]], "owner": []}
