"""What the source of a cell says: whether an edit means anything, which names it reads."""

from __future__ import annotations

import ast
import hashlib
import re
import symtable
import warnings
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_CALLING = (
    ast.Call | ast.Attribute | ast.Subscript | ast.With | ast.AsyncWith | ast.For | ast.AsyncFor
)
UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)


def parsed(source: str) -> ast.Module | None:
    """Return the tree of a cell without its magics; None for what is not Python."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an odd escape in the user's cell is not our warning
            return ast.parse(_python_of(source))
    except UNREADABLE:
        return None


def means_the_same(one: str, other: str) -> bool:
    """Return whether two sources differ in comments, blanks and layout at most."""
    return one == other or meaning_of(one) == meaning_of(other)


@lru_cache(maxsize=4096)
def meaning_of(source: str) -> tuple[str, ...]:
    """Return texts that are equal for sources that mean the same: a digest, and the magics."""
    tree = parsed(source)
    if tree is None:
        return "", *_said_lines(source)
    try:
        dumped = ast.dump(tree)
    except RecursionError:
        return "", source
    digest = hashlib.blake2b(dumped.encode("utf-8", "surrogatepass"), digest_size=20)
    return digest.hexdigest(), *magics_of(source)


@lru_cache(maxsize=4096)
def names_read(source: str) -> frozenset[str]:
    """Return the global names that a cell may read before it has bound them itself."""
    tree = parsed(source)
    if tree is None:
        return frozenset()
    found: set[str] = set()
    bound: set[str] = set()
    for statement in tree.body:
        read, written = _uses(statement)
        found |= read - bound
        bound |= written
    return frozenset(found)


@lru_cache(maxsize=4096)
def names_made(source: str) -> frozenset[str]:
    """Return the names that a cell surely binds anew before anything in it reads them.

    A kernel that cannot look into a magic says of these, too, that they may have been read.
    """
    tree = parsed(source)
    lines = source.splitlines()
    found = set()
    for node in [] if tree is None else tree.body:
        for name in _bound_surely(node):
            above = [line for line in lines[: node.lineno - 1] if _is_magic(line)]
            if not any(re.search(rf"\b{re.escape(name)}\b", line) for line in above):
                found.add(name)
    return frozenset(found) - names_read(source)


@lru_cache(maxsize=4096)
def names_set_first(source: str) -> frozenset[str]:
    """Return the names that a cell binds anew before it can have called anything."""
    tree = parsed(source)
    found: set[str] = set()
    for statement in [] if tree is None else tree.body:
        if any(isinstance(one, _CALLING) for one in ast.walk(statement)):
            break
        found |= set(_bound_surely(statement))
    return names_made(source) & found


def magics_of(source: str) -> list[str]:
    """Return the lines that IPython and not Python reads."""
    return [line.strip() for line in source.splitlines() if _is_magic(line)]


def _bound_surely(node: ast.stmt) -> list[str]:
    match node:
        case ast.Assign(targets=targets):
            return [one.id for target in targets for one in _names_of(target)]
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr()):
            return [name]
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
    return []


def _names_of(target: ast.expr) -> list[ast.Name]:
    if isinstance(target, ast.Tuple | ast.List):
        return [name for one in target.elts for name in _names_of(one)]
    return [target] if isinstance(target, ast.Name) else []


@lru_cache(maxsize=4096)
def names_imported(source: str) -> frozenset[str]:
    """Return the global names that a cell binds by importing and in no other way."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # as above
            top = symtable.symtable(_python_of(source), "<cell>", "exec")
    except UNREADABLE:
        return frozenset()
    return frozenset(
        one.get_name() for one in top.get_symbols() if one.is_imported() and not one.is_assigned()
    )


def statements_named(source: str, name: str) -> list[ast.stmt]:
    """Return the statements of a cell that mention a name, in order."""
    tree = parsed(source)
    return [] if tree is None else [one for one in tree.body if name in _mentioned(one)]


@lru_cache(maxsize=4096)
def names_within(source: str, name: str) -> frozenset[str]:
    """Return the global names that a function or class of a cell may read when it is used."""
    tree = parsed(source)
    found: set[str] = set()
    for statement in _statements(tree or ast.Module([], [])):
        if name in _functions_of(statement):
            found |= _read_later(statement)
    return frozenset(found)


def _statements(node: ast.AST) -> Iterator[ast.stmt]:
    """Yield the statements of a cell; those inside of its functions and classes are not its own."""
    for one in ast.iter_child_nodes(node):
        if isinstance(one, ast.stmt):
            yield one
        if not isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield from _statements(one)


def _functions_of(statement: ast.stmt) -> list[str]:
    """Return the names to which a statement binds code that runs later."""
    match statement:
        case ast.AsyncFunctionDef(name=name):
            return [name]
        case ast.Assign(value=value) if not any(
            isinstance(one, ast.Lambda) for one in ast.walk(value)
        ):
            return []
    return _bound_surely(statement)


def _read_later(statement: ast.stmt) -> set[str]:
    """Return the global names in bodies of functions; defaults and annotations were read before."""
    try:
        top = symtable.symtable(ast.unparse(statement), "<cell>", "exec")
    except UNREADABLE:
        return set()
    return {
        symbol.get_name()
        for table in _below(top)
        if table.get_type() == "function"
        for symbol in table.get_symbols()
        if symbol.is_global() and symbol.is_referenced()
    }


def statements_about(source: str, name: str) -> frozenset[str]:
    """Return the statements of a cell that mention a name, or all if none does."""
    tree = parsed(source)
    if tree is None:
        return frozenset({source.strip()})
    dumped = {ast.dump(statement): statement for statement in tree.body}
    about = {text for text, statement in dumped.items() if name in _mentioned(statement)}
    return frozenset(about or dumped)


def _uses(statement: ast.stmt) -> tuple[set[str], set[str]]:
    """Return the global names that one statement reads, and those it binds."""
    try:
        top = symtable.symtable(ast.unparse(statement), "<cell>", "exec")
    except UNREADABLE:
        return set(), set()
    own = {symbol.get_name(): symbol for symbol in top.get_symbols()}
    read = {name for name, symbol in own.items() if symbol.is_referenced()}
    written = {n for n, s in own.items() if s.is_assigned() or s.is_imported()}
    inner = {
        symbol.get_name()
        for table in _below(top)
        for symbol in table.get_symbols()
        if symbol.is_global() and symbol.is_referenced()
    }
    # What a loop binds and then reads is its own; `x = x + 1` and `x += 1` do read first.
    is_assignment = isinstance(statement, ast.Assign | ast.AugAssign | ast.AnnAssign)
    if isinstance(statement, ast.AugAssign):
        read |= written
    return (read | inner if is_assignment else (read | inner) - written), written


def _below(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    for child in table.get_children():
        yield child
        yield from _below(child)


def _mentioned(statement: ast.stmt) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(statement):
        match node:
            case ast.Name(id=name) | ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                found.add(name)
            case ast.alias(name=name, asname=given):
                found.add(given or name.partition(".")[0])
    return found


def _is_magic(line: str) -> bool:
    """Return whether IPython and not Python reads a line."""
    return line.lstrip().startswith(("%", "!", "?"))


def _python_of(source: str) -> str:
    return "\n".join("" if _is_magic(line) else line for line in source.splitlines())


def _said_lines(source: str) -> list[str]:
    lines = [line.rstrip() for line in source.splitlines()]
    return [line for line in lines if line and not line.lstrip().startswith("#")]
