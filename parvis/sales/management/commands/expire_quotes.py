"""Every night: quotes whose last day has passed without an answer are closed."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from parvis.core.actor import Actor
from parvis.editions.models import Edition
from parvis.sales.actions import expire_quotes


class Command(BaseCommand):
    help = "Close the quotes of open editions whose validity has ended."

    def handle(self, *args: object, **options: object) -> None:
        by = Actor.system("end of quotes")
        for edition in Edition.objects.open().order_by("pk"):
            expired = expire_quotes(edition, by=by, at=timezone.now())
            self.stdout.write(f"{edition.slug}: {expired} expired")
