"""Who speaks, and who asks."""
