"""What is kept after a cell, and how it becomes durable."""
