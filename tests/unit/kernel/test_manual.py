from __future__ import annotations

from pathlib import Path

import jupyter_mm
from jupyter_mm.kernel import public
from jupyter_mm.kernel.talking.manual import manual
from jupyter_mm.kernel.talking.verbs import VERBS

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "magics.md"


def test_the_page_of_magics_follows_the_table_of_verbs() -> None:
    assert PAGE.read_text("utf-8") == manual()


def test_the_public_names_are_sorted_lazy_and_explained() -> None:
    assert list(jupyter_mm.PUBLIC) == sorted(jupyter_mm.PUBLIC)
    for name in jupyter_mm.PUBLIC:
        assert getattr(jupyter_mm, name) is getattr(public, name)
        assert name in dir(jupyter_mm)
        assert f"mm.{name}(" in manual()
    assert {verb.function or verb.name for verb in VERBS} <= {*jupyter_mm.PUBLIC}
