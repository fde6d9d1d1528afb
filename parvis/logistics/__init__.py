"""The place: halls, booths, what is brought there and eaten there.

Owns `Venue`, `Hall`, `Booth`, and later equipment, deliveries, meals, transport, run sheet, incidents.
Never contains prices to exhibitors. Words: hall, booth, floor plan.
"""
