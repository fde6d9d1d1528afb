"""Every night: units kept for nobody who answers go to the next in line; such places are free again."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from parvis.core.actor import Actor
from parvis.editions.models import Edition
from parvis.sales.actions.line import lapse_places
from parvis.sales.actions.waiting import lapse_kept


class Command(BaseCommand):
    help = "Pass kept units of options on to who waits, and free kept places, in open editions."

    def handle(self, *args: object, **options: object) -> None:
        by = Actor.system("waiting lists")
        for edition in Edition.objects.open().order_by("pk"):
            lost = lapse_kept(edition, by=by, at=timezone.now())
            freed = lapse_places(edition, by=by, at=timezone.now())
            self.stdout.write(f"{edition.slug}: {lost} passed on, {freed} places free again")
