"""Pages of the treasury: the team's, a company's panel, the exhibitor's own."""
