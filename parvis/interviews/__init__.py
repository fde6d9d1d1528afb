"""Meetings between visitors and exhibitors, booked ahead.

Will own `Availability`, `InterviewRequest`, `Slot`, `Interview`; `optimiser/` is pure Python without Django.
Words: interview request (a wish), slot (time and table), interview (the booked pair).
"""
