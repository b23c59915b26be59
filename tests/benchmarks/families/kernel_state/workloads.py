"""What the kernels run: sessions as people have them, each with states to come back to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.benchmarks.families.kernel_state import training

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MEGABYTE = 1e6


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """Cells, and how to tell which state a namespace is in."""

    title: str
    cells: list[str]
    fingerprint: str
    """Expression over the names; `_ns` holds the names that are there."""
    targets: list[int]
    """Cells whose state is visited again, counted from 0, in this order."""
    phases: Mapping[str, range] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    is_zigzag: bool = False
    """Whether each target is followed by a way back to the end."""
    largest_mb: float = 0.0
    """Memory of the largest object that a cell makes or changes."""


def columns(scale: float) -> Workload:
    """W1: a frame of 25 columns gets ten more, one per cell."""
    rows = max(1000, round(500e6 * scale / 200))
    frame = f"{{f'c{{i}}': numbers.standard_normal({rows}) for i in range(25)}}"
    cells = [
        "import numpy as np\nimport pandas as pd",
        f"numbers = np.random.default_rng(0)\ndf = pd.DataFrame({frame})",
        *(f"df['n{i}'] = df['c{i}'] * 2 + df['c{i + 1}']" for i in range(10)),
    ]
    return Workload(
        title=f"a frame of {rows * 200 / MEGABYTE:.0f} MB, then ten times one more column",
        cells=cells,
        fingerprint="(df.shape, list(df.columns), float(df.iloc[::9973, -1].to_numpy().sum()))",
        targets=[10, 6, 1],
        phases={"create": range(2), "add a column": range(2, 12)},
        needs=("numpy", "pandas"),
        largest_mb=rows * 280 / MEGABYTE,
    )


def tiny_cells(scale: float) -> Workload:
    """W2: a thousand cells that cost nothing."""
    count = max(50, round(1000 * scale))
    kinds = (
        "cfg['step'] = cfg.get('step', 0) + 1",
        "a{0} = {0}",
        "l{0} = list(range({0} % 50))",
        "s{0} = 'text {0}' * 3",
        "t{0} = ({0}, {0} / 7, str({0}))",
    )
    cells = ["cfg = {'lr': 0.1}"] + [kinds[i % 5].format(i) for i in range(1, count)]
    return Workload(
        title=f"{count} tiny cells: numbers, texts, short lists",
        cells=cells,
        fingerprint="(len([name for name in _ns if name[0] in 'alst']), cfg.get('step'))",
        targets=[count - 2, count // 2, 5],
        phases={"first tenth": range(count // 10), "last tenth": range(count - count // 10, count)},
    )


def slices(scale: float) -> Workload:
    """W3: one percent of an array changes in place, ten times."""
    size = max(100_000, round(400e6 * scale / 8))
    step = size // 100
    cells = [
        "import numpy as np",
        f"a = np.random.default_rng(0).standard_normal({size})",
        *(f"a[{i * step}:{(i + 1) * step}] += {i + 1}" for i in range(10)),
    ]
    return Workload(
        title=f"an array of {size * 8 / MEGABYTE:.0f} MB, ten times 1 % changed in place",
        cells=cells,
        fingerprint=f"(a.shape, [float(a[i * {step}]) for i in range(12)])",
        targets=[10, 6, 1],
        phases={"create": range(2), "change 1 %": range(2, 12)},
        needs=("numpy",),
        largest_mb=size * 8 / MEGABYTE,
    )


def many_objects(scale: float) -> Workload:
    """W5: a dictionary of small lists that cells leave alone, read or change."""
    size = max(10_000, round(1e6 * scale))
    cells = [
        f"d = {{i: [i, i + 0.5] for i in range({size})}}",
        *(f"u{i} = {i} * 2" for i in range(10)),
        f"r0 = d[{size // 2}][0]",
        "r1 = len(d)",
        "r2 = sum(v[0] for v in d.values())",
        *(f"d[{i}][1] = -1.0" for i in (1, 2, 3)),
    ]
    return Workload(
        title=f"a dictionary of {size} small lists: left alone, read, changed",
        cells=cells,
        fingerprint="(len(d), [d[i][1] for i in (1, 2, 3)], 'r2' in _ns and r2)",
        targets=[14, 10, 0],
        phases={
            "create": range(1),
            "leave alone": range(1, 11),
            "read": range(11, 14),
            "change one": range(14, 17),
        },
        largest_mb=size * 180 / MEGABYTE,
    )


def bystander(scale: float) -> Workload:
    """W8: a large array that no later cell names."""
    size = max(100_000, round(200e6 * scale / 8))
    cells = [
        "import numpy as np",
        f"big = np.random.default_rng(0).standard_normal({size})",
        *(f"t{i} = np.zeros(3)" for i in range(5)),
        *(f"k{i} = {i}" for i in range(5)),
    ]
    named = "sorted(name for name in _ns if name[0] in 'tk' and name[1:].isdigit())"
    return Workload(
        title=f"an array of {size * 8 / MEGABYTE:.0f} MB stands by while small things are made",
        cells=cells,
        fingerprint=f"(float(big[:100].sum()), {named})",
        targets=[10, 4, 1],
        phases={"create": range(2), "small array": range(2, 7), "small number": range(7, 12)},
        needs=("numpy",),
        largest_mb=size * 8 / MEGABYTE,
    )


def whole_frame(scale: float) -> Workload:
    """W9: one column of a frame is set, then all of it."""
    rows = max(1000, round(200e6 * scale / 200))
    cells = [
        "import numpy as np\nimport pandas as pd",
        f"df = pd.DataFrame(np.random.default_rng(0).random(({rows}, 25)))",
        *(f"df.iloc[:, {i}] = {i}.5" for i in range(5)),
        *("df += 1" for _ in range(5)),
    ]
    return Workload(
        title=f"a frame of {rows * 200 / MEGABYTE:.0f} MB: a column set, then all of it changed",
        cells=cells,
        fingerprint="(df.shape, float(df.iloc[::997].to_numpy().sum()))",
        targets=[10, 6, 4],
        phases={"create": range(2), "set a column": range(2, 7), "change all": range(7, 12)},
        needs=("numpy", "pandas"),
        largest_mb=rows * 200 / MEGABYTE,
    )


WORKLOADS: dict[str, Callable[[float], Workload]] = {
    "W1": columns,
    "W2": tiny_cells,
    "W3": slices,
    "W4": lambda scale: Workload(**training.model_loop(scale)),
    "W5": many_objects,
    "W6": lambda scale: Workload(**training.epochs(scale)),
    "W7": lambda scale: Workload(**training.mixed(scale)),
    "W8": bystander,
    "W9": whole_frame,
}
