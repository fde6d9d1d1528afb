"""What sales announces, past tense."""

from django.dispatch import Signal

quote_accepted = Signal()  # quote, contract, by, at
contract_signed = Signal()  # contract, by, at
contract_withdrawn = Signal()  # contract, by, at: sent only for a contract that was signed
