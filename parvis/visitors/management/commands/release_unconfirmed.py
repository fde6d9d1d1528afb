"""Every night: seats whose address nobody has confirmed in time go to those who wait."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from parvis.core.actor import Actor
from parvis.editions.models import Edition
from parvis.visitors.actions import release_unconfirmed


class Command(BaseCommand):
    help = "Release the seats of open editions whose e-mail address was not confirmed in time."

    def handle(self, *args: object, **options: object) -> None:
        by = Actor.system("release of unconfirmed seats")
        for edition in Edition.objects.open().order_by("pk"):
            released = release_unconfirmed(edition, by=by, at=timezone.now())
            self.stdout.write(f"{edition.slug}: {released} released")
