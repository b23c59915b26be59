"""`jupyter mm`: the operations on the command line.

Belongs here: arguments, text for people, exit codes, the doctor. Does not: product rules (`core`).
Nobody imports it.
"""
