"""The workloads that train models. They give the fields of a Workload."""

# ruff: noqa: ISC004  # cells of several lines read best this way

from __future__ import annotations

from typing import Any

FORESTS = "RandomForestClassifier(60, max_depth={0}, random_state=0)"


def model_loop(scale: float) -> dict[str, Any]:
    """W4: eight models one after the other, their scores, the best one's predictions."""
    count = max(500, round(20_000 * scale))
    models = {
        **{
            f"lr{power}": f"make_pipeline(StandardScaler(), LogisticRegression(C=1e{power}))"
            for power in range(-2, 2)
        },
        **{f"rf{depth}": FORESTS.format(depth) for depth in (4, 8, 12)},
        "hgb": "HistGradientBoostingClassifier(max_iter=60, random_state=0)",
    }
    cells = [
        "import numpy as np\n"
        "from sklearn.datasets import make_classification\n"
        "from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier\n"
        "from sklearn.linear_model import LogisticRegression\n"
        "from sklearn.model_selection import train_test_split\n"
        "from sklearn.pipeline import make_pipeline\n"
        "from sklearn.preprocessing import StandardScaler",
        f"X, y = make_classification(n_samples={count}, n_features=40, n_informative=20,"
        " random_state=0)",
        "X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)",
        "models, scores = {}, []",
        *(
            f"m = {made}.fit(X_train, y_train)\n"
            f"models['{name}'] = m\nscores.append(('{name}', m.score(X_test, y_test)))"
            for name, made in models.items()
        ),
        "best = max(scores, key=lambda score: score[1])",
        "guesses = models[best[0]].predict(X_test)",
    ]
    end = len(cells)
    return {
        "title": f"eight scikit-learn models on {count} x 40 numbers",
        "cells": cells,
        "fingerprint": "('models' in _ns and sorted(models), scores[-1] if scores else None,"
        " 'guesses' in _ns and int(guesses.sum()))",
        "targets": [end - 2, 7, 3],
        "phases": {"data": range(4), "train": range(4, end - 2), "use": range(end - 2, end)},
        "needs": ("numpy", "sklearn"),
        "largest_mb": count * 40 * 8 / 1e6,
    }


def epochs(scale: float) -> dict[str, Any]:
    """W6: eight epochs of a network with Adam, then a copy of its weights."""
    width = max(64, round(2048 * scale**0.5))
    cells = [
        "import torch\nfrom torch import nn\ntorch.manual_seed(0)\ntorch.set_num_threads(2)",
        "X = torch.randn(4096, 256)\ny = (X[:, :16].sum(1) > 0).long()",
        f"model = nn.Sequential(nn.Linear(256, {width}), nn.ReLU(), nn.Linear({width}, {width}),"
        f" nn.ReLU(), nn.Linear({width}, 2))\n"
        "opt = torch.optim.Adam(model.parameters(), lr=1e-3)\nlosses = []\nbest = None",
        "def epoch():\n"
        "    for start in range(0, len(X), 512):\n"
        "        part = slice(start, start + 512)\n"
        "        opt.zero_grad()\n"
        "        loss = nn.functional.cross_entropy(model(X[part]), y[part])\n"
        "        loss.backward()\n"
        "        opt.step()\n"
        "    return loss.item()",
        *("losses.append(epoch())" for _ in range(8)),
        "best = {name: value.clone() for name, value in model.state_dict().items()}",
        "with torch.no_grad():\n    accuracy = float((model(X).argmax(1) == y).float().mean())",
    ]
    end = len(cells)
    return {
        "title": f"a torch network of width {width} with Adam, eight epochs",
        "cells": cells,
        "fingerprint": "(len(losses), losses[-1:], round(float(model[2].weight.detach().sum()), 4),"
        " best is None, len(opt.state))",
        "targets": [end - 3, 6, 3],
        "phases": {"set up": range(4), "epoch": range(4, 12), "use": range(12, end)},
        "needs": ("torch",),
        # Weights, their gradients and two averages of Adam's change together.
        "largest_mb": 4 * 4 * (256 * width + width * width) / 1e6,
    }


def mixed(scale: float) -> dict[str, Any]:
    """W7: a bit of everything, and back and forth between the end and earlier states."""
    rows, size = max(1000, round(160e6 * scale / 80)), max(10_000, round(160e6 * scale / 8))
    count = max(1000, round(200_000 * scale))
    forest = "RandomForestRegressor({0}, max_depth={1}, random_state={2})"
    cells = [
        "import numpy as np\nimport pandas as pd",
        "df = pd.DataFrame({f'c{i}': np.random.default_rng(i).standard_normal("
        f"{rows}) for i in range(10)}})",
        f"arr = np.random.default_rng(9).standard_normal({size})",
        f"recs = [{{'id': i, 'v': i / 3}} for i in range({count})]",
        "from sklearn.ensemble import RandomForestRegressor\n"
        f"rf = {forest.format(20, 8, 0)}.fit(df.iloc[:2000, :9], df.iloc[:2000, 9])",
        "note = 'step 5'",
        "df['z'] = df['c0'] + 1",
        "arr[:1000] = 0",
        "recs[0]['v'] = 'x'",
        f"rf2 = {forest.format(5, 3, 1)}.fit(df.iloc[:500, :9], df.iloc[:500, 9])",
        "del note",
        "view = arr[10:20]\nsummary = df.mean()",
    ]
    return {
        "title": "a bit of everything; from the end to a cell and back",
        "cells": cells,
        "fingerprint": "(sorted(name for name in _ns if name in"
        " {'df', 'arr', 'recs', 'rf', 'note', 'rf2', 'view', 'summary'}),"
        " 'df' in _ns and df.shape, 'arr' in _ns and float(arr[:5000].sum()),"
        " 'recs' in _ns and recs[0]['v'], 'view' in _ns and np.shares_memory(view, arr))",
        "targets": [10, 8, 6, 4, 2, 1],
        "phases": {"all": range(12)},
        "needs": ("numpy", "pandas", "sklearn"),
        "is_zigzag": True,
        "largest_mb": rows * 88 / 1e6,
    }
