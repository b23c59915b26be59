"""Missing, least, greatest, mean, spread and a sketch of numbers, chunk by chunk. Any thread.

numpy lets go of the interpreter's lock inside each step, and a chunk takes less than a
millisecond: a cell that runs meanwhile hardly notices.
"""

from __future__ import annotations

import hashlib
import math
import sys
from functools import cache
from typing import TYPE_CHECKING, Any

from jupyter_mm.domain.description import ColumnFacts

if TYPE_CHECKING:
    from jupyter_mm.kernel.describing.outline import Column

CHUNK = 1 << 17
"""Numbers that are looked at together."""

BUCKETS = 32
"""Numbers of a sketch: the square of a distance is right within a quarter, four times of five."""

DIGITS = 9
_SIGNS = b"jupyter_mm sketch 1"
_COUNTED = "biufmM"
_TIMES = "mM"
_NOT_A_TIME = -(1 << 63)


class Figures:
    """Grows with each chunk of one column."""

    def __init__(self, dtype: Any, *, is_sketched: bool, missing: int | None = None) -> None:
        """`missing` is the integer that stands for a missing value."""
        from xxhash import xxh3_128  # noqa: PLC0415  # loaded with the first value that is kept

        self._kind: str = dtype.kind
        self._missing_code = _NOT_A_TIME if self._kind in _TIMES else missing
        self._hash = xxh3_128()
        self._count = self._missing = self._chunk = 0
        self._least: Any = None
        self._greatest: Any = None
        self._mean = self._squares = 0.0
        self._sketch: Any = (
            _numpy().zeros(BUCKETS) if is_sketched and self._kind in "biuf" else None
        )

    def add(self, numbers: Any, mask: Any = None) -> None:
        """Take the next chunk: contiguous, one-dimensional; `mask` is true where one is missing."""
        plain = numbers
        if mask is not None:
            self._hash.update(mask.view("u1"))
            plain = numbers.copy()
            plain[mask] = 0  # what lies below a missing value is no part of it
        self._hash.update(plain.view("u1"))
        if self._kind in _COUNTED:
            given = numbers.view("i8") if self._kind in _TIMES else numbers
            self._count_in(given, self._missing_of(given, mask))
        self._chunk += 1

    def skip(self) -> None:
        """Pass over a chunk that is not looked at."""
        self._chunk += 1

    def _missing_of(self, numbers: Any, mask: Any) -> Any:
        """Return where values are missing; None where none is."""
        if mask is not None:
            found = mask
        elif self._missing_code is not None:
            found = numbers == self._missing_code
        elif self._kind == "f":
            found = numbers != numbers  # noqa: PLR0124  # what only NaN is
        else:
            return None
        return found if found.any() else None

    def _count_in(self, numbers: Any, missing: Any) -> None:
        seen = numbers if missing is None else numbers[~missing]
        self._missing += len(numbers) - len(seen)
        if len(seen):
            low, high = seen.min(), seen.max()
            self._least = low if self._least is None else min(self._least, low)
            self._greatest = high if self._greatest is None else max(self._greatest, high)
            if self._kind not in _TIMES:
                self._merge(seen.astype("f8", copy=False))
        if self._sketch is not None:
            whole = numbers.astype("f8")
            if missing is not None:
                whole[missing] = 0.0
            self._draw(whole)

    def _merge(self, seen: Any) -> None:
        """Join mean and squares of a chunk to those so far (Chan, Golub and LeVeque, 1983)."""
        count, mean = len(seen), float(seen.mean())
        total, step = self._count + count, mean - self._mean
        self._squares += float(seen.var()) * count + step * step * self._count * count / total
        self._mean += step * count / total
        self._count = total

    def _draw(self, whole: Any) -> None:
        signs, turns = signs_of()
        whole *= signs[: len(whole)]
        if len(whole) % BUCKETS:
            whole = _numpy().pad(whole, (0, -len(whole) % BUCKETS))
        turn = turns[self._chunk % len(turns)]
        self._sketch += whole.reshape(-1, BUCKETS).sum(axis=0) * turn

    def facts(self, column: Column, *, is_sampled: bool) -> ColumnFacts:
        """Return what was counted; of a sample only what a sample can tell."""
        has_mean = self._count > 0 and self._missing_code is None
        is_whole = self._kind in _COUNTED and not is_sampled
        return ColumnFacts(
            name=column.name,
            type=column.type,
            missing=self._missing if is_whole else None,
            minimum=self._text(self._least, column.type) if is_whole else None,
            maximum=self._text(self._greatest, column.type) if is_whole else None,
            mean=rounded(self._mean) if has_mean else None,
            spread=rounded(math.sqrt(max(self._squares / self._count, 0.0))) if has_mean else None,
            digest=None if is_sampled else self._hash.hexdigest(),
        )

    def sketch(self, scale: float = 1.0) -> tuple[tuple[float, ...], float | None]:
        """Return sketch and norm, for a sample as large as the whole by `scale`."""
        if self._sketch is None:
            return (), None
        factor = math.sqrt(scale)
        sums = [rounded(float(one) * factor) for one in self._sketch]
        # Not by a product of numpy's: that starts threads of a BLAS beside the user's cell.
        squared = self._squares + self._count * self._mean * self._mean
        norm = rounded(math.sqrt(squared) * factor)
        held = tuple(one for one in sums if one is not None)
        return (held, norm) if norm is not None and len(held) == BUCKETS else ((), None)

    def _text(self, value: Any, type_: str) -> str | None:
        if value is None or self._missing_code == -1:
            return None
        if self._kind in _TIMES:
            return _time(int(value), self._kind, type_)
        return f"{float(value):.{DIGITS}g}" if self._kind == "f" else str(value)


def rounded(value: float) -> float | None:
    """Return a number with nine digits; None for what JSON cannot hold."""
    return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else None


@cache
def signs_of() -> tuple[Any, Any]:
    """Return a fixed sign for each number of a chunk, and one for each chunk."""
    numpy = _numpy()
    drawn = hashlib.shake_128(_SIGNS).digest(CHUNK // 8 + 512)
    signs = numpy.unpackbits(numpy.frombuffer(drawn, "u1")).astype("f8") * 2 - 1
    return signs[:CHUNK], signs[CHUNK:]


def _time(value: int, kind: str, type_: str) -> str:
    unit = type_.partition("[")[2].partition("]")[0].partition(",")[0].strip() or "ns"
    made = _numpy().datetime64 if kind == "M" else _numpy().timedelta64
    return str(made(value, unit))


def _numpy() -> Any:
    """Return numpy, which is loaded where there are arrays of it."""
    return sys.modules["numpy"]
