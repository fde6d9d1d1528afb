"""Stories across apps, over HTTP, as people live them."""
