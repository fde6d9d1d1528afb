"""What happens to quotes at night."""

from datetime import date

import pytest
from django.core.management import call_command

from parvis.sales.models import Quote
from parvis.sales.tests.factories import make_sent

pytestmark = pytest.mark.django_db


def test_expire_quotes_closes_those_past_their_last_day(capsys: pytest.CaptureFixture[str]) -> None:
    quote = make_sent(expires_on=date(2026, 9, 30))  # the tests' quotes are of September 2026

    call_command("expire_quotes")

    assert Quote.objects.get().status == "expired"
    assert capsys.readouterr().out == f"{quote.exhibitor.edition.slug}: 1 expired\n"
