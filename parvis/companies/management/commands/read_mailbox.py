"""Every few minutes: answers of companies are read from the mailbox and noted on their pages."""

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from parvis.companies.actions.answers import read_mailbox
from parvis.core.mailbox import MailboxAddress


class Command(BaseCommand):
    help = "Note the answers of companies that came to the mailbox since the last look."

    def handle(self, *args: object, **options: object) -> None:
        if settings.MAILBOX is None:
            self.stdout.write("No mailbox is set (PARVIS_MAILBOX_URL).")
            return
        count = read_mailbox(MailboxAddress(**settings.MAILBOX), at=timezone.now())
        self.stdout.write(f"{count} mails looked at")
