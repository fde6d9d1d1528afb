"""What treasury does in the background."""

from datetime import timedelta

from django.tasks import task
from django.utils import timezone

from parvis.treasury.transmission.carrying import carry_all

RETRIES = 4
PAUSE = timedelta(minutes=6)


@task()
def carry_transmissions(attempt: int = 1) -> None:
    """Hand over what waits, tell of money, fetch statuses; what fails is tried again soon, then every night."""
    failed = carry_all(at=timezone.now())
    if failed and attempt < RETRIES:
        carry_transmissions.using(run_after=timezone.now() + attempt * PAUSE).enqueue(attempt + 1)
