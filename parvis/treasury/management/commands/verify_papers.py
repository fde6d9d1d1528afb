"""Every night: the bytes of every issued paper are hashed again, for ten years."""

import logging

from django.core.management.base import BaseCommand

from parvis.treasury.documents import issued_papers, verify_store

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Hash every stored invoice and credit note again, and tell which is missing or altered."

    def handle(self, *args: object, **options: object) -> None:
        problems = verify_store()
        for sentence in problems:
            log.error("paper.altered", extra={"problem": sentence})
            self.stdout.write(sentence)
        self.stdout.write(f"{len(issued_papers())} papers, {len(problems)} missing or altered")
