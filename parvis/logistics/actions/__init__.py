"""What a person can do about the place; one module per noun."""
