"""Measurements, printed as one table: `python -m tests.benchmarks`.

Every figure that has a rival stands beside the rival's, taken in the same run by turns. What each
row means: docs/developers/benchmarks.md. Not tests: nothing here fails because a machine is slow.
"""
