"""What shrinks is stored smaller; what does not costs next to nothing."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_mm.blobs.compression import compressed, expanded
from jupyter_mm.blobs.segment import RAW, ZSTD

NOISE = random.Random(2).randbytes(1 << 20)
HALF = bytes(byte & 15 for byte in NOISE)


CASES = {
    "nothing": (b"", RAW),
    "too small": (bytes(400), RAW),
    "small zeros": (bytes(600), ZSTD),
    "small noise": (NOISE[:600], RAW),
    "noise": (NOISE[:30_000], RAW),
    "records": (b'{"name":"x","type":"int"}' * 100, ZSTD),
    "large noise": (NOISE, RAW),
    "large zeros": (bytes(1 << 20), ZSTD),
    "half": (HALF[:30_000], ZSTD),
    "large half: worth more when it can be mapped": (HALF, RAW),
    "noise at its start only": (NOISE[:4096] + bytes(1 << 20), ZSTD),
}


@pytest.mark.parametrize("case", CASES)
def test_only_what_pays_is_compressed(case: str) -> None:
    content, codec = CASES[case]
    stored, used = compressed(memoryview(content))
    assert used == codec
    assert expanded(bytes(stored), len(content), used) == content


@given(content=st.binary(max_size=3000) | st.text(max_size=2000).map(str.encode))
def test_everything_comes_back(content: bytes) -> None:
    stored, codec = compressed(memoryview(content))
    assert expanded(bytes(stored), len(content), codec) == content
    assert memoryview(stored).nbytes <= len(content)


@given(place=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_damaged_frames_are_refused_and_claim_no_memory(place: int, bit: int) -> None:
    content = b"a lot of the same, " * 500
    stored, codec = compressed(memoryview(content))
    changed = bytearray(bytes(stored))
    changed[place % len(changed)] ^= 1 << bit
    found = expanded(bytes(changed), len(content), codec)
    assert found is None or len(found) == len(content)


def test_other_sizes_and_unknown_codecs_are_refused() -> None:
    stored = bytes(compressed(memoryview(bytes(5000)))[0])
    assert expanded(stored, 4999, ZSTD) is None
    assert expanded(stored[:-3], 5000, ZSTD) is None
    assert expanded(b"", 5000, ZSTD) is None
    assert expanded(b"12345", 4, RAW) is None
    assert expanded(b"12345", 5, 7) is None
