"""Every night: answers to keyed calls of the API that are a week old are deleted."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from parvis.accounts.actions import forget_answers


class Command(BaseCommand):
    help = "Delete the answers kept for a week under Idempotency-Keys."

    def handle(self, *args: object, **options: object) -> None:
        self.stdout.write(f"{forget_answers(at=timezone.now())} answers forgotten")
