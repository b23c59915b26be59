"""What code uses that no record shows: clocks, unseeded generators, the code of own modules.

Two runs that use any of it may differ in more than is recorded: they prove nothing.
"""

from __future__ import annotations

import ast
import sys
from functools import lru_cache
from typing import TYPE_CHECKING

from jupyter_mm.core.causes.own_magics import OURS, computed_by, verb_of
from jupyter_mm.core.causes.seeds import is_seed
from jupyter_mm.core.sources import magics_of, parsed

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAGICS = ("%mm", "%matplotlib", "%%time", "%%capture", "?")
"""Of `%time` Python does not see what follows, so it is none of these."""
_BUILTINS = frozenset({"__import__", "compile", "eval", "exec", "input"})
"""As methods they are something else: `model.eval()`, `re.compile(...)`."""
_CLOCKS = frozenset(
    [
        "clock_gettime", "gmtime", "localtime", "monotonic", "monotonic_ns", "now", "perf_counter",
        "perf_counter_ns", "process_time", "process_time_ns", "time", "time_ns", "today", "utcnow",
    ]
)  # fmt: skip
_TIMES = frozenset({"date", "datetime", "dt", "pd", "pandas", "time", "Timestamp"})
"""Whose clocks these are, when they are named and not called."""
_ELSEWHERE = frozenset(
    [
        "environ", "getenv", "getpass", "getrandbits", "import_module", "reload", "run_module",
        "run_path", "secrets", "SystemRandom", "token_bytes", "token_hex", "urandom", "uuid1",
        "uuid4",
    ]
)  # fmt: skip
_LISTINGS = frozenset({"glob", "iglob", "iterdir", "listdir", "rglob", "scandir"})
"""What is in a folder is recorded only of files that are read."""
_CALLED = _CLOCKS | _ELSEWHERE | _LISTINGS
_MOMENTS = frozenset({"datetime64", "Timestamp", "to_datetime"})
_SEEDABLE = frozenset(
    [
        "MT19937",
        "PCG64",
        "PCG64DXSM",
        "Philox",
        "Random",
        "RandomState",
        "SFC64",
        "SeedSequence",
        "default_rng",
        "seed",
    ]
)
"""Begin anywhere, unless they are given a seed."""
_GENERATORS = frozenset({"cupy", "keras", "mxnet", "paddle", "tensorflow"})
"""Modules with generators of their own, of which the state is not kept."""
_DISTRIBUTIONS = {
    "attr": ("attrs",), "bs4": ("beautifulsoup4",),
    "cv2": ("opencv-python", "opencv-python-headless", "opencv-contrib-python"),
    "dateutil": ("python-dateutil",), "dotenv": ("python-dotenv",),
    "faiss": ("faiss-cpu", "faiss-gpu"), "fitz": ("pymupdf",), "git": ("gitpython",),
    "google": ("protobuf", "google-api-core", "google-auth"), "jwt": ("pyjwt",),
    "mpl_toolkits": ("matplotlib",), "openssl": ("pyopenssl",), "pil": ("pillow",),
    "pkg_resources": ("setuptools",), "pylab": ("matplotlib",), "skimage": ("scikit-image",),
    "sklearn": ("scikit-learn",), "umap": ("umap-learn",), "yaml": ("pyyaml",),
}  # fmt: skip
"""Modules that are not called as what they are installed from."""


@lru_cache(maxsize=4096)
def hidden_in(source: str, seeds: frozenset[str]) -> frozenset[str]:
    """Return, for people, what a cell or statement uses that is not recorded; modules aside.

    `seeds` are the variables that generators may begin from.
    """
    tree = parsed(source)
    if tree is None:
        return frozenset({"code that is not plain Python"})
    return frozenset([*_in_magics(magics_of(source), seeds), *_in_tree(tree, seeds)])


def foreign_modules(source: str, packages: frozenset[str]) -> frozenset[str]:
    """Return the modules that a cell imports and that come from none of these packages."""
    tree = parsed(source)
    found: set[str] = set()
    for node in [] if tree is None else ast.walk(tree):
        match node:
            case ast.Import(names=names):
                found |= {one.name.partition(".")[0] for one in names}
            case ast.ImportFrom(module=module, level=level):
                found.add(module.partition(".")[0] if module and not level else f".{module or ''}")
    return frozenset(one for one in found - sys.stdlib_module_names if _is_foreign(one, packages))


def _is_foreign(module: str, packages: frozenset[str]) -> bool:
    """Return whether none of these packages can be what a module came from."""
    name = module.lower()
    return packages.isdisjoint(_DISTRIBUTIONS.get(name, (name.replace("_", "-"),)))


def _in_magics(lines: list[str], seeds: frozenset[str]) -> Iterator[str]:
    for line in lines:
        if not line.startswith(_MAGICS):
            yield line.split()[0]
        elif line.startswith(OURS):
            computed = computed_by(line)
            if computed is None:
                yield f"%mm_{verb_of(line)}"
            for one in computed or ():
                yield from _in_tree(one, seeds)


def _in_tree(tree: ast.AST, seeds: frozenset[str]) -> Iterator[str]:
    nodes = list(ast.walk(tree))
    called = {id(node.func) for node in nodes if isinstance(node, ast.Call)}
    for node in nodes:
        found = _hidden(node, seeds) if id(node) not in called else None
        if found is not None:
            yield found


def _hidden(node: ast.AST, seeds: frozenset[str]) -> str | None:
    """Return what one node uses; the function of a call is looked at with its call."""
    match node:
        case ast.Call():
            return _called(node, seeds)
        case ast.Attribute(value=owner, attr=name) if name in _CLOCKS:
            return name if _last(owner) in _TIMES else None
        case ast.Attribute(attr=name) if name in _ELSEWHERE | _LISTINGS | _SEEDABLE - {"seed"}:
            return name
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            return _imported(node, [one.name for one in names])
    return None


def _called(call: ast.Call, seeds: frozenset[str]) -> str | None:
    name = _last(call.func)
    if name in _SEEDABLE:
        return None if _is_seeded(call, seeds) else f"{name} without a seed"
    if name in _MOMENTS:
        return next(filter(None, map(_moment, call.args)), None)
    is_hidden = name in _CALLED or (isinstance(call.func, ast.Name) and name in _BUILTINS)
    return name if is_hidden else None


def _moment(argument: ast.expr) -> str | None:
    is_now = isinstance(argument, ast.Constant) and argument.value in {"now", "today"}
    return "now" if is_now else None


def _last(node: ast.expr) -> str:
    """Return the last name of `a.b.c`."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _is_seeded(call: ast.Call, seeds: frozenset[str]) -> bool:
    given = [*call.args, *(one.value for one in call.keywords)]
    return bool(given) and all(is_seed(one, seeds) for one in given)


def _imported(node: ast.Import | ast.ImportFrom, names: list[str]) -> str | None:
    """Return what an import brings that is not recorded: under another name no call shows it."""
    modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else names
    of = {one.partition(".")[0] for one in modules}
    if of & _GENERATORS:
        return f"generators of {min(of & _GENERATORS)}"
    wanted = _CALLED if isinstance(node, ast.ImportFrom) else {"secrets"}
    return next((one for one in names if one in wanted), None)
