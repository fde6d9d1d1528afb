"""Pages of exhibitors: their own space, the team's view of them, and their public logo."""
