"""numpy: equal values, the same memory order, the same sharing, and no copies in the stream."""

from __future__ import annotations

from array import array
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from jupyter_mm.blobs.area import Room
from tests.unit.kernel.codecs.trip import Trip

LARGE = np.arange(200_000.0)

ARRAYS: dict[str, Any] = {
    "fortran": np.asfortranarray(np.arange(20_000.0).reshape(100, 200)),
    "strided": np.arange(20_000.0)[::3],
    "backwards": np.arange(20_000.0)[::-1],
    "permuted": np.arange(24_000.0).reshape(20, 30, 40).transpose(1, 0, 2),
    "dates": np.arange("2026-01-01", "2046-01-01", dtype="datetime64[D]"),
    "durations": np.arange(9000).astype("timedelta64[s]"),
    "swapped": np.arange(9000, dtype=">i4"),
    "text": np.array(["a", "bc"] * 9000),
    "half": np.arange(9000, dtype=np.float16),
    "complex": np.arange(9000) * 1j,
    "long": np.arange(9000, dtype=np.longdouble),
    "bool": np.arange(20_000) % 3 == 0,
    "structured": np.zeros(5000, [("x", "f8"), ("y", "U3"), ("z", "i2", (2,))]),
    "nested": np.zeros(3, [("x", [("a", "f4")])]),
    "objects": np.array([1, "a", None, [2]], dtype=object),
    "object fields": np.array([(1, "a"), (2, [3])], [("n", "i4"), ("o", object)]),
    "strings": np.array(["a", "long " * 20], dtype=np.dtypes.StringDType()),
    "empty": np.zeros((0, 3)),
    "one": np.array(5.5),
    "void": np.zeros(4, "V8"),
    "scalar": np.float64(2.5),
    "scalar date": np.datetime64("2026-01-01"),
    "dtype": np.dtype([("a", "i4")]),
    "ufunc": np.add,
    "recarray": np.rec.array([(1, 2.5), (2, 3.5)], dtype=[("a", "i4"), ("b", "f8")]),
}


@pytest.mark.parametrize("name", ARRAYS)
@pytest.mark.parametrize("share", [True, False])
def test_arrays_come_back_as_they_were(name: str, *, share: bool) -> None:
    array = ARRAYS[name]
    found = Trip().both({"x": array}, share=share)["x"]
    assert type(found) is type(array)
    if isinstance(array, np.ndarray):
        assert found.dtype == array.dtype
        assert found.shape == array.shape
        if array.size and (array.flags.f_contiguous or array.flags.c_contiguous):
            assert found.strides == array.strides
        assert found.flags.writeable
        assert repr(found.tolist()) == repr(array.tolist())
    else:
        assert found == array


@pytest.mark.parametrize("name", ["fortran", "dates", "structured", "text", "long", "strided"])
def test_large_arrays_travel_beside_the_stream(name: str) -> None:
    pickled = Trip().out({"x": ARRAYS[name]}, share=False)
    assert len(pickled.buffers) == 1
    assert len(pickled.stream) < 1000


def test_an_array_over_a_buffer_that_was_given_owns_nothing_else() -> None:
    found = Trip().both({"x": LARGE})["x"]
    assert type(found.base) is Room
    assert found.flags.writeable
    assert not found.flags.owndata
    trip = Trip()
    again = trip.back(trip.out({"x": found, "view": found[5:]}))
    assert again["view"].base is again["x"]
    assert (
        trip.out({"x": again["x"], "view": again["view"]}).stream
        == trip.out({"x": LARGE, "view": LARGE[5:]}).stream
    )


VIEWS: dict[str, Any] = {
    "part": lambda a: a[10:20],
    "backwards": lambda a: a[::-2],
    "other type": lambda a: a.view("i4"),
    "reshaped": lambda a: a.reshape(100, 2000).T,
    "diagonal": lambda a: a.reshape(100, 2000)[:, ::7],
    "broadcast": lambda a: np.broadcast_to(a[:1], (5,)),
    "matrix": lambda a: a.reshape(100, 2000).view(np.matrix),
}


@pytest.mark.parametrize("name", VIEWS)
@pytest.mark.parametrize("order", [["a", "v"], ["v", "a"], ["v"]])
def test_views_share_memory_with_their_base(name: str, order: list[str]) -> None:
    base = np.arange(200_000.0)
    values = {"a": base, "v": VIEWS[name](base)}
    found = Trip().both({**{key: values[key] for key in order}, "both": [base, values["v"]]})
    assert type(found["v"]) is type(values["v"])
    assert found["v"].tolist() == values["v"].tolist()
    assert found["both"][1] is found["v"]
    assert np.shares_memory(found["both"][0], found["v"])
    found["both"][0][:] = -1.0
    base[:] = -1.0
    assert found["v"].tolist() == values["v"].tolist()
    assert found["v"].flags.writeable == values["v"].flags.writeable


def test_views_of_object_arrays_share_their_items() -> None:
    base = np.array([1, "a", None, [2], 5, 6], dtype=object)
    found = Trip().both({"a": base, "v": base[1::2], "grid": base.reshape(2, 3).T})
    found["a"][3] = "new"
    assert found["v"].tolist() == ["a", "new", 6]
    assert found["grid"].tolist() == [[1, "new"], ["a", 5], [None, 6]]


def test_one_small_part_of_a_large_array_is_kept_alone() -> None:
    pickled = Trip().out({"v": LARGE[5:8]}, share=False)
    assert pickled.size_bytes < 1000
    assert [len(found) for found in pickled.owners.values()] == [1]


def test_views_name_the_memory_they_share() -> None:
    first = Trip().out({"a": LARGE}, share=False)
    second = Trip().out({"v": LARGE[5:8]}, share=False)
    assert first.owners.keys() == second.owners.keys()


def test_masked_arrays_keep_mask_and_settings() -> None:
    data = np.arange(10_000.0)
    masked = np.ma.MaskedArray(data, mask=data > 5000, fill_value=-9.0, hard_mask=True, copy=False)
    bare = np.ma.MaskedArray([1, 2])
    found = Trip().both({"data": data, "masked": masked, "bare": bare})
    again = found["masked"]
    assert type(again) is np.ma.MaskedArray
    assert (again.fill_value, again.hardmask, again.count()) == (-9.0, True, 5001)
    assert found["bare"].mask is np.ma.nomask
    found["data"][0] = 77
    assert again[0] == 77
    again[9000] = 1  # a hard mask forbids it
    assert bool(np.ma.getmaskarray(again)[9000])


def test_an_array_mapped_from_a_file_comes_back_in_memory_and_says_so(tmp_path: Path) -> None:
    mapped = np.memmap(tmp_path / "data", "f8", "w+", shape=(5000,))
    mapped[:] = 3
    pickled = Trip().out({"x": mapped, "part": mapped[5:]})
    assert pickled.notes == ["comes back in memory, no longer mapped from its file"]
    found = Trip().back(pickled)
    found["x"][5] = 8
    assert found["part"][0] == 8
    assert type(found["x"]) is np.memmap
    assert mapped[5] == 3
    assert Trip().out(found).notes == []


def test_a_readonly_array_stays_readonly() -> None:
    for size in (3, 100_000):
        fixed = np.arange(float(size))
        fixed.flags.writeable = False
        assert not Trip().both({"x": fixed})["x"].flags.writeable


def test_a_readonly_view_that_is_kept_alone_stays_readonly() -> None:
    windows = np.lib.stride_tricks.sliding_window_view(np.arange(9.0), 3)
    assert not Trip().both({"x": windows}, share=False)["x"].flags.writeable


def test_generators_of_random_numbers_go_on_where_they_were() -> None:
    generator = np.random.default_rng(0)
    generator.random(7)
    legacy = np.random.RandomState(5)
    values = {"g": generator, "bits": generator.bit_generator, "legacy": legacy}
    found = Trip().both(values)
    expected = (generator.random(), legacy.random())
    assert (found["g"].random(), found["legacy"].random()) == expected
    assert found["g"].bit_generator is found["bits"]


def test_two_arrays_over_one_buffer_share_it() -> None:
    memory = bytearray(80_000)
    found = Trip().both({"a": np.frombuffer(memory), "b": np.frombuffer(memory, "i4")[:5]})
    found["a"][0] = 1.0
    assert found["b"][1] != 0


@pytest.mark.parametrize("order", [["a", "w"], ["w", "a"]])
@pytest.mark.parametrize(
    "make",
    [
        lambda: (a := np.arange(9.0), np.lib.stride_tricks.sliding_window_view(a, 3)),
        lambda: (a := np.arange(9.0), np.lib.stride_tricks.as_strided(a, (4,), (16,))),
        lambda: (a := np.arange(9.0), np.asarray(a.data)),
        lambda: (a := bytearray(72), np.frombuffer(a)),
        lambda: (a := array("d", range(9)), np.frombuffer(a)[1:]),
        lambda: (a := np.arange(9.0), a.view(Derived)),
    ],
    ids=["windows", "strides", "memoryview", "bytearray", "array", "derived"],
)
def test_memory_shared_in_other_ways_is_shared_again(order: list[str], make: Any) -> None:
    values = dict(zip("aw", make(), strict=True))
    alone = [Trip().out({name: values[name]}, share=False) for name in order]
    assert alone[0].owners.keys() & alone[1].owners.keys()
    assert all(one.spans for one in alone)
    found = Trip().both({name: values[name] for name in order})
    assert type(found["w"]) is type(values["w"])
    for pair in (values, found):
        memoryview(pair["a"]).cast("B")[8:16] = b"\x01" * 8
    assert found["w"].tolist() == values["w"].tolist()
    assert found["w"].flags.writeable == values["w"].flags.writeable


class Fresh:
    """Makes an array, and a view of another, whenever it is pickled."""

    def __reduce__(self) -> Any:
        return Fresh, (), {"own": np.arange(50.0), "view": np.arange(90.0)[5:60]}


@pytest.mark.parametrize("beside", [None, list(range(400_000))], ids=["small", "large"])
@pytest.mark.parametrize("share", [True, False])
def test_of_arrays_made_for_the_pickle_no_memory_is_remembered(
    beside: object, *, share: bool
) -> None:
    mine = np.arange(70.0)
    holders = [Fresh(), np.random.RandomState(5)]
    made = Trip().out({"held": holders, "mine": mine, "beside": beside}, share=share)
    assert (made.objects is None) == (beside is not None)
    assert set(made.spans.values()) == {id(mine)}
    assert not [
        one for one in (made.objects or {}).values() if type(one) is np.ndarray and one is not mine
    ]


class Derived(np.ndarray):
    """An array class of somebody's."""


def test_an_array_of_a_derived_class_keeps_its_attributes() -> None:
    value: Any = np.arange(5.0).view(Derived)
    value.unit = ["m"]
    found = Trip().both({"x": value, "unit": value.unit})
    assert found["x"].unit is found["unit"]
    assert type(found["x"]) is Derived
