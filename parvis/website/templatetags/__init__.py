"""Tags of the public site: the wall of exhibitors."""
