"""Tags of the day."""
