"""Mails that came to the log's address: what was noted, what was not and why, and how the mailbox is."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from parvis.companies import queries, rules
from parvis.companies.answers import is_read
from parvis.editions.doors import TeamRequest, team_view

MOST_SHOWN = 200


@require_safe
@team_view(rules.can_change_companies)
def received_list(request: TeamRequest) -> HttpResponse:
    """Those of this edition, and those that belong to none, newest first."""
    context = {
        "mails": queries.received_in(request.edition)[:MOST_SHOWN],
        "mailboxes": queries.mailboxes() if is_read() else [],
        "is_read": is_read(),
        "address": settings.LOG_ADDRESS,
    }
    return render(request, "companies/received_list.html", context)
