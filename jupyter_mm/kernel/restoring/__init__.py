"""From what is stored back to a live namespace: plan, load, swap, recover."""
