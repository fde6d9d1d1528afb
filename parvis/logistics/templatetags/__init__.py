"""Tags of the place: the plan."""
