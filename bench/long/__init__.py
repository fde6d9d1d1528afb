"""Measures that take minutes: `make bench-long`."""
