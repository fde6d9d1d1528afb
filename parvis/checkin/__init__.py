"""Badges, the doors, and every other scan of the day.

Owns `BadgeKey`, `Badge`, `Place`, `Device`, `Scan`, `Entry`, `Conflict`, and later leads.
Never contains registration rules. Words: badge (printed code), scan (one reading), check-in (first valid scan).
"""
