"""Two images, by what one sees of them."""

import base64
import io
import sys

import pytest
from PIL import Image, PngImagePlugin

from jupyter_mm.reproduce.images import compare_images
from jupyter_mm.reproduce.texts import CLOSE, DIFFERENT, SAME


def encoded(image: Image.Image, comment: str = "", **options: int) -> str:
    held, notes = io.BytesIO(), PngImagePlugin.PngInfo()
    notes.add_text("Software", comment)
    image.save(held, "PNG", pnginfo=notes, **options)
    return base64.b64encode(held.getvalue()).decode()


def picture(*, changed: int = 0, by: int = 255, size: tuple[int, int] = (60, 40)) -> Image.Image:
    image = Image.new("RGB", size, (10, 100, 200))
    for place in range(changed):
        x, y = place % size[0], place // size[0]
        image.putpixel((x, y), (10, 100, max(200 - by, 0)))
    return image


def test_another_comment_or_compression_is_no_difference() -> None:
    before, after = encoded(picture(), "one"), encoded(picture(), "two", compress_level=1)
    assert before != after
    assert compare_images(before, after).outcome == SAME


def test_what_nobody_sees_is_close() -> None:
    assert compare_images(encoded(picture()), encoded(picture(changed=900, by=2))).outcome == CLOSE
    assert compare_images(encoded(picture()), encoded(picture(changed=2))).outcome == CLOSE


def test_a_difference_is_told_by_its_share() -> None:
    found = compare_images(encoded(picture()), encoded(picture(changed=240)))
    assert (found.outcome, found.detail) == (
        DIFFERENT,
        "the image differs in 10 % of its pixels",
    )


def test_another_size_is_told() -> None:
    found = compare_images(encoded(picture()), encoded(picture(size=(30, 20))))
    assert found.detail == "the image's size 60 × 40 became 30 × 20"


def test_what_is_no_image_is_compared_by_its_bytes() -> None:
    word, other = (base64.b64encode(text).decode() for text in (b"no image", b"another"))
    assert compare_images(word, word + "\n").outcome == SAME
    assert compare_images(word, other).outcome == DIFFERENT
    assert compare_images(word, encoded(picture())).outcome == DIFFERENT


def test_without_pillow_comments_do_not_count_either(monkeypatch: pytest.MonkeyPatch) -> None:
    before, after = encoded(picture(), "one"), encoded(picture(), "two")
    other = encoded(picture(changed=1))
    monkeypatch.setitem(sys.modules, "PIL.Image", None)
    assert compare_images(before, after).outcome == SAME
    assert compare_images(before, other).outcome == DIFFERENT
