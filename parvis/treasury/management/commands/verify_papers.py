"""Every night: the bytes of every kept paper are hashed again, as long as it is kept."""

import logging

from django.core.management.base import BaseCommand
from django.utils import timezone

from parvis.treasury.actions.kept_files import note_files

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Hash every kept file again (invoices, quotes, contracts, seals, bills), note the size and media type of the "
        "new ones, and tell which is missing or altered."
    )

    def handle(self, *args: object, **options: object) -> None:
        tally = note_files(at=timezone.now())
        for sentence in tally.problems:
            log.error("paper.altered", extra={"problem": sentence})
            self.stdout.write(sentence)
        self.stdout.write(f"{tally.files} files, {tally.size_bytes} bytes, {len(tally.problems)} missing or altered")
