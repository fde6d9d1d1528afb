"""Pages of the accounts: signing in, second factors, one's own page."""
