"""Every morning: whoever promised a next step for today, or earlier, gets one mail that lists them."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from parvis.companies.actions import remind_steps
from parvis.core.actor import Actor
from parvis.editions.models import Edition


class Command(BaseCommand):
    help = "Mail each member the next steps that wait for them."

    def handle(self, *args: object, **options: object) -> None:
        by = Actor.system("next steps")
        for edition in Edition.objects.exclude(state=Edition.State.CLOSED).order_by("pk"):
            mailed = remind_steps(edition, day=timezone.localdate(), by=by, at=timezone.now())
            self.stdout.write(f"{edition.slug}: {mailed} reminded")
