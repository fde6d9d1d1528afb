"""Every night: contracts nobody signed in time are closed; seals and time stamps that failed are tried again."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from parvis.core.actor import Actor
from parvis.editions.models import Edition
from parvis.sales.actions import expire_contracts
from parvis.sales.restamping import restamp_waiting
from parvis.sales.sealing import seal_waiting


class Command(BaseCommand):
    help = "Close unsigned contracts whose last day has passed; seal and stamp signed ones that still wait."

    def handle(self, *args: object, **options: object) -> None:
        by = Actor.system("end of contracts")
        for edition in Edition.objects.open().order_by("pk"):
            expired = expire_contracts(edition, by=by, at=timezone.now())
            self.stdout.write(f"{edition.slug}: {expired} expired")
        for number in seal_waiting(at=timezone.now()):
            self.stdout.write(f"{number}: not sealed")
        for number in restamp_waiting(at=timezone.now()):
            self.stdout.write(f"{number}: without a time stamp")
