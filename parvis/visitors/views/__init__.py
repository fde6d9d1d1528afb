"""Pages of the public, of visitors and of the team, and the API."""
