"""What a person can do about exhibitors; one module per noun."""
