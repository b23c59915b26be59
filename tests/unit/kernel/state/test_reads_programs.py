# ruff: noqa: E501  # programs stand on one line each, as a table
"""Random cells over plain data, run for real: what was proven unchanged is unchanged."""

from __future__ import annotations

import builtins
import contextlib
import io
import os
import signal
from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from jupyter_mm.kernel.state import source
from jupyter_mm.kernel.state.reads import only_reads
from tests.unit.kernel.state.notebook import changing_parts, fingerprint

EXAMPLES = int(os.environ.get("MM_READS_EXAMPLES", "400"))

PLAIN = (
    "a = [1, [2], {'k': [3]}]; b = a[1]; d = {'x': [4], 'y': {'z': [5]}, 1: a}; t = ([6], {'u': [7]})\n"
    "s = 'text'; n = 2; m = {1, 2}; by = bytearray(b'q')"
)
OTHERS = """
class Evil:
    def __init__(self): self.kept = []
    def _spoil(self, other):
        self.kept.append(other)
        for part in (other, *(other if type(other) in (list, tuple) else ())):
            if type(part) is list: part.append(self)
            if type(part) is dict: part['evil'] = self
        return other
    __add__ = __radd__ = __eq__ = __lt__ = __gt__ = __getitem__ = __call__ = __or__ = __ror__ = _spoil
    __mul__ = __rmul__ = __contains__ = __and__ = __rand__ = __sub__ = __rsub__ = __iadd__ = _spoil
    def __hash__(self): return 1
    def __iter__(self): return iter([self, [8]])
    def __setitem__(self, k, v): self._spoil(k); self._spoil(v)
    def method(self, *args, **kw): return self._spoil(args[0]) if args else kw and self._spoil([*kw.values()][0])
    def __index__(self): return 0
    def __format__(self, spec): return 'evil'
    def __enter__(self): return self
    def __exit__(self, *e): return False
    def __bool__(self): return True
    def __round__(self, k=None): return self._spoil(k)
evil = Evil()
def take(x=None, *more):
    if type(x) is list: x.append(9)
    if type(x) is dict: x['t'] = 9
    if more: take(more[0])
    return x
def fill(x):
    try: x.append(evil)
    except AttributeError:
        try: x['f'] = evil
        except TypeError: pass
    return x
"""
PLAIN_NAMES = ["a", "b", "d", "t", "s", "n", "m", "by"]
LOCALS = ["p", "q", "r", "v", "w"]
NAMES = st.sampled_from([*PLAIN_NAMES, *PLAIN_NAMES, *LOCALS, *LOCALS, "evil", "take", "fill"])
TARGETS = st.sampled_from([*LOCALS, *LOCALS, *LOCALS, "a", "d"])
ATOMS = st.sampled_from(["0", "1", "'x'", "'y'", "'k'", "None", "[]", "{}", "()", "-1", "True"])
SHAPES = st.sampled_from([
    "{0}[{1}]", "{0}[0]", "{0}['x']", "{0}[1]", "{0} + {1}", "{0} | {1}", "{0} * 2", "({0} or {1})",
    "({0} and {1})", "({0} if {1} else {2})", "[{0}, {1}]", "({0}, {1})", "{{'k': {0}, 'l': {1}}}",
    "{{{0}, 1}}", "len({0})", "list({0})", "dict({0})", "sorted({0})", "sorted({0}, key=lambda v: [v, {1}])",
    "max({0}, key=lambda v: 1)", "min([{0}], [{1}], key=len)", "sum({0}, {1})", "sum([{0}], [])",
    "tuple({0})", "next(iter({0}))", "next(iter({0}), {1})", "list(map(lambda v: {1}, {0}))",
    "list(filter(lambda v: {1}, {0}))", "list(zip({0}, {1}))", "list(reversed({0}))", "{0} == {1}",
    "{0} in {1}", "{0} < {1}", "str({0})", "repr({0})", "f'{{{0}}}'", "{0}.get({1})", "{0}.get('x', {1})",
    "{0}.copy()", "list({0}.values())", "list({0}.items())", "{0}.values()", "[v for v in {0}]",
    "[v for v in {0} if v == {1}]", "{{v: {1} for v in range(2)}}", "{{k: v for k, v in {0}.items()}}",
    "[w for v in {0} for w in v]", "(p := {0})", "{0}.pop()", "{0}.append({1})", "{0}.extend({1})",
    "{0}.update({1})", "{0}.setdefault('n', {1})", "{0}.sort()", "{0}.method({1})", "{0}.kept",
    "{0}({1})", "take({0})", "take({0}, {1})", "fill({0})", "fill([{0}])", "print({0}, {1})",
    "isinstance({0}, dict)", "{0}.index({1})", "{0}.count({1})", "[*{0}, {1}]", "[*{0}][0]",
    "{{**{0}}}", "take(*[{0}])", "take(x={0})", "(lambda: {0})()", "(lambda v: v)({0})", "{0}.append",
    "round({0}, {1})", "{0}[:1]", "{0}[{1}:]", "not {0}", "{0} is {1}", "iter({0})", "enumerate({0})",
    "{0}.add({1})", "{0}.join({1})", "'{{}}'.format({0})", "'%s' % ({0},)", "m.union({0})", "set({0})",
    "any(v == {1} for v in {0})", "(v.append({1}) for v in {0})", "list(v for v in {0})",
    "type({0})", "type({0})({0})", "{0}.__class__", "{0}.__getitem__({1})", "list.append({0}, {1})",
    "dict.fromkeys({0}, {1})", "id({0})", "abs({0})", "{0}.reverse()", "{0}.clear()", "hash({0})",
    "{0}.intersection({1})", "evil + {0}", "{0} + evil", "evil[{0}]", "{0}[evil]", "evil.method(k={0})",
])  # fmt: skip
EXPRESSIONS = st.recursive(
    NAMES | ATOMS,
    lambda inner: st.builds(
        lambda shape, *parts: shape.format(*parts), SHAPES, inner, inner, inner
    ),
    max_leaves=4,
)
SIMPLE = st.builds(
    lambda shape, target, other, *parts: shape.format(*parts, T=target, U=other),
    st.sampled_from([
        "{0}", "{T} = {0}", "{T} = {0}", "{T} = {U} = {0}", "{T}, {U} = {0}", "{T}, *{U} = {0}",
        "{T} += {0}", "{T} |= {0}", "{T}[0] = {0}", "{T}['k'] = {0}", "{T}['k'] += {0}", "{T}[{1}] = {0}",
        "del {T}['x']", "del {T}[0]", "{T}.attr = {0}", "{T}: int = {0}", "assert {0}", "assert {1}, {0}",
        "evil[{0}] = {1}", "evil.x = {0}", "{T} = [{U}]", "{T}.append({U})", "{T} = {T}[0]", "del {T}",
        "import json as {T}", "{T} = lambda v={0}: v", "{0}[0].append({1})", "{T}[0][0] = {1}",
        "({T} := {0})", "{T} = {U}", "{T}[0] = {U}", "{T}.append({0})", "{T}[:] = {0}", "raise ValueError({0})",
        "[{T}[0] for {T}[0] in {0}]", "global {T}", "pass",
    ]),
    TARGETS, TARGETS, EXPRESSIONS, EXPRESSIONS,
)  # fmt: skip


def indented(lines: list[str]) -> str:
    return "\n".join(f"    {line}" for part in lines for line in part.split("\n"))


BLOCKS = st.recursive(
    SIMPLE,
    lambda inner: st.builds(
        lambda head, first, second, target, value, other: head.format(
            A=indented(first), B=indented(second), T=target, U=other, V=value
        ),
        st.sampled_from([
            "for {T} in {V}:\n{A}\nelse:\n{B}", "if {V}:\n{A}\nelse:\n{B}",
            "for {T}, {U} in {V}:\n{A}\n{B}", "while {V}:\n{A}\n    break\nelse:\n{B}",
            "try:\n{A}\nexcept Exception as {T}:\n{B}", "try:\n{A}\nfinally:\n{B}",
            "with evil as {T}:\n{A}\n{B}", "def {T}({U}={V}):\n{A}\n{B}",
            "class {T}:\n{A}\n{B}", "match {V}:\n    case [{T}, *{U}]:\n        {T}.append(1)\n{A}\nif 1:\n{B}",
            "for {T}[0] in {V}:\n{A}\n{B}", "with open(str({V})) as {T}:\n{A}\n{B}",
        ]),
        st.lists(inner, min_size=1, max_size=2), st.lists(inner, min_size=1, max_size=2),
        TARGETS, EXPRESSIONS, TARGETS,
    ),
    max_leaves=4,
)  # fmt: skip
CELLS = st.lists(BLOCKS, min_size=1, max_size=4).map("\n".join)


@contextlib.contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Stop loops that feed themselves: `for v in a: a.append(v)`."""

    def stop(number: int, frame: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def namespace_of(before: str) -> dict[str, Any]:
    namespace: dict[str, Any] = {"__name__": "__main__", "__builtins__": builtins}
    exec(PLAIN + OTHERS, namespace)
    exec(before, namespace)
    return namespace


@settings(max_examples=EXAMPLES, deadline=None)
@given(CELLS, st.sampled_from(["", "p = [0]; q = {'x': [1]}; r = 3", "p = evil; q = fill; v = []"]))
def test_what_a_cell_is_proven_to_only_read_it_only_reads(cell: str, before: str) -> None:
    check(cell, before)


def check(cell: str, before: str) -> None:
    try:
        code = compile(cell, "<cell>", "exec")
    except SyntaxError:
        return
    namespace = namespace_of(before)
    user = {name for name in namespace if not name.startswith("__")}
    plain = {name for name in user if is_plain(namespace[name])}
    atoms = {name for name in plain if type(namespace[name]) in {str, int}}
    verdict = only_reads(cell, plain, frozenset(), user - plain, atoms)
    old = {name: set(changing_parts(namespace[name])) for name in user}
    named = source.uses(cell)
    doubtful = ((named.names | named.stores | named.deletes) & user) - verdict.unchanged
    # Whoever shares with a name that may have changed is looked at together with it.
    certain = {
        name for name in verdict.unchanged if not any(old[name] & old[other] for other in doubtful)
    }
    prints = {name: fingerprint(namespace[name]) for name in certain}
    kept = dict(namespace)  # so that no id is used again
    with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(Exception), at_most(0.1):
        exec(code, namespace)
    assert {name: fingerprint(kept[name]) for name in certain} == prints, (cell, verdict)
    inside = set().union(*(old[name] for name in certain))
    for name in namespace.keys() - {"__name__", "__builtins__"} - verdict.escaping:
        new = set(changing_parts(namespace[name])) & inside - old.get(name, set())
        assert not new, (cell, name, verdict)


def is_plain(value: Any) -> bool:
    kinds = {list, dict, tuple, set, str, int, bytearray, type(None), bool}
    if type(value) not in kinds:
        return False
    if type(value) is dict:
        return all(map(is_plain, [*value.keys(), *value.values()]))
    return all(map(is_plain, value)) if type(value) in {list, tuple, set} else True
