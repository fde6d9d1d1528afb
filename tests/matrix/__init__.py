"""Who may open what: every route against every role, own and foreign objects."""
