"""Support for tests, shipped: captures that are whole, clocks that stand still, stores that fail.

Belongs here: what tests of several packages, ours or others', need. No product code imports it.
"""
