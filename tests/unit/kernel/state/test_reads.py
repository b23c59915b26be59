from __future__ import annotations

import timeit

import pytest

from jupyter_mm.kernel.state.reads import Verdict, only_reads

PLAIN = frozenset({"d", "e", "n", "s"})
OPAQUE = frozenset({"np", "obj", "plt"})


def verdict(cell: str) -> Verdict:
    return only_reads(cell, PLAIN, frozenset(), OPAQUE)


@pytest.mark.parametrize(
    "cell",
    [
        "r = d[5][0]",
        "r = len(d)",
        "r = sum(v[0] for v in d.values())",
        "d",
        "print(d, len(d))",
        "for k, v in d.items():\n    print(k, v)",
        "total = 0\nfor v in d.values():\n    total += v",
        "r = sorted(d.items(), key=lambda kv: kv[1])",
        "r = max(d, key=lambda k: -k)",
        "r = {k: v for k, v in d.items() if v}",
        "out = []\nfor v in d:\n    out.append(v)",
        "out = {}\nfor v in d:\n    out[v] = 1",
        "r = d.get('k') or d['l']",
        "r = [*d, 1]",
        "r = f'{d!r}'",
        "a, *b = d",
        "if 'x' in d:\n    r = d['x'].copy()",
        "r = d == {}",
        "r = '%s' % d",
        "r = any(v for v in d)",
        "c = d.copy()\nc.append(1)",
        "c = list(d)\nc.append(1)\nc[0] = 2",
        "while len(d) < 0:\n    pass",
        "try:\n    d['k']\nexcept KeyError:\n    pass",
        "with open('x') as f:\n    r = d[0]",
        "np.mean(e)\nr = len(d)",
        "import json\nr = d[0]",
        "match e:\n    case [x]: pass\nr = d[0]",
    ],
)
def test_reading_is_proven(cell: str) -> None:
    assert "d" in verdict(cell).unchanged


@pytest.mark.parametrize(
    "cell",
    [
        "d[1] = 2",
        "d[1][2] = 3",
        "d.append(1)",
        "d += [1]",
        "d |= e",
        "del d[1]",
        "d = 1",
        "x = d\nx.append(1)",
        "x = d[0]\nx.append(1)",
        "x.append(1)\nx = d",
        "for v in d:\n    v.append(1)",
        "for i in d[0]:\n    pass\nd[0].sort()",
        "[v.append(1) for v in d]",
        "x = [d]\nx[0].append(1)",
        "x = {'k': d}\nx['k'].append(1)",
        "x = []\nx.append(d)\nx[0].append(1)",
        "x = []\ny = x\ny.append(d)\nx[0].append(1)",
        "x, y = d\nx.append(1)",
        "x, *y = d\ny[0].append(1)",
        "(x := d).append(1)",
        "x = d or e\nx.append(1)",
        "x = d if n else e\nx.append(1)",
        "next(iter(d)).append(1)",
        "max(d, key=len).append(1)",
        "sum(d, []).append(1)",
        "list(d)[0].append(1)",
        "dict(d)['k'].append(1)",
        "d.copy()[0].append(1)",
        "d.get('k').append(1)",
        "list(d.values())[0].append(1)",
        "list(zip(d, e))[0][0].append(1)",
        "list(map(lambda v: v.append(1), d))",
        "sorted(d, key=lambda v: v.append(1))",
        "x = d[0]\nx += [1]",
        "x = dict(d)\nx['k'] += [1]",
        "f = d.append\nf(1)",
        "f(d)",
        "np.sort(d)",
        "obj.method(d)",
        "obj.x = d",
        "obj[0] = d",
        "obj[d]",
        "d + obj",
        "obj + d",
        "d == obj",
        "obj in d",
        "d in obj",
        "max(d, obj)",
        "isinstance(d, obj)",
        "print(d, file=obj)\nsorted([d, obj])",
        "x = [obj]\nd == x",
        "x = []\nx.append(obj)\nd == x",
        "x = []\nnp.fill(x)\nd == x",
        "x = obj.make()\nd == x",
        "def f(): d.append(1)\nf()",
        "def f(): return d\nf().append(1)",
        "def f(v=d): v.append(1)\nf()",
        "f = lambda: d\nf().append(1)",
        "class A:\n    x = d",
        "@d.append\ndef f(): pass",
        "raise ValueError(d)",
        "assert n, d",
        "with d as x: pass",
        "for d[0] in e: pass",
        "[0 for d[0] in e]",
        "type(d).append(d, 1)",
        "list.append(d, 1)",
        "d.__setitem__(0, 1)",
        "len = d.append\nlen(1)",
        "def len(x): x.append(1)\nlen(d)",
        "match d:\n    case [x]: x.append(1)",
        "await d",
        "exec('d.append(1)')\nd[0]",
        "get_ipython().run_line_magic('time', 'd.append(1)')\nlen(d)",
        "frame.query('@d.append(1)')\nlen(d)",
        "round(obj, d)",
        "f'{obj:{d}}'\nobj(d)",
        "iter(d.pop, None)",
        "d.sort()",
        "d[obj:obj] = []",
        "global d\nd.append(1)",
    ],
)
def test_what_may_change_is_never_called_unchanged(cell: str) -> None:
    assert "d" not in verdict(cell).unchanged


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("x = d", {"x"}),
        ("x = d[0]", {"x"}),
        ("x = [d]", {"x"}),
        ("x = []\nx.append(d[0])", {"x"}),
        ("x = []\ny = x\ny.append(d)", {"x", "y"}),
        ("for v in d: pass", {"v"}),
        ("x, (y, *z) = d", {"x", "y", "z"}),
        ("d[0]", {"_"}),
        ("e[0] = d[0]", {"e"}),
        ("e.append(d)", {"e"}),
        ("x = y = d", {"x", "y"}),
        ("x = [v for v in d]", {"x"}),
    ],
)
def test_names_that_may_share_with_what_was_read_are_told(cell: str, names: set[str]) -> None:
    found = verdict(cell)
    assert names <= found.escaping or "d" not in found.unchanged


def test_what_is_made_of_numbers_of_it_is_not_suspected() -> None:
    assert verdict("r = len(d)\nt = str(d)").escaping == frozenset()


def test_builtins_with_another_meaning_prove_nothing() -> None:
    assert only_reads("len(d)", PLAIN, {"len"}, OPAQUE).unchanged == frozenset()
    assert only_reads("len(d)", PLAIN, frozenset(), {"len"}).unchanged == frozenset()
    assert only_reads("len(d)", PLAIN | {"len"}, frozenset(), OPAQUE).unchanged <= {"len"}


def test_names_that_may_be_anything_are_not_trusted() -> None:
    cell = "for v in d:\n    total += v"
    assert "d" in only_reads(cell, PLAIN, frozenset(), OPAQUE, {"total"}).unchanged
    assert "d" not in only_reads(cell, PLAIN | {"total"}, frozenset(), OPAQUE).unchanged
    assert "d" not in only_reads(cell, PLAIN, frozenset(), OPAQUE | {"total"}).unchanged
    assert "d" not in only_reads(cell, PLAIN).unchanged


@pytest.mark.parametrize("cell", ["x = ", "\0", "d" + "[0]" * 3000, "(" * 90 + "d" + ")" * 90])
def test_odd_cells_do_not_fail(cell: str) -> None:
    verdict(cell)


def test_a_line_is_judged_within_a_millisecond() -> None:
    lines = iter(range(10_000))

    def once() -> None:
        verdict(f"r{next(lines)} = sum(v[0] for v in d.values())")

    assert min(timeit.repeat(once, number=20, repeat=10)) / 20 < 1e-3
