"""Reads of the team's home and of the edition report; what one app can answer alone is asked there."""
