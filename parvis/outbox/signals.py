"""What the outbox announces. Each carries `message` (or `address`) and `at`; those a person causes carry `by` too."""

from django.dispatch import Signal

message_sent = Signal()
message_failed = Signal()
message_unsure = Signal()
message_resent = Signal()
message_resolved = Signal()
address_suppressed = Signal()
suppression_lifted = Signal()
