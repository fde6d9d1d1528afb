"""One message (mail, webhook), sent once, and the proof of it.

Owns `Message`, `Attempt`, `Suppression`, `Webhook`, the layout of mails and the delivery state.
Knows addresses only: no edition, no user, no audience. Words: message, cause, attempt, suppression.
"""
