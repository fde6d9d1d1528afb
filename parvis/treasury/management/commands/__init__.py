"""Commands of treasury."""
