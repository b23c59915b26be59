"""The words of a line that a magic is given: brackets and quotes hold together what code needs."""

from __future__ import annotations

from jupyter_mm.errors import InvalidError

_PAIRS = {"(": ")", "[": "]", "{": "}"}


def split(line: str) -> list[str]:
    """Return the words of a line with their quotes; blanks inside brackets and quotes stay.

    Raises InvalidError for a quote or bracket that is not closed.
    """
    words: list[str] = []
    word = ""
    state = _Nesting()
    for letter in line.strip():
        state.take(letter)
        if letter.isspace() and not state.expects:
            words += [word] if word else []
            word = ""
        else:
            word += letter
    if state.expects:
        raise InvalidError(f"A {state.expects} is missing.", hint="Close quotes and brackets.")
    return [*words, word] if word else words


class _Nesting:
    """Which quote or bracket is open."""

    def __init__(self) -> None:
        self._quote = ""
        self._closing: list[str] = []
        self._is_escaped = False

    @property
    def expects(self) -> str:
        return self._quote or (self._closing[-1] if self._closing else "")

    def take(self, letter: str) -> None:
        if self._is_escaped or letter == "\\":
            self._is_escaped = not self._is_escaped
        elif self._quote:
            self._quote = "" if letter == self._quote else self._quote
        elif letter in "'\"":
            self._quote = letter
        elif letter in _PAIRS:
            self._closing.append(_PAIRS[letter])
        elif self._closing and letter == self._closing[-1]:
            self._closing.pop()
