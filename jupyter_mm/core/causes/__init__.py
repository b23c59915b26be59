"""What a logged value came from, and which difference between two of them changed it."""
