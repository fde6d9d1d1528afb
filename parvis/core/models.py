"""Base managers. Core has no table."""

from typing import TypeVar

from django.db import models

M = TypeVar("M", bound=models.Model)


class PeersQuerySet(models.QuerySet[M]):
    """Rows that fetch a missing relation for all their peers at once, which ends most N+1 queries."""


class PeersManager(models.Manager[M]):
    """Manager of every Parvis model: relations are fetched for all rows of a list together."""

    def get_queryset(self) -> models.QuerySet[M]:
        return super().get_queryset().fetch_mode(models.FETCH_PEERS)
