"""What plain Python asks of a kept state: sharing, functions, deletions, live things."""

# ruff: noqa: ISC004  # cells of several lines read best this way

from __future__ import annotations

from tests.probes.case import Case

SHARING = (
    Case(
        name="two names of one list",
        cells=("x = [1, 2]", "y = x", "x.append(3)", "x.append(4)"),
        state="(x, 'y' in _ns and y is x)",
        to=2,
        after="(y.append(9), x)[1]",
        expected="[1, 2, 3, 9]",
    ),
    Case(
        name="a list inside a dictionary and by its own name",
        cells=("x = [1]", "z = {'k': x}", "x.append(2)", "z['k'].append(3)"),
        state="(x, 'z' in _ns and z['k'] is x)",
        to=2,
        after="(z['k'].append(7), x)[1]",
        expected="[1, 2, 7]",
    ),
    Case(
        name="a change deep inside",
        cells=("d = {'a': {'b': [1, {'c': 1}]}}", "n = 1", "d['a']['b'][1]['c'] = 2", "n = 2"),
        state="(d, 'n' in _ns and n)",
        to=2,
        after="d['a']['b'][1]['c']",
        expected="2",
    ),
    Case(
        name="a change through another name",
        cells=("x = {'v': [0]}\ny = x['v']", "y.append(1)", "y.append(2)", "n = 0"),
        state="x",
        to=1,
        after="(y.append(5), x['v'])[1]",
        expected="[0, 1, 5]",
    ),
    Case(
        name="a change through a closure",
        cells=(
            "def make():\n    seen = []\n    def add(v):\n        seen.append(v)\n"
            "        return list(seen)\n    return add",
            "add = make()",
            "q = add(1)",
            "q = add(2)",
        ),
        state="'q' in _ns and q",
        to=2,
        after="add(7)",
        expected="[1, 7]",
    ),
    Case(
        name="a change through a default argument",
        cells=("acc = []", "def f(v, acc=acc):\n    acc.append(v)", "f(1)", "f(2)"),
        state="acc",
        to=2,
        after="(f(5), acc)[1]",
        expected="[1, 5]",
    ),
    Case(
        name="equal literals in two cells",
        cells=("s1 = 'name'\nf1 = 1.5", "s2 = 'name'\nf2 = 1.5", "s1 = 'other'"),
        state="(s1, 's2' in _ns and s2)",
        to=1,
        after="(s1, s2, f1, f2)",
        expected="('name', 'name', 1.5, 1.5)",
    ),
    Case(
        name="a cycle, and a weak reference into it",
        cells=(
            "import weakref\nclass Node:\n    pass\nnode = Node()\nnode.me = node",
            "weak = weakref.ref(node)",
            "node.x = 1",
        ),
        state="hasattr(node, 'x')",
        to=1,
        after="(node.me is node, weak() is node)",
        expected="(True, True)",
    ),
)

FUNCTIONS = (
    Case(
        name="a function changes a global",
        cells=(
            "seen = []\ndef note(v):\n    global count\n    seen.append(v)\n    count = len(seen)",
            "note('a')",
            "note('b')",
        ),
        state="(seen, 'count' in _ns and count)",
        to=1,
        after="(note('c'), seen, count)[1:]",
        expected="(['a', 'c'], 2)",
    ),
    Case(
        name="a method uses a global",
        cells=(
            "class A:\n    n = 0\n    def __init__(self, v):\n        self.v = v\n"
            "    def m(self):\n        return self.v + K",
            "K = 10",
            "a = A(1)",
            "A.n = 5",
            "a.v = 100",
        ),
        state="('a' in _ns and (a.v, type(a) is A), A.n)",
        to=3,
        after="(a.m(), A(2).m(), A.n, type(a) is A)",
        expected="(11, 12, 5, True)",
    ),
    Case(
        name="a restored function sees what its globals become later",
        cells=(
            "data = [1]\ndef total():\n    return sum(data)",
            "data = [1, 2]",
            "def total():\n    return -sum(data)\ndata = [0]",
        ),
        state="(data, total())",
        to=1,
        after="(globals().update(data=[5]), total())[1]",
        expected="5",
    ),
    Case(
        name="a lambda and its global",
        cells=("k = 3", "times = lambda v: v * k", "k = 4\ntimes = None"),
        state="(k, 'times' in _ns and times is None)",
        to=1,
        after="times(2)",
        expected="6",
    ),
    Case(
        name="a function defined anew",
        cells=("def f():\n    return 1", "a = f()", "def f():\n    return 2", "a = f()"),
        state="('a' in _ns and a, f())",
        to=1,
        after="f()",
        expected="1",
    ),
    Case(
        name="enumeration, data class and named tuple of the notebook",
        cells=(
            "import collections\nimport dataclasses\nimport enum\n"
            "class E(enum.Enum):\n    A = 1\n"
            "@dataclasses.dataclass\nclass D:\n    x: int\n"
            "T = collections.namedtuple('T', 'p q')",
            "e, d, t = E.A, D(3), T(1, 2)",
            "d.x = 4\nt = T(5, 6)",
        ),
        state="('d' in _ns and d.x, 't' in _ns and tuple(t))",
        to=1,
        after="(e is E.A, d == D(3), t == T(1, 2))",
        expected="(True, True, True)",
    ),
)

NAMES = (
    Case(
        name="a deleted variable comes back",
        cells=("p = [1]", "q = 2", "del p", "q = 3"),
        state="('p' in _ns, 'q' in _ns and q)",
        to=1,
        after="(p, q)",
        expected="([1], 2)",
    ),
    Case(
        name="a deleted variable stays deleted",
        cells=("p = [1]", "del p", "p = [2]"),
        state="'p' in _ns and p",
        to=1,
        after="'p' in globals()",
        expected="False",
    ),
    Case(
        name="a later variable is gone",
        cells=("p = 1", "p = 2", "later = [1]"),
        state="(p, 'later' in _ns)",
        to=1,
        after="'later' in globals()",
        expected="False",
    ),
    Case(
        name="a module",
        cells=("import json as js\nimport os.path", "v = js.dumps([1])", "v = 0\ndel js"),
        state="('js' in _ns, 'v' in _ns and v)",
        to=1,
        after="(js.loads('[2]'), v)",
        expected="([2], '[1]')",
    ),
    Case(
        name="a cell that fails half way",
        cells=("x = [1]", "x.append(2)\n1 / 0\nx.append(3)", "x.append(4)"),
        state="x",
        to=1,
        after="x",
        expected="[1, 2]",
    ),
    Case(
        name="an object in Out",
        cells=("n = 0", "[1, 2]", "Out[2].append(3)", "Out[2].append(4)\nn = 1"),
        state="list(Out.get(2, ()))",
        to=2,
        after="(type(Out[2]), Out[2])",
        expected="(<class 'list'>, [1, 2, 3])",
    ),
    Case(
        name="the state of the random module",
        cells=(
            "import random\nrandom.seed(1)",
            "a = random.random()",
            "b = random.random()",
        ),
        state="'b' in _ns and b",
        to=1,
        after="random.random() == [r.random() for r in [random.Random(1)] for _ in 'ab'][1]",
    ),
)

LIVE = (
    Case(
        name="a lock",
        cells=("import threading\nlock = threading.Lock()", "n = 1", "n = 2"),
        state="'n' in _ns and n",
        to=1,
        after="(lock.acquire(False), n)",
        expected="(True, 1)",
    ),
    Case(
        name="an object that holds a lock",
        cells=(
            "import threading\nclass Guarded:\n    def __init__(self):\n"
            "        self.lock, self.items = threading.Lock(), []\n"
            "    def add(self, v):\n        with self.lock:\n            self.items.append(v)",
            "g = Guarded()\ng.add(1)",
            "g.add(2)",
        ),
        state="'g' in _ns and g.items",
        to=1,
        after="(g.add(7), g.items)[1]",
        expected="[1, 7]",
    ),
    Case(
        name="a change by a thread, in a cell that does not name it",
        cells=(
            "import threading\nbox = []\n_wake, _done = threading.Event(), threading.Event()",
            "def _work():\n    _wake.wait()\n    box.append('late')\n    _done.set()\n"
            "_thread = threading.Thread(target=_work, daemon=True)\n_thread.start()",
            "_wake.set()\n_done.wait(5)\nn = 1",
            "n = 2\nbox.append('later')",
        ),
        state="(box, 'n' in _ns and n)",
        to=2,
        after="box",
        expected="['late']",
    ),
    Case(
        name="a generator",
        cells=("g = (i for i in range(9))\nn = 0", "a = next(g)\nn = 1", "b = next(g)\nn = 2"),
        state="(n, 'a' in _ns and a, 'b' in _ns and b)",
        to=1,
        after="n",
        expected="1",
        impossible=frozenset({"g"}),
        use="next(g)",
        used="1",
    ),
    Case(
        name="the position of an open file",
        cells=(
            "with open('probe.txt', 'w') as out:\n    out.write('abcdef')\ndel out\nn = 0",
            "f = open('probe.txt')\nn = 1",
            "h = f.read(2)\nn = 2",
            "i = f.read(2)\nn = 3",
        ),
        state="(n, 'h' in _ns and h, 'i' in _ns and i)",
        to=2,
        after="h",
        expected="'ab'",
        impossible=frozenset({"f"}),
        use="f.read(2)",
        used="'cd'",
    ),
    Case(
        name="a live connection",
        cells=(
            "import sqlite3\ndb = sqlite3.connect(':memory:')\nn = 0",
            "cursor = db.execute('create table t (x)')\nn = 1\ndel cursor",
            "n = 2",
        ),
        state="n",
        to=1,
        after="n",
        expected="1",
        impossible=frozenset({"db"}),
        use="len(db.execute('select * from t').fetchall())",
        used="0",
    ),
)
