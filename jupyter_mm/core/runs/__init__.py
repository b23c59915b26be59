"""Runs: what the logged values of a notebook belong to, with their curves and parameters."""
