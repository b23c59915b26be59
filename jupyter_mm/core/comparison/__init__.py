"""How two states differ: documents, variables, metrics; cells and variables over time."""
