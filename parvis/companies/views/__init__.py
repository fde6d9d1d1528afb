"""Pages about companies, all behind the team's door."""
