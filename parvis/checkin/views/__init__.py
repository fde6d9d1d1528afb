"""Pages, the scanner and the API of the day."""
