"""What `crosscase new` writes."""
