"""People who come to one edition, and what they agreed to.

Owns `Visitor`, `Registration`, `Admission` (the seats), `Consent`, the waiting list, the visitor space.
Never contains scans. Words: visitor (a person across editions), registration (their sign-up for one edition).
"""
