"""Pages of the place: the team's plan and booths, and the exhibitor's own booth."""
