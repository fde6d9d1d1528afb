"""The public site, and the team that writes it."""
