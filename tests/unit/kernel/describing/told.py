"""What is said of values that were kept, for tests."""

from __future__ import annotations

from typing import Any

from jupyter_mm.core.wire import decode_plain
from jupyter_mm.domain.description import ColumnFacts, Description
from tests.unit.kernel.book import Notebook


def told(book: Notebook, **values: Any) -> dict[str, Description | None]:
    """Keep each value in a cell of its own and return what is said of it."""
    found: dict[str, Description | None] = {}
    for name, value in values.items():
        kept = {one.name: one for one in book.keep(**{name: value}).variables()}
        assert kept[name].reason is None, kept[name].reason
        found[name] = read(book, kept[name].description)
    return found


def read(book: Notebook, digest: Any) -> Description | None:
    if digest is None:
        return None
    blobs = book.keeper.courier.blobs
    assert blobs is not None
    made = decode_plain(Description, blobs.get(digest))
    assert made is not None, "not in canonical form"
    return made


def one(book: Notebook, value: Any) -> Description:
    """Return what is said of one value: there must be something."""
    found = told(book, value=value)["value"]
    assert found is not None
    return found


def column(book: Notebook, value: Any, place: int = 0) -> ColumnFacts:
    return one(book, value).columns[place]


def texts(description: Description) -> dict[str, str]:
    return {entry.name: entry.text for entry in description.entries}
