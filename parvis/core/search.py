"""Search in lists: every word typed must occur in one of the folded columns."""

from collections.abc import Sequence
from functools import reduce
from operator import or_

from django.db.models import Model, Q, QuerySet

from parvis.core.text import fold

MOST_WORDS = 8
LONGEST_WORD = 60


def match_words[M: Model](queryset: QuerySet[M], text: str, fields: Sequence[str]) -> QuerySet[M]:
    """Rows in which each word of the text is found in at least one of the folded columns named by the code."""
    for word in fold(text[:500]).split()[:MOST_WORDS]:
        anywhere = (Q((f"{field}__contains", word[:LONGEST_WORD])) for field in fields)
        queryset = queryset.filter(reduce(or_, anywhere))
    return queryset
