"""What the measures share: a real server with the floors beside its pages, data for it, and how to read its cost."""
