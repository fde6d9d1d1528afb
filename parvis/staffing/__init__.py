"""Volunteers' work on the day.

Owns `Position`, `Shift`, `ShiftAssignment`. Never contains visitors.
Words: position (a job to hold), shift (a slot of it), shift assignment (who does it).
"""
