"""What sales does in the background."""

from datetime import timedelta

from django.tasks import task
from django.utils import timezone

from parvis.sales.restamping import restamp_waiting
from parvis.sales.sealing import mail_copy_signed_elsewhere, seal_waiting

RETRIES = 5
PAUSE = timedelta(minutes=10)


@task()
def seal_contracts(attempt: int = 1) -> None:
    """Seal every signed contract that waits for it, and stamp seals that lack their time.

    What fails is tried again later, and every night.
    """
    failed = [*seal_waiting(at=timezone.now()), *restamp_waiting(at=timezone.now())]
    if failed and attempt < RETRIES:
        seal_contracts.using(run_after=timezone.now() + attempt * PAUSE).enqueue(attempt + 1)


@task()
def mail_signed_copy(contract_id: int) -> None:
    """Both have signed a contract whose copy came from elsewhere: each side gets it. What was sealed mails itself."""
    mail_copy_signed_elsewhere(contract_id, at=timezone.now())
