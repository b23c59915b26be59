"""What changed since the last cell, cheapest test first.

Here belongs what decides whether a variable has to be looked at again: the names that code can
reach, what else may be at work in the process, what is remembered of each variable. How values
become bytes belongs to `codecs`. Only the kernel side imports this.
"""
