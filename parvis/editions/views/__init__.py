"""Pages of the team: home, members, history, settings."""
