"""What the expressions of a cell may be, and what they may change."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from jupyter_mm.kernel.state import pure
from jupyter_mm.kernel.state.bindings import bound_within, parameters
from jupyter_mm.kernel.state.taint import CLEAN, UNKNOWN, Cell, Taint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def value(cell: Cell, node: ast.expr | None) -> Taint:
    """Return what an expression may be, noting what it may change."""
    if node is None:
        return CLEAN
    return EXPRESSIONS.get(type(node), give_up)(cell, node)


def values(cell: Cell, nodes: Iterable[ast.expr | None]) -> Taint:
    """Return what several expressions together may be."""
    total = CLEAN
    for node in nodes:
        total |= value(cell, node)
    return total


def give_up(cell: Cell, node: ast.AST) -> Taint:
    """Take all that is named within for changed."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name):
            cell.spoil(cell.of_name(inner.id))
    for name in bound_within(node):
        cell.bind(name, UNKNOWN)
    cell.heap |= UNKNOWN
    return UNKNOWN


def hand_over(cell: Cell, nodes: Iterable[ast.expr]) -> Taint:
    """Note that code which is not known gets these values, and may fill them."""
    total = CLEAN
    for node in nodes:
        total |= value(cell, node)
        is_made = not isinstance(node, ast.Constant | ast.JoinedStr | ast.Name)
        if is_made or (isinstance(node, ast.Name) and node.id in cell.known):
            cell.heap |= UNKNOWN
    cell.spoil(total)
    return total


def _name(cell: Cell, node: ast.Name) -> Taint:
    return cell.of_name(node.id)


def _constant(_cell: Cell, _node: ast.expr) -> Taint:
    """Take what is written out."""
    return CLEAN


def _text(cell: Cell, node: ast.expr) -> Taint:
    """Take a text with values put in: one at a time is made text."""
    values(cell, _children(node))
    return CLEAN


def _apart(cell: Cell, node: ast.expr) -> Taint:
    """Take an expression whose operands never meet: a new object of them."""
    return values(cell, _children(node)).fresh()


def _together(cell: Cell, node: ast.expr) -> Taint:
    """Take an expression whose operands meet."""
    return cell.met(values(cell, _children(node))).fresh()


def _either(cell: Cell, node: ast.expr) -> Taint:
    """Take an expression that gives one of its operands."""
    return values(cell, _children(node))


def _unpacked(cell: Cell, node: ast.Starred) -> Taint:
    """Take `*value`."""
    return value(cell, node.value).part()


def _item(cell: Cell, node: ast.Subscript) -> Taint:
    """Take `value[index]`; a key that is looked up cannot change."""
    held = value(cell, node.value)
    if held.is_unknown:
        cell.spoil(held | hand_over(cell, [node.slice]))
    return held.part() | Taint(is_unknown=value(cell, node.slice).is_unknown)


def _attribute(cell: Cell, node: ast.Attribute) -> Taint:
    """Take an attribute that is not called at once."""
    cell.spoil(value(cell, node.value))
    return UNKNOWN


def _call(cell: Cell, node: ast.Call) -> Taint:
    """Take a call; what is not known to read only may change all it is given."""
    func = node.func
    if isinstance(func, ast.Name) and cell.is_builtin(func.id):
        given = _given_to_builtin(cell, node, func.id)
        if given is not None:
            return given.part() if func.id in pure.PICKING else given.fresh()
    if isinstance(func, ast.Attribute):
        return _method(cell, node, func)
    cell.spoil(value(cell, func))
    hand_over(cell, _arguments(node))
    return UNKNOWN


def _given_to_builtin(cell: Cell, node: ast.Call, name: str) -> Taint | None:
    """Return what a builtin gets that only reads; None for another one."""
    if name in pure.APART and not (name == "iter" and len(node.args) > 1):
        given = values(cell, _arguments(node))
        return CLEAN if name in pure.ATOMS else given
    if name not in pure.TOGETHER:
        return None
    arguments = [one for one in _arguments(node) if not _is_reader(cell, one, name)]
    lambdas = [one for one in arguments if isinstance(one, ast.Lambda)]
    if name not in pure.CALLING or len(lambdas) != 1:
        return cell.met(values(cell, arguments))
    rest = values(cell, [one for one in arguments if one is not lambdas[0]])
    return cell.met(rest | _called_with(cell, lambdas[0], rest.part()))


def _is_reader(cell: Cell, node: ast.expr, name: str) -> bool:
    """Tell whether an argument is a builtin that reads, or a type that is asked for."""
    if isinstance(node, ast.Tuple) and name in {"isinstance", "issubclass"}:
        return all(_is_reader(cell, part, name) for part in node.elts)
    return isinstance(node, ast.Name) and node.id in pure.READERS and cell.is_builtin(node.id)


def _called_with(cell: Cell, function: ast.Lambda, given: Taint) -> Taint:
    for name in parameters(function.args):
        cell.bind(name, given.fresh() | given)
    for default in (*function.args.defaults, *function.args.kw_defaults):
        cell.spoil(value(cell, default))
    return value(cell, function.body)


def _method(cell: Cell, node: ast.Call, func: ast.Attribute) -> Taint:
    held = value(cell, func.value)
    if held.is_unknown or func.attr not in pure.METHODS | pure.CHANGING:
        cell.spoil(held)
        hand_over(cell, _arguments(node))
        return UNKNOWN
    given = values(cell, _arguments(node))
    both = cell.met(held | given)
    if func.attr in pure.CHANGING:
        cell.fill(held.itself, given)
    return both.fresh() if func.attr == "copy" else both.part()


def _comprehension(cell: Cell, node: ast.expr) -> Taint:
    """Take a comprehension: a new object of what its loops give."""
    for loop in node.generators:  # type: ignore[attr-defined]  # all four kinds have them
        if loop.is_async:
            give_up(cell, loop.iter)
        assign(cell, loop.target, value(cell, loop.iter).part())
        values(cell, loop.ifs)
    if isinstance(node, ast.DictComp):
        return _pairs(cell, [node.key], [node.value])
    made = value(cell, node.elt)  # type: ignore[attr-defined]  # the other three have it
    return (cell.met(made) if isinstance(node, ast.SetComp) else made).fresh()


def _dictionary(cell: Cell, node: ast.Dict) -> Taint:
    """Take a dictionary that is written out."""
    return _pairs(cell, node.keys, node.values)


def _pairs(
    cell: Cell, keys: Iterable[ast.expr | None], contents: Iterable[ast.expr | None]
) -> Taint:
    return (cell.met(values(cell, keys)) | values(cell, contents)).fresh()


def _walrus(cell: Cell, node: ast.NamedExpr) -> Taint:
    """Take `name := value`."""
    taint = value(cell, node.value)
    assign(cell, node.target, taint)
    return taint


def _waited(cell: Cell, node: ast.Await) -> Taint:
    """Take `await value`."""
    cell.spoil(value(cell, node.value))
    return UNKNOWN


def assign(cell: Cell, target: ast.expr, taint: Taint) -> None:
    """Put a value somewhere."""
    if isinstance(target, ast.Name):
        cell.bind(target.id, taint)
    elif isinstance(target, ast.Starred):
        assign(cell, target.value, taint.fresh())
    elif isinstance(target, ast.Tuple | ast.List):
        for part in target.elts:
            assign(cell, part, taint.part())
    elif isinstance(target, ast.Subscript):
        put(cell, value(cell, target.value), taint | value(cell, target.slice))
    else:
        cell.spoil(taint)
        give_up(cell, target)


def put(cell: Cell, held: Taint, given: Taint) -> None:
    """Note `held[...] = given`: fine if the cell itself has made what holds."""
    if held.is_unknown:
        cell.spoil(held | given)
        cell.heap |= UNKNOWN
    cell.fill(held.itself, given)


def _children(node: ast.AST) -> list[ast.expr]:
    return [part for part in ast.iter_child_nodes(node) if isinstance(part, ast.expr)]


def _arguments(node: ast.Call) -> list[ast.expr]:
    return [*node.args, *(word.value for word in node.keywords)]


EXPRESSIONS: dict[type, Callable[..., Taint]] = {
    ast.Attribute: _attribute,
    ast.Await: _waited,
    ast.BinOp: _together,
    ast.BoolOp: _either,
    ast.Call: _call,
    ast.Compare: _together,
    ast.Constant: _constant,
    ast.Dict: _dictionary,
    ast.DictComp: _comprehension,
    ast.FormattedValue: _text,
    ast.GeneratorExp: _comprehension,
    ast.IfExp: _either,
    ast.JoinedStr: _text,
    ast.List: _apart,
    ast.ListComp: _comprehension,
    ast.Name: _name,
    ast.NamedExpr: _walrus,
    ast.Set: _together,
    ast.SetComp: _comprehension,
    ast.Slice: _apart,
    ast.Starred: _unpacked,
    ast.Subscript: _item,
    ast.Tuple: _apart,
    ast.UnaryOp: _apart,
}
