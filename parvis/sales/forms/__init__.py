"""Input of sales; forms check and clean, actions decide and save."""
