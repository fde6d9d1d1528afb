"""What editions announces, past tense."""

from django.dispatch import Signal

edition_copied = Signal()  # source, target, by, at: each app copies forward what it owns
edition_closed = Signal()  # edition, by, at
mandates_ended = Signal()  # user, by, at: the last place of this person in any team
opening_asked = Signal()  # edition, at: may it open? each app answers with its lines of the checklist
search_asked = Signal()  # edition, member, words (folded): each app answers with what the member may find
mail_asked = Signal()  # edition, member: each app answers with the rows about which the member may see mails
history_recorded = Signal()  # object_type: an act is in the history, its transaction still open
