"""What lines for the shell may touch: `%time x.append(1)`, `!ls {folder}`, `%%capture out`.

Only magics listed here are understood; any other may touch everything.
"""

from __future__ import annotations

import ast
import re
import sys
from dataclasses import dataclass

HARMLESS = frozenset({
    "HTML", "SVG", "alias_magic", "automagic", "bash", "cd", "cmd", "colors", "conda", "config",
    "dhist", "dirs", "doctest_mode", "env", "file", "hist", "history", "html", "javascript", "js",
    "latex", "logoff", "logon", "logstate", "logstop", "lsmagic", "magic", "mamba", "markdown",
    "matplotlib", "micromamba", "mm_log", "mm_note", "mm_tag", "notebook", "page", "pdoc", "perl",
    "pfile", "pip", "popd", "pprint", "precision", "psource", "pushd", "pwd", "pycat", "pypy",
    "python", "python2", "python3", "quickref", "ruby", "save", "script", "set_env", "sh", "svg",
    "sx", "system", "unalias", "uv", "writefile", "xmode",
})  # fmt: skip
"""Magics that touch no variable but those whose names stand in their line."""

RUNNING = frozenset({"time", "timeit", "prun", "capture", "memit"})
"""Magics that run the code they are given."""

KNOWN = HARMLESS | RUNNING

_CALLS = {"run_line_magic": 2, "run_cell_magic": 3, "system": 1, "getoutput": 1}
_WORD = re.compile(r"[^\W\d]\w*")
_OPTION = re.compile(r"\s*--?[A-Za-z][\w-]*(?:[ =]?(?:\d+|all|quiet))?(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Line:
    """A call that IPython put in the place of a line for the shell."""

    call: str
    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a line may touch."""

    names: frozenset[str] = frozenset()
    stores: frozenset[str] = frozenset()
    code: tuple[str, ...] = ()
    """Code that it runs."""


class _Taking(ast.NodeTransformer):
    """Puts None in the place of each call it understands."""

    def __init__(self) -> None:
        self.lines: list[Line] = []

    def visit_Call(self, node: ast.Call) -> ast.AST:  # ast's way
        line = _line(node)
        if line is None:
            return self.generic_visit(node)
        self.lines.append(line)
        return ast.copy_location(ast.Constant(value=None), node)


def taken_out(tree: ast.Module) -> tuple[ast.Module, list[Line]]:
    """Return the code without its lines for the shell, and these."""
    taking = _Taking()
    return taking.visit(tree), taking.lines


def _line(node: ast.Call) -> Line | None:
    made = node.func
    if not isinstance(made, ast.Attribute) or not _is_shell(made.value) or node.keywords:
        return None
    values = [one.value for one in node.args if isinstance(one, ast.Constant)]
    texts = tuple(value for value in values if isinstance(value, str))
    if _CALLS.get(made.attr) != len(node.args) or len(texts) != len(node.args):
        return None
    return Line(made.attr, texts)


def _is_shell(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "get_ipython"
        and not node.args
        and not node.keywords
    )


def meaning(line: Line) -> Meaning | None:
    """Return what a line may touch; None when that is not known."""
    if line.call in {"system", "getoutput"}:
        return Meaning(code=_expansions(line.arguments[0]))
    name, text = line.arguments[0], line.arguments[1]
    body = line.arguments[2] if len(line.arguments) > 2 else None  # noqa: PLR2004  # magic, line, body
    if name in RUNNING:
        return _running(name, text, body)
    if name in HARMLESS:
        words = frozenset(_WORD.findall(text))
        return Meaning(names=words, stores=words, code=_expansions(text))
    return None


def _expansions(text: str) -> tuple[str, ...]:
    """Return the expressions that IPython puts into a line: `{name}` and `$name`."""
    if "{" not in text and "$" not in text:
        return ()
    # Each word counts as a name that is read and called; nesting does not have to be understood.
    return ("(" + ", ".join(["None", *_usable(_WORD.findall(text))]) + ")",)


def _usable(words: list[str]) -> list[str]:
    import keyword  # noqa: PLC0415  # loaded by IPython

    return [word for word in words if not keyword.iskeyword(word)]


def _running(name: str, text: str, body: str | None) -> Meaning:
    """Return what a magic may touch that runs code."""
    words = frozenset(_WORD.findall(text)) if name == "capture" else frozenset()
    rest = text
    while match := _OPTION.match(rest):
        rest = rest[match.end() :]
    parts = (rest if name != "capture" else "", body or "")
    code = tuple(transformed(part) for part in parts if part.strip())
    return Meaning(stores=words, code=(*code, *_expansions(text)))


def transformed(cell: str) -> str:
    """Return a cell as Python, with its lines for the shell replaced by calls."""
    module = sys.modules.get("IPython.core.inputtransformer2")
    if module is None or not set(cell) & set("%!?"):
        return cell.strip() + "\n"
    made = module.TransformerManager().transform_cell(cell)
    return made if isinstance(made, str) else cell
