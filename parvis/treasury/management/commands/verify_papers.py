"""Every night: the bytes of every kept paper are hashed again, as long as it is kept."""

import logging

from django.core.management.base import BaseCommand

from parvis.treasury.keeping import verify_store

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Hash every kept file again (invoices, quotes, contracts, seals, bills), and tell which is missing or altered."
    )

    def handle(self, *args: object, **options: object) -> None:
        count, problems = verify_store()
        for sentence in problems:
            log.error("paper.altered", extra={"problem": sentence})
            self.stdout.write(sentence)
        self.stdout.write(f"{count} files, {len(problems)} missing or altered")
