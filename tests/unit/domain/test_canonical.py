"""One value has one sequence of bytes, and nothing odd comes in."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_mm.domain import canonical
from jupyter_mm.domain.execution import Failure
from jupyter_mm.errors import InvalidError

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]))
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=4)
    ),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("value", "content"),
    [
        ({"b": 1, "a": [True, None, 1.5]}, '{"a":[true,null,1.5],"b":1}'),
        ({"é": 'ü\n"\\/\u2028', "z": ""}, '{"z":"","é":"ü\\n\\"\\\\/\u2028"}'),
        ({"\U0001f600": 1, "\uffff": 2}, '{"\uffff":2,"\U0001f600":1}'),
        ([1e16, 0.1, -0.0, 1e-7, 10**20], "[1e+16,0.1,-0.0,1e-07,100000000000000000000]"),
        (Failure(name="E", message="m"), '{"message":"m","name":"E"}'),
        (("a", ()), '["a",[]]'),
    ],
)
def test_the_bytes_are_those_of_the_format(value: object, content: str) -> None:
    assert canonical.dumps(value) == content.encode()


@given(value=VALUES)
def test_reading_and_writing_again_gives_the_same_bytes(value: object) -> None:
    content = canonical.dumps(value)
    assert canonical.dumps(canonical.loads(content)) == content


@given(value=VALUES)
def test_the_bytes_are_json(value: object) -> None:
    assert json.loads(canonical.dumps(value)) == value


@pytest.mark.parametrize(
    "value",
    [float("nan"), float("inf"), "\ud800", {"\ud800": 1}, {1, 2}, b"bytes", {"a": 1j}],
    ids=repr,
)
def test_what_json_lacks_is_refused(value: object) -> None:
    with pytest.raises(InvalidError):
        canonical.dumps(value)


def test_a_value_that_holds_itself_is_refused() -> None:
    value: list[object] = []
    value.append(value)
    with pytest.raises(InvalidError):
        canonical.dumps(value)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"nul",
        b"\xff",
        b"\xef\xbb\xbf{}",
        b'{"a":1,"a":2}',
        b'{"a":{"b":1,"b":1}}',
        b"NaN",
        b"-Infinity",
        b"1e999",
        b"9" * 101,
        b'"\\ud800"',
        b'{"\\udfff":1}',
        b"[" * 65 + b"]" * 65,
        b"[" * 200_000,
        b'{"a":' * 65 + b"1" + b"}" * 65,
    ],
    ids=lambda content: f"{len(content)} bytes {content[:16]!r}",
)
def test_odd_json_from_outside_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidError):
        canonical.loads(content)


def test_nesting_of_64_is_read() -> None:
    assert canonical.loads(b"[" * 64 + b"]" * 64)
