"""What people said afterwards, and what came of it.

Will own `Survey`, `Answer` and the outcome of a meeting. Words: survey, answer, outcome.
"""
