"""Hypothesis strategies: names and facts as kernels may send them."""

from __future__ import annotations

import keyword

from hypothesis import strategies as st

from jupyter_mm.domain.capture import Effect, Read
from jupyter_mm.domain.data import DataRef
from jupyter_mm.domain.execution import Failure, Metric
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
    """Return variables by name: a few, or so many that their state has several leaves."""
    few = st.dictionaries(variable_names(), values(), max_size=most)
    many = st.integers(33, 70).map(lambda count: {f"more{n}": n for n in range(count)})
    return st.one_of(few, few, st.builds(dict[str, object].__or__, few, many))


def entries_of_out() -> st.SearchStrategy[dict[str, object]]:
    """Return entries of `Out` by the name they are kept under."""
    return st.dictionaries(st.integers(0, 99).map("Out[{}]".format), values(), max_size=2)


def reads(sources: st.SearchStrategy[str | None]) -> st.SearchStrategy[tuple[Read, ...]]:
    """Return variables that an execution read, sorted by name."""
    found = st.dictionaries(variable_names(), sources, max_size=3)
    return found.map(
        lambda names: tuple(Read(name=name, execution=names[name]) for name in sorted(names))
    )


def effects() -> st.SearchStrategy[tuple[Effect, ...]]:
    """Return what an execution did outside the kernel."""
    kinds = st.sampled_from(["file written", "network"])
    one = st.builds(Effect, kind=kinds, detail=st.sampled_from(["", "a b.csv", "größe.de"]))
    return st.lists(one, max_size=3).map(tuple)


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
        path=st.sampled_from(["/load.csv", "/data/ü.parquet", "/a b.txt", "s3://bucket/a.csv"]),
        mode=st.sampled_from(["r", "w"]),
        size_bytes=st.integers(0, 2**40),
        mtime_ns=st.integers(0, 2**62),
        digest=st.text(HEX, min_size=64, max_size=64),
        reason=st.none(),
        how=st.sampled_from(["", "open", "polars"]),
        version=st.none() | st.just('etag:"4f1d"'),
        label=st.none() | st.just("split train"),
    )
