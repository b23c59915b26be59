"""What numpy, pandas, torch and others ask of a kept state: shared memory above all."""

# ruff: noqa: ISC004  # cells of several lines read best this way

from __future__ import annotations

from tests.probes.case import Case

ARRAYS = (
    Case(
        name="numpy: an array and a view of it",
        cells=("import numpy as np\na = np.arange(10)", "v = a[2:5]", "v[0] = 99", "v[1] = 98"),
        state="(a.tolist(), 'v' in _ns and (v.tolist(), bool(np.shares_memory(a, v))))",
        to=2,
        after="(v.__setitem__(2, 7), int(a[4]))[1]",
        expected="7",
    ),
    Case(
        name="numpy: two views of an array that has no name",
        cells=(
            "import numpy as np\nu, v = (lambda b: (b[:3], b[2:]))(np.arange(6))",
            "u[2] = 50",
            "v[0] = 60",
        ),
        state="(u.tolist(), v.tolist(), bool(np.shares_memory(u, v)))",
        to=1,
        after="(u.__setitem__(2, 7), int(v[0]))[1]",
        expected="7",
    ),
    Case(
        name="numpy: a generator object",
        cells=(
            "import numpy as np\nr = np.random.default_rng(0)",
            "a = r.random()",
            "b = r.random()",
        ),
        state="'b' in _ns and b",
        to=1,
        after="bool(r.random() == np.random.default_rng(0).random(2)[1])",
    ),
    Case(
        name="pandas: a frame over an array",
        cells=(
            "import numpy as np\nimport pandas as pd\nbase = np.arange(6.0).reshape(3, 2)\n"
            "df = pd.DataFrame(base, copy=False)",
            "base[0, 0] = 9",
            "base[0, 0] = 10",
        ),
        state="(base.tolist(), df.to_numpy().tolist(),"
        " bool(np.shares_memory(base, df.to_numpy())))",
        to=1,
        after="(base.__setitem__((1, 1), 7), float(df.iloc[1, 1]))[1]",
        expected="7.0",
    ),
    Case(
        name="pandas: a frame edited in place",
        cells=(
            "import pandas as pd\ndf = pd.DataFrame({'a': [1, 2], 'b': ['x', 'y']})",
            "df.loc[0, 'a'] = 50",
            "df['c'] = 1.5",
            "df.drop(columns='b', inplace=True)",
        ),
        state="df.to_dict()",
        to=1,
        after="(df.to_dict(), str(df.dtypes['a']))",
        expected="({'a': {0: 50, 1: 2}, 'b': {0: 'x', 1: 'y'}}, 'int64')",
    ),
    Case(
        name="polars: frames made of frames",
        cells=(
            "import polars as pl\np = pl.DataFrame({'a': [1, 2, 3]})",
            "p = p.with_columns(b=pl.col('a') * 2)",
            "p = p.head(1)",
        ),
        state="p.to_dict(as_series=False)",
        to=1,
        after="p.to_dict(as_series=False)",
        expected="{'a': [1, 2, 3], 'b': [2, 4, 6]}",
    ),
)

MODELS = (
    Case(
        name="torch: a tensor and a view of it",
        cells=("import torch\nt = torch.zeros(4)", "v = t.view(2, 2)", "t[0] = 5", "t[0] = 6"),
        state="(t.tolist(), 'v' in _ns and v.tolist())",
        to=2,
        after="(v.__setitem__((1, 1), 3.0), float(t[3]))[1]",
        expected="3.0",
    ),
    Case(
        name="torch: a network and its optimizer share parameters",
        cells=(
            "import torch\ntorch.manual_seed(0)\nmodel = torch.nn.Linear(2, 1)\n"
            "opt = torch.optim.Adam(model.parameters(), lr=0.1)\n"
            "def step():\n    opt.zero_grad()\n    model(torch.ones(1, 2)).sum().backward()\n"
            "    opt.step()",
            "step()",
            "step()",
            "step()",
        ),
        state="(model.weight.detach().numpy().round(5).tolist(),"
        " [int(one['step']) for one in opt.state.values()])",
        to=1,
        after="(opt.param_groups[0]['params'][0] is model.weight, next(iter(opt.state)) is"
        " model.weight)",
        expected="(True, True)",
    ),
    Case(
        name="scikit-learn: a model fitted again",
        cells=(
            "from sklearn.linear_model import LinearRegression\n"
            "m = LinearRegression().fit([[0], [1]], [0, 1])",
            "_ = m.fit([[0], [1]], [0, 2])",
            "_ = m.fit([[0], [1]], [0, 3])",
        ),
        state="m.coef_.round(6).tolist()",
        to=1,
        after="float(m.predict([[2]])[0].round(6))",
        expected="4.0",
    ),
    Case(
        name="matplotlib: figure, axes and line",
        cells=(
            "import matplotlib\nmatplotlib.use('Agg')\nimport matplotlib.pyplot as plt",
            "fig, ax = plt.subplots()\n(line,) = ax.plot([1, 2, 3])",
            "_ = ax.set_title('one')",
            "_ = ax.set_title('two')",
        ),
        state="'ax' in _ns and ax.get_title()",
        to=2,
        after="(ax.get_title(), ax.figure is fig, line in ax.lines)",
        expected="('one', True, True)",
    ),
)

BEYOND = (
    Case(
        name="numpy: the state of its global generator",
        cells=(
            "import numpy as np\nnp.random.seed(3)",
            "a = np.random.rand()",
            "b = np.random.rand()",
        ),
        state="'b' in _ns and b",
        to=1,
        after="bool(np.random.rand() == np.random.RandomState(3).rand(2)[1])",
    ),
    Case(
        name="torch: the state of its global generator",
        cells=(
            "import torch\n_ = torch.manual_seed(3)",
            "a = float(torch.rand(1))",
            "b = float(torch.rand(1))",
        ),
        state="'b' in _ns and b",
        to=1,
        after="(lambda now: (torch.manual_seed(3), torch.rand(1), now == float(torch.rand(1))))"
        "(float(torch.rand(1)))[2]",
    ),
    Case(
        name="the working directory and the path of imports",
        cells=(
            "import os\nimport sys\nos.makedirs('inner', exist_ok=True)\n_home = os.getcwd()",
            "os.chdir('inner')\nsys.path.append('/nowhere')",
            "os.chdir(_home)\nsys.path.remove('/nowhere')",
        ),
        state="(os.path.basename(os.getcwd()) == 'inner', '/nowhere' in sys.path)",
        to=1,
        after="(os.path.basename(os.getcwd()), '/nowhere' in sys.path)",
        expected="('inner', True)",
    ),
    Case(
        name="torch: two views of one storage across cells, and gradients",
        cells=(
            "import torch\nw = torch.ones(3, requires_grad=True)\nloss = (w * 2).sum()",
            "loss.backward()\nloss = None",
            "w.grad.zero_()\nn = 1",
        ),
        state="w.grad is not None and w.grad.tolist()",
        to=1,
        after="(w.grad.tolist(), w.requires_grad, w.is_leaf)",
        expected="([2.0, 2.0, 2.0], True, True)",
    ),
)
