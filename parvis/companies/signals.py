"""What companies announces or asks. Whoever answers owns the rows the answer speaks of."""

from django.dispatch import Signal

merge_asked = Signal()  # kept, gone: what would move, and what stands against it; answers a list of `merging.Line`
company_merged = Signal()  # kept, gone, by, at: each app moves its rows; answers {model: [keys it moved]}
merge_undone = Signal()  # kept, gone, moved, by, at: each app moves back the rows it moved
sector_renamed = Signal()  # before, after: French names; rows that hold the first take the second
company_file_asked = Signal()  # companies, member: what they bought, paid and got; answers a list of `past.Fact`
