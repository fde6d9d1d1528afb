"""A company that takes part in one edition, and its own space.

Owns `Exhibitor`, `Entitlement`, `Representative`, `ExhibitorProfile`, `JobOffer`, the thread with the team, asked
documents, change requests, the portal. Never contains invoices or booths.
Words: exhibitor, representative, entitlement (what the exhibitor may have), job offer.
"""
