"""Streams are stored without frames: one more entry moves nothing but what follows it."""

from __future__ import annotations

import io
import pickle
import pickletools
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from jupyter_mm.kernel.codecs.sink import Sink, framed

NEARLY_A_FRAME = 64 << 10
FRAME_INSIDE = b"\x95" + (200_000 - 9).to_bytes(8, "little") + b"z" * (200_000 - 9)


def stream_of(value: Any) -> bytes:
    sink = Sink(1 << 30, lambda: None)
    pickle.Pickler(sink, 5).dump(value)
    assert sink.size == len(sink.content())
    return sink.content()


SIZES = st.sampled_from([0, 1, 300, NEARLY_A_FRAME - 1, NEARLY_A_FRAME, 90_000])
ITEMS = st.one_of(
    SIZES.map(lambda size: "é" * size),
    SIZES.map(lambda size: b"\x80\x05\x95" + b"y" * size),
    SIZES.map(bytearray),
    st.integers(0, 20_000).map(lambda count: list(range(count))),
    st.just(FRAME_INSIDE),
    st.just(pickle.dumps(FRAME_INSIDE)),
)


@given(value=st.lists(ITEMS, max_size=5))
def test_a_stream_without_frames_holds_the_same(value: list[Any]) -> None:
    stream = stream_of(value)
    assert pickle.loads(stream) == value
    assert pickle.Unpickler(io.BytesIO(framed(stream))).load() == value
    assert "FRAME" not in {code.name for code, _, _ in pickletools.genops(stream)}


def test_what_looks_like_a_frame_inside_a_value_stays() -> None:
    for value in (FRAME_INSIDE, [FRAME_INSIDE] * 2, FRAME_INSIDE[:9] + b"!" * 70_000):
        assert pickle.loads(stream_of(value)) == value
