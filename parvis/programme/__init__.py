"""Talks, workshops and coaching of the day.

Owns `Activity`, `ActivitySlot`, and later bookings and speakers. Never contains interviews with companies.
Words: activity, slot, booking.
"""
