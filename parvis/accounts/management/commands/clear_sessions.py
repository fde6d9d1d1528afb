"""Every night: sessions that are over are forgotten, with the address and browser they came from."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from parvis.accounts.actions import clear_sessions


class Command(BaseCommand):
    help = "Forget sessions that are over."

    def handle(self, *args: object, **options: object) -> None:
        self.stdout.write(f"{clear_sessions(at=timezone.now())} forgotten")
