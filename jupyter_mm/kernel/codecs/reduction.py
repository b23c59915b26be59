"""What a codec may ask and tell while one stream is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class Reduction:  # noqa: PLR0904  # the words that codecs speak
    """One stream in the making, as codecs see it."""

    __slots__ = (
        "_exposed", "_kept", "_once", "_spans", "beside", "hidden", "notes", "owners", "share",
    )  # fmt: skip

    def __init__(self, *, share: bool, exposed: Iterable[int] = ()) -> None:
        """`share`: views are to be kept as positions in the memory they lie on.

        `exposed` is memory of hidden arrays that others are known to lie on as well.
        """
        self.share = share
        self.hidden: set[int] = set()
        self.owners: dict[int, set[int]] = {}
        self._spans: dict[tuple[int, int], int] = {}
        self._kept: dict[int, Any] = {}
        self.beside: dict[int, set[int]] = {}
        self.notes: dict[str, None] = {}
        self._exposed: dict[int, int | None] = dict.fromkeys(exposed)
        self._once: dict[Any, Any] = {}

    def once(self, key: Any, make: Callable[[], Any]) -> Any:
        """Return the same object for the same key as long as this stream is made."""
        try:
            return self._once[key]
        except KeyError:
            made = self._once[key] = make()
            return made

    def note(self, sentence: str) -> None:
        """Announce what will not come back as it was."""
        self.notes[sentence] = None

    def hide(self, *parts: Any) -> None:
        """Say that nothing outside their holder can change these objects."""
        self.hidden.update(map(id, parts))

    def is_hidden(self, part: Any) -> bool:
        """Tell whether `hide` was called for this object."""
        return id(part) in self.hidden

    def lies_on(self, memory: int, obj: Any) -> None:
        """Say that an object's data lies in the memory that this number stands for."""
        self.owners.setdefault(memory, set()).add(id(obj))

    def lies_at(self, start: int, end: int, memory: int, owner: Any = None) -> None:
        """Say where in the process's memory data lies, and what that number stands for.

        Of an `owner` that is given it is seen whether it outlives the pickle.
        """
        self._spans[start, end] = memory
        if owner is not None:
            self._kept[memory] = owner

    def let_go(self) -> dict[int, Any]:
        """Hand over the owners that were given, by what they stand for; none is held here then."""
        self._once.clear()
        kept, self._kept = self._kept, {}
        return kept

    def drop(self, gone: set[int]) -> None:
        """Forget where data lay on this memory: other data will soon lie there."""
        if gone:
            self._spans = {span: of for span, of in self._spans.items() if of not in gone}

    def spans(self) -> dict[tuple[int, int], int]:
        """Return where data lies and on what."""
        return self._spans

    def lies_beside(self, memory: int, obj: Any) -> None:
        """As `lies_on`, for data that matters only if others are said to lie on that memory."""
        self.beside.setdefault(memory, set()).add(id(obj))

    def may_join(self, memory: int, obj: Any, *, is_hidden: bool) -> bool:
        """Tell whether an object may share its memory in the stream.

        Of hidden ones only the first, and only with what is not hidden: among themselves they
        share no changes.
        """
        if not is_hidden:
            return True
        if memory in self._exposed and self._exposed[memory] in {None, id(obj)}:
            self._exposed[memory] = id(obj)
            return True
        return False
