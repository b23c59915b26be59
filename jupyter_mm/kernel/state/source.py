"""Which names a cell's code may touch, read from what the compiler makes of it."""

from __future__ import annotations

import ast
import dis
import re
import sys
from dataclasses import dataclass, field
from functools import lru_cache
from types import CodeType

from jupyter_mm.kernel.keeping.quiet import Quiet
from jupyter_mm.kernel.state import shell_lines

EMPTY: frozenset[str] = frozenset()
MOST_TEXT = 200_000
"""Characters of text in a cell that are searched for names; a cell with more may touch anything."""

DYNAMIC_NAMES = frozenset({
    "__builtins__", "__import__", "__main__", "breakpoint", "delattr", "eval", "exec", "exit",
    "get_ipython", "globals", "locals", "quit", "vars",
})  # fmt: skip
"""Names that lead to any variable without naming it."""

DYNAMIC_ATTRIBUTES = frozenset({
    "__builtins__", "__closure__", "__dict__", "__globals__", "__import__", "__main__",
    "__subclasses__", "_current_frames", "_getframe", "_getframemodulename", "ag_frame",
    "cr_frame", "currentframe", "eval", "exec", "f_back", "f_builtins", "f_globals", "f_locals",
    "get_ipython", "getclosurevars", "get_objects", "get_referents", "get_referrers", "gi_frame",
    "import_module", "locals", "modules", "read_pickle", "reload", "run_cell", "run_line_magic",
    "tb_frame", "tb_next", "user_global_ns", "user_ns",
})  # fmt: skip
DYNAMIC_MODULES = frozenset({
    "IPython", "__main__", "bdb", "builtins", "cloudpickle", "code", "codeop", "copyreg", "ctypes",
    "dill", "gc", "imp", "importlib", "inspect", "ipykernel", "marshal", "pdb", "pickle",
    "pickletools", "pydoc",
    "rlcompleter", "runpy", "shelve", "trace", "traceback",
})  # fmt: skip
"""Modules whose use leads to frames, to all objects, or runs code that only data names."""

_FLAGS = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
PARSE_FLAGS = _FLAGS | ast.PyCF_ONLY_AST
_WORD = re.compile(r"[^\W\d]\w*")
_MARKED = re.compile(r"@\s*([^\W\d]\w*)")
"""`frame.query("a > @limit")` uses `limit`."""

_SHIFTS = {"LOAD_GLOBAL": 1, "LOAD_ATTR": int(sys.version_info >= (3, 12)), "LOAD_SUPER_ATTR": 2}
"""Low bits of an argument that say something else than the name's place."""

_KINDS = {
    "STORE_NAME": "stores", "STORE_GLOBAL": "stores", "DELETE_NAME": "deletes",
    "DELETE_GLOBAL": "deletes", "IMPORT_NAME": "imports", "IMPORT_FROM": "attributes",
    "LOAD_ATTR": "attributes", "LOAD_METHOD": "attributes", "STORE_ATTR": "attributes",
    "DELETE_ATTR": "attributes", "LOAD_SUPER_ATTR": "attributes",
}  # fmt: skip
_EXTENDED = dis.opmap["EXTENDED_ARG"]
_SETTING = dis.opmap["STORE_ATTR"]
_PASSING = frozenset({dis.opmap["CACHE"], dis.opmap["NOP"]})
_BY_CODE: dict[int, tuple[str, int]] = {
    code: (_KINDS.get(dis.opname[code], "names"), _SHIFTS.get(dis.opname[code], 0))
    for code in dis.hasname
}
_CALLS = frozenset(
    code for name, code in dis.opmap.items() if name.startswith(("CALL", "IMPORT", "BEFORE_WITH"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Uses:
    """What a piece of code may touch by name."""

    names: frozenset[str] = EMPTY
    """Global names that it reads."""
    stores: frozenset[str] = EMPTY
    deletes: frozenset[str] = EMPTY
    attributes: frozenset[str] = EMPTY
    imports: frozenset[str] = EMPTY
    """Modules as written; those of relative imports start with a dot."""
    words: frozenset[str] = EMPTY
    """Names in its texts: `frame.query("a > @limit(b)")` runs `limit`."""
    sets: frozenset[str] = EMPTY
    """Attributes that it sets, with the name they begin at: `np.mine`, `pd.DataFrame.mine`."""
    is_dynamic: bool = False
    """Whether it may touch what it does not name."""
    calls: bool = False
    """Whether it calls anything."""

    def __or__(self, other: Uses) -> Uses:
        """Return what either may touch."""
        return Uses(
            names=self.names | other.names,
            stores=self.stores | other.stores,
            deletes=self.deletes | other.deletes,
            attributes=self.attributes | other.attributes,
            imports=self.imports | other.imports,
            words=self.words | other.words,
            sets=self.sets | other.sets,
            is_dynamic=self.is_dynamic or other.is_dynamic,
            calls=self.calls or other.calls,
        )


NOTHING = Uses()
ANYTHING = Uses(is_dynamic=True, calls=True)


@dataclass(slots=True)
class _Found:
    names: set[str] = field(default_factory=set)
    stores: set[str] = field(default_factory=set)
    deletes: set[str] = field(default_factory=set)
    attributes: set[str] = field(default_factory=set)
    imports: set[str] = field(default_factory=set)
    sets: set[str] = field(default_factory=set)
    texts: list[str] = field(default_factory=list)
    calls: bool = False

    def add(self, code: CodeType) -> None:
        """Take what the compiled code and the code inside it name."""
        self._names_of(code)
        for value in code.co_consts:
            self._constant(value)

    def _constant(self, value: object) -> None:
        if type(value) is CodeType:
            self.add(value)
        elif type(value) is str:
            self.texts.append(value)
        elif type(value) in {tuple, frozenset}:
            for part in value:  # type: ignore[attr-defined]  # constants of the compiler
                self._constant(part)

    def _names_of(self, code: CodeType) -> None:
        names = code.co_names
        seen: set[int] = set()
        high = 0
        chain = ""
        """`np.random` after its loading; empty if it is something else that was loaded last."""
        raw = code.co_code
        for place in range(0, len(raw), 2):
            operation = raw[place]
            if operation == _EXTENDED:
                high = (high | raw[place + 1]) << 8
                continue
            if operation in _CALLS:
                self.calls = True
            known = _BY_CODE.get(operation)
            if known is not None:
                index = (high | raw[place + 1]) >> known[1]
                if index < len(names):
                    seen.add(index)
                    getattr(self, known[0]).add(names[index])
                    chain = self._chain(chain, known[0], names[index], operation)
            elif operation not in _PASSING:
                chain = ""
            high = 0
        # An interpreter with other operations than those we know: then each name counts as read.
        self.names.update(name for index, name in enumerate(names) if index not in seen)

    def _chain(self, chain: str, kind: str, name: str, operation: int) -> str:
        """Return the dotted name that is loaded now; note it if its last part is being set."""
        if kind == "names":
            return name
        if kind != "attributes" or not chain:
            return ""
        if operation == _SETTING:
            self.sets.add(f"{chain}.{name}")
            return ""
        return f"{chain}.{name}"

    def uses(self) -> Uses:
        """Return what was found."""
        length = sum(map(len, self.texts))
        is_dynamic = (
            length > MOST_TEXT
            or not DYNAMIC_NAMES.isdisjoint(self.names)
            or not DYNAMIC_ATTRIBUTES.isdisjoint(self.attributes)
            or not DYNAMIC_MODULES.isdisjoint(name.partition(".")[0] for name in self.imports)
        )
        text = " ".join(self.texts) if length <= MOST_TEXT else ""
        words = frozenset(_WORD.findall(text))
        return Uses(
            names=frozenset(self.names).union(_MARKED.findall(text)),
            stores=frozenset(self.stores),
            deletes=frozenset(self.deletes),
            attributes=frozenset(self.attributes),
            imports=frozenset(self.imports),
            words=words,
            sets=frozenset(self.sets),
            is_dynamic=is_dynamic,
            calls=self.calls,
        )


@lru_cache(maxsize=1024)
def of_code(code: CodeType) -> Uses:
    """Return what a function's code may touch. Raises nothing."""
    found = _Found()
    found.add(code)
    return found.uses()


ANY_NAME = "*"
"""Among the names that code in a group uses: it may touch what it does not name."""

IMPORT = "import "
"""Begins, among these names, a module that the code imports."""


def names_in(code: CodeType) -> frozenset[str]:
    """Return the names that a function's code may touch, as `Pickled.global_names` has them."""
    found = of_code(code)
    names = found.names | found.stores | found.deletes
    names |= {f"{IMPORT}{module}" for module in found.imports}
    return names | {ANY_NAME} if found.is_dynamic else names


def uses(source: str) -> Uses:
    """Return what a cell may touch; nothing when it is not valid Python, since then it never runs.

    Give it what IPython made of the cell: `get_ipython().run_line_magic(...)` instead of `%...`.
    """
    try:
        return _uses(source)
    except SyntaxError:
        return NOTHING
    except (ValueError, RecursionError, MemoryError):
        return ANYTHING


@lru_cache(maxsize=512)
def _uses(source: str) -> Uses:
    with Quiet():
        if "get_ipython" in source:
            return _of_shell_lines(source)
        code = compile(source, "<cell>", "exec", _FLAGS, dont_inherit=True)
    found = _Found()
    found.add(code)
    return found.uses()


def _of_shell_lines(source: str) -> Uses:
    """Return what a cell may touch in which lines for the shell were replaced by calls."""
    tree = compile(source, "<cell>", "exec", PARSE_FLAGS, dont_inherit=True)
    tree, lines = shell_lines.taken_out(tree)
    found = _Found()
    found.add(compile(tree, "<cell>", "exec", _FLAGS, dont_inherit=True))
    total = found.uses()
    for line in lines:
        meant = shell_lines.meaning(line)
        if meant is None:
            return ANYTHING | total
        total |= Uses(names=meant.names, stores=meant.stores, calls=True)
        for part in meant.code:
            total |= _part(part)
    return total


def _part(source: str) -> Uses:
    """Return what code given to a magic may touch; all, if it cannot be read."""
    try:
        return _uses(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ANYTHING
