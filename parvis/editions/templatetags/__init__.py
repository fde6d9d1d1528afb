"""Tags of the year: history in words."""
