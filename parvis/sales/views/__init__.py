"""Pages of sales: the team's, the exhibitor's, and those behind a personal link."""
