"""Attacks that must be refused or harmless; the table of docs/security.md says which test tries which."""
