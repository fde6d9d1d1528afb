"""Every night: the bank accounts of members whose refund has arrived are deleted."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from parvis.core.dates import local_date
from parvis.treasury.actions.expenses_paid import forget_accounts


class Command(BaseCommand):
    help = "Delete the IBAN of members who were paid back two months ago."

    def handle(self, *args: object, **options: object) -> None:
        count = forget_accounts(today=local_date(timezone.now()))
        self.stdout.write(f"{count} accounts forgotten")
