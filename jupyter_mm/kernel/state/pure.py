"""What of Python's own does nothing but read, when all it is given is plain data."""

from __future__ import annotations

APART = frozenset({
    "abs", "all", "any", "ascii", "bin", "bool", "callable", "chr", "enumerate", "float", "hash",
    "hex", "id", "int", "iter", "len", "list", "next", "oct", "ord", "print", "range", "repr",
    "reversed", "str", "tuple", "zip",
})  # fmt: skip
"""Builtins that never hand one argument to the code of another."""

ATOMS = frozenset({
    "abs", "all", "any", "ascii", "bin", "bool", "callable", "chr", "float", "hash", "hex", "id",
    "int", "len", "oct", "ord", "print", "range", "repr", "str",
})  # fmt: skip
"""Those of them that return something that nobody can change, unless given an unknown object."""

TOGETHER = frozenset({
    "bytearray", "bytes", "complex", "dict", "divmod", "filter", "frozenset", "isinstance",
    "issubclass", "map", "max", "min", "pow", "round", "set", "slice", "sorted", "sum",
})  # fmt: skip
"""Builtins that may compare, add or call: all arguments have to be known."""

CALLING = frozenset({"filter", "map", "max", "min", "sorted"})
"""Those that call a function with parts of the others."""

PICKING = frozenset({"max", "min", "next", "sum"})
"""Builtins that may return one of the parts they were given; others make something new."""

READERS = APART | TOGETHER
"""May be given to each other: `map(str, d)`, `isinstance(d, dict)`."""

METHODS = frozenset({
    "as_integer_ratio", "bit_count", "bit_length", "capitalize", "casefold", "center", "conjugate",
    "copy", "count", "decode", "difference", "encode", "endswith", "expandtabs", "find", "format",
    "get", "hex", "index", "intersection", "is_integer", "isalnum", "isalpha", "isascii",
    "isdecimal", "isdigit", "isdisjoint", "isidentifier", "islower", "isnumeric", "isprintable",
    "isspace", "issubset", "issuperset", "istitle", "isupper", "items", "join", "keys", "ljust",
    "lower", "lstrip", "partition", "removeprefix", "removesuffix", "replace", "rfind", "rindex",
    "rjust", "rpartition", "rsplit", "rstrip", "split", "splitlines", "startswith", "strip",
    "swapcase", "symmetric_difference", "title", "to_bytes", "translate", "union", "upper",
    "values", "zfill",
})  # fmt: skip
"""Methods of plain types that leave their object as it is."""

CHANGING = frozenset({
    "add", "append", "clear", "difference_update", "discard", "extend", "insert",
    "intersection_update", "pop", "popitem", "remove", "reverse", "setdefault", "sort",
    "symmetric_difference_update", "update",
})  # fmt: skip
"""Methods of plain types that change their object and nothing else."""
