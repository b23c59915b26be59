"""From an outline to a description. The courier's thread: bytes that are kept, no live memory."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any

from jupyter_mm.data.secret_values import speaks_of_secret
from jupyter_mm.domain.description import ColumnFacts, Description, Entry
from jupyter_mm.kernel import summaries
from jupyter_mm.kernel.describing.figures import CHUNK, Figures
from jupyter_mm.kernel.describing.outline import Said

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from jupyter_mm.data.secret_values import SecretFinder
    from jupyter_mm.kernel.describing.outline import Column, Lying, Numbers, Outline

MOST_BYTES = 64 << 20
"""Read for one value; of larger ones every so many chunks."""

BUDGET_S = 0.5
"""For one value; columns that it does not reach are described by their type."""

LONGEST_BYTES = 50


def describe(
    outline: Outline, read: Callable[[Lying, int, int], Any], secrets: SecretFinder
) -> Description:
    """Return the description of a value; `read` gives bytes of what is being kept."""
    if outline.frozen is not None:
        from jupyter_mm.kernel.describing import columnar  # noqa: PLC0415  # few notebooks need it

        outline = columnar.columns_of(outline)
    told = _Told(outline, read)
    columns = told.facts()
    entries = tuple(_entries(outline, secrets))
    return Description(
        kind=outline.kind,
        shape=outline.shape,
        columns=columns,
        entries=entries,
        text=outline.text,
        sketch=told.sketch,
        norm=told.norm,
        is_cut=outline.is_cut or told.is_cut or len(entries) < len(outline.leaves),
    )


class _Told:
    """The figures of one value while they are made."""

    def __init__(self, outline: Outline, read: Callable[[Lying, int, int], Any]) -> None:
        self._read = read
        self._columns = outline.columns
        self._is_array = outline.kind == "array"
        self._most = max(MOST_BYTES // max(len(outline.columns), 1), 1 << 20)
        self._until = time.monotonic() + BUDGET_S
        self.sketch: tuple[float, ...] = ()
        self.norm: float | None = None
        self.is_cut = False

    def facts(self) -> tuple[ColumnFacts, ...]:
        """Return what is said of each column; those that lie among each other are read at once."""
        together: dict[int, list[Column]] = {}
        for column in self._columns:
            together.setdefault(id(column.numbers or column), []).append(column)
        made = {
            id(column): facts
            for columns in together.values()
            for column, facts in zip(columns, self._of(columns), strict=True)
        }
        return tuple(made[id(column)] for column in self._columns)

    def _of(self, columns: list[Column]) -> list[ColumnFacts]:
        numbers = columns[0].numbers
        is_late = time.monotonic() > self._until
        self.is_cut |= is_late
        if columns[0].frozen is not None and not is_late:
            from jupyter_mm.kernel.describing import columnar  # noqa: PLC0415  # few need it

            return [columnar.facts(column) for column in columns]
        if numbers is None or is_late:
            return [_only_type(column) for column in columns]
        with sys.modules["numpy"].errstate(all="ignore"):
            return self._counted(columns, numbers)

    def _counted(self, columns: list[Column], numbers: Numbers) -> list[ColumnFacts]:
        figures = [
            Figures(numbers.dtype, is_sketched=self._is_array, missing=numbers.missing)
            for _column in columns
        ]
        row = numbers.dtype.itemsize * numbers.width
        rows = numbers.lying.size_bytes // row if row else 0
        each, step = max(CHUNK // numbers.width, 1), 1 + numbers.lying.size_bytes // self._most
        seen = 0
        for number, start in enumerate(range(0, rows, each)):
            stop = min(start + each, rows)
            if number % step == 0:
                seen += stop - start
                self._add(figures, columns, numbers, start, stop)
            else:
                figures[0].skip()
        self.is_cut |= seen < rows
        if self._is_array:
            self.sketch, self.norm = figures[0].sketch(rows / seen if seen else 1.0)
        pairs = zip(figures, columns, strict=True)
        return [one.facts(column, is_sampled=seen < rows) for one, column in pairs]

    def _add(
        self, figures: list[Figures], columns: list[Column], numbers: Numbers, *rows: int
    ) -> None:
        """Give each column its part of some rows, and say which of them are missing."""
        numpy: Any = sys.modules["numpy"]
        start, stop = rows
        row = numbers.dtype.itemsize * numbers.width
        found = numpy.frombuffer(self._read(numbers.lying, start * row, stop * row), numbers.dtype)
        mask = None
        if numbers.mask is not None:
            mask = numpy.frombuffer(self._read(numbers.mask, start, stop), "?")
        if numbers.width == 1:
            figures[0].add(found, mask)
            return
        table = numpy.ascontiguousarray(found.reshape(-1, numbers.width).T)
        for one, column in zip(figures, columns, strict=True):
            one.add(table[column.place])


def _only_type(column: Column) -> ColumnFacts:
    return ColumnFacts(
        name=column.name,
        type=column.type,
        missing=None,
        minimum=None,
        maximum=None,
        mean=None,
        spread=None,
    )


def _entries(outline: Outline, secrets: SecretFinder) -> Iterator[Entry]:
    """Yield the entries that say nothing secret; note whether one does not say all."""
    texts = [_text(value) for _path, value in outline.leaves]
    found = secrets.reason("\n".join(texts).encode("utf-8", "replace"))
    for (path, value), text in zip(outline.leaves, texts, strict=True):
        if type(value) in {str, bytes} and speaks_of_secret(path):
            continue
        if found is not None and secrets.reason(text.encode("utf-8", "replace")):
            continue
        name, shown = summaries.printable(path), summaries.printable(text)
        outline.is_cut |= shown != text or _is_short(value) or name != path
        yield Entry(name=name, text=shown)


def _text(value: Any) -> str:
    if type(value) is Said:
        return value.text
    if type(value) in {str, bytes}:
        most = summaries.LONGEST if type(value) is str else LONGEST_BYTES
        return repr(value[:most])
    return summaries.summary(value)


def _is_short(value: Any) -> bool:
    """Tell whether the text of a value leaves something out."""
    if type(value) is int:
        return abs(value) >= 10**60
    if type(value) is str:
        return len(value) > summaries.LONGEST
    return type(value) is bytes and len(value) > LONGEST_BYTES
