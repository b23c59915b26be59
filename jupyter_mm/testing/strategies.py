"""Hypothesis strategies: names and facts as kernels may send them."""

from __future__ import annotations

import keyword

from hypothesis import strategies as st

from jupyter_mm.domain.execution import DataRef, Failure, Metric
from jupyter_mm.testing.clocks import START

HEX = "0123456789abcdef"


def variable_names() -> st.SearchStrategy[str]:
    """Return names that Python can bind."""
    plain = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
    return (plain | st.sampled_from(["größe", "Δx", "变量"])).filter(
        lambda name: not keyword.iskeyword(name)
    )


def shown_names() -> st.SearchStrategy[str]:
    """Return names of tags and metrics that people can see, in normal form."""
    alphabet = st.sampled_from("abcxyz019.-_/éß变 ")
    return (
        st.text(alphabet, min_size=1, max_size=12)
        .map(str.strip)
        .filter(lambda name: bool(name) and name[0] not in "-@" and name != "now")
    )


def values() -> st.SearchStrategy[object]:
    """Return values of variables, small and of every plain kind."""
    plain = st.none() | st.booleans() | st.integers() | st.text(max_size=20)
    return plain | st.binary(max_size=40) | st.lists(plain, max_size=4)


def namespaces(most: int = 4) -> st.SearchStrategy[dict[str, object]]:
    """Return variables by name."""
    return st.dictionaries(variable_names(), values(), max_size=most)


def metrics(most: int = 5) -> st.SearchStrategy[tuple[Metric, ...]]:
    """Return logged values with sequences of their own."""
    numbers = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**53), 2**53)
    value = numbers | st.sampled_from(["nan", "inf", "adam"]) | st.booleans() | st.none()
    one = st.tuples(shown_names(), value, st.none() | st.integers(0, 100))
    return st.lists(one, max_size=most).map(
        lambda found: tuple(
            Metric(sequence=place, name=name, value=given, step=step, logged_at=START + place)
            for place, (name, given, step) in enumerate(found)
        )
    )


def failures() -> st.SearchStrategy[Failure]:
    """Return reasons why an execution failed."""
    names = st.sampled_from(["ValueError", "KeyError", "KeyboardInterrupt"])
    return st.builds(Failure, name=names, message=st.text(max_size=30))


def data_refs() -> st.SearchStrategy[DataRef]:
    """Return files that an execution opened."""
    return st.builds(
        DataRef,
        path=st.sampled_from(["load.csv", "/data/ü.parquet", "a b.txt"]),
        mode=st.sampled_from(["r", "w"]),
        size_bytes=st.integers(0, 2**40),
        mtime_ns=st.integers(0, 2**62),
        digest=st.text(HEX, min_size=64, max_size=64),
        reason=st.none(),
    )
