"""What the public sees of an edition, without an account.

Owns `Page`, and later news and press. Never contains business rules.
Words: page.
"""
