"""Profiles of tables in memory: pandas, polars and pyarrow, none of which is imported here."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING, Any

from jupyter_mm.data.columns import Sample
from jupyter_mm.data.discretion import without_secrets
from jupyter_mm.data.secret_values import SecretFinder
from jupyter_mm.errors import InvalidError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jupyter_mm.domain.profile import Profile

FRAME_CELLS = 400_000
"""Cells of a table in the user's memory that are looked at: about half a second."""
_BATCH = 20_000
_MOST_COLUMNS = 2_000


def frame_profile(
    frame: Any, *, most_cells: int = FRAME_CELLS, secrets: SecretFinder | None = None
) -> Profile:
    """Return the profile of a data frame or table. Raises InvalidError for anything else.

    The frame is not changed; its index does not count.
    """
    for kind in type(frame).__mro__:
        library = kind.__module__.partition(".")[0]
        if (library, kind.__name__) in _PICKS:
            found = _profile(frame, _PICKS[library, kind.__name__], most_cells)
            return without_secrets(found, secrets or SecretFinder({}))
    raise InvalidError(
        f"A {type(frame).__name__} is no table.",
        hint="Profiles are made of data frames of pandas and polars, and of tables of pyarrow.",
    )


def _profile(frame: Any, pick: Pick, most_cells: int) -> Profile:
    rows = len(frame)
    names = [str(name) for name in _names(frame)[:_MOST_COLUMNS]]
    sample = Sample(names, most_cells=most_cells)
    for start in range(0, rows, _BATCH):
        count = min(_BATCH, rows - start)

        sample.add(count, partial(_chosen, pick, frame, start, len(names)))
    return sample.profile()


def _chosen(
    pick: Pick, frame: Any, start: int, width: int, places: Sequence[int]
) -> list[list[Any]]:
    return pick(frame, [start + at for at in places], width)


def plain_values(column: Any) -> list[Any]:
    """Return the values of a column of pyarrow, times without zone and nanoseconds."""
    pyarrow = sys.modules["pyarrow"]  # the column is of it
    if pyarrow.types.is_timestamp(column.type):
        column = column.cast(pyarrow.timestamp("us"), safe=False)
    values: list[Any] = column.to_pylist()
    return values


def _names(frame: Any) -> Sequence[Any]:
    return frame.column_names if hasattr(frame, "column_names") else list(frame.columns)


def _of_pandas(frame: Any, rows: list[int], width: int) -> list[list[Any]]:
    part = frame.iloc[rows]
    columns = (part.iloc[:, at] for at in range(width))
    return [column.astype(object).where(column.notna(), None).tolist() for column in columns]


def _of_polars(frame: Any, rows: list[int], width: int) -> list[list[Any]]:
    part = frame[rows]
    return [part.to_series(at).to_list() for at in range(width)]


def _of_arrow(frame: Any, rows: list[int], width: int) -> list[list[Any]]:
    return [plain_values(column.take(rows)) for column in frame.columns[:width]]


if TYPE_CHECKING:
    Pick = Callable[[Any, list[int], int], list[list[Any]]]
_PICKS: dict[tuple[str, str], Pick] = {
    ("pandas", "DataFrame"): _of_pandas,
    ("polars", "DataFrame"): _of_polars,
    ("pyarrow", "Table"): _of_arrow,
}
