"""Every night: papers leave for the platform, and what became of those before is fetched."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from parvis.treasury.transmission.carrying import carry_all


class Command(BaseCommand):
    help = "Hand over what waits for the platform, tell of payments, fetch statuses and incoming invoices."

    def handle(self, *args: object, **options: object) -> None:
        failed = carry_all(at=timezone.now())
        for name in failed:
            self.stdout.write(name)
        self.stdout.write(f"{len(failed)} to be tried again")
