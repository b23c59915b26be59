"""A signature tells one's own state from a foreign one."""

from __future__ import annotations

import pytest

from jupyter_mm.blobs.digest import digest_of, digest_of_chunks
from jupyter_mm.blobs.signature import check, key_id, sign
from jupyter_mm.errors import UntrustedError

KEY, OTHER = b"k" * 32, b"o" * 32
CHECKPOINT = digest_of(b"checkpoint")


def test_digests_are_blake3_as_its_authors_publish_it() -> None:
    assert digest_of(b"") == "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262"
    assert digest_of_chunks([b"a", b"b"]) == digest_of(b"ab")


def test_a_signature_holds_for_its_key_and_checkpoint() -> None:
    signature = sign(KEY, CHECKPOINT)
    assert signature.startswith(f"blake3-keyed:{key_id(KEY)}:")
    check(KEY, CHECKPOINT, signature)


@pytest.mark.parametrize(
    "signature",
    [
        "",
        "blake3-keyed",
        "ed25519:" + sign(KEY, CHECKPOINT).partition(":")[2],
        sign(KEY, CHECKPOINT)[:-1],
        sign(KEY, CHECKPOINT)[:-1] + "g",
        sign(KEY, CHECKPOINT) + "0",
        sign(KEY, digest_of(b"another")),
        sign(OTHER, CHECKPOINT),
        sign(KEY, CHECKPOINT).replace(key_id(KEY), key_id(OTHER)),
        "blake3-keyed:" + key_id(KEY) + ":é",
    ],
)
def test_any_other_signature_is_refused(signature: str) -> None:
    with pytest.raises(UntrustedError):
        check(KEY, CHECKPOINT, signature)


def test_every_changed_digit_is_noticed() -> None:
    signature = sign(KEY, CHECKPOINT)
    for place, digit in enumerate(signature):
        changed = signature[:place] + ("0" if digit != "0" else "1") + signature[place + 1 :]
        with pytest.raises(UntrustedError):
            check(KEY, CHECKPOINT, changed)
