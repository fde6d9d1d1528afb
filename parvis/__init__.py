"""Parvis runs a careers forum end to end."""

__version__ = "0.1.0"
