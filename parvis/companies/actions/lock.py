"""One at a time writes the list of companies, so that two people or two files never make the same one twice."""

from parvis.core.locks import lock_row
from parvis.editions.models import Association


def lock_companies() -> None:
    """Wait for our turn; it lasts until the transaction ends. Before the first set-up there is nobody to wait for."""
    association = Association.objects.filter(pk=1)
    if association.exists():
        lock_row(association)
