"""Where a value in a cell may come from, and what is learnt about a cell as a whole."""

from __future__ import annotations

from dataclasses import dataclass, field

EMPTY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Taint:
    """Where a value may come from."""

    itself: frozenset[str] = EMPTY
    """Variables that the object may be a part of."""
    inner: frozenset[str] = EMPTY
    """Variables that parts of it may be parts of."""
    is_unknown: bool = False
    """Whether it, or something in it, may have code of its own."""

    def __or__(self, other: Taint) -> Taint:
        """Return what holds if either may be the value."""
        return Taint(
            self.itself | other.itself,
            self.inner | other.inner,
            self.is_unknown or other.is_unknown,
        )

    @property
    def roots(self) -> frozenset[str]:
        """The variables it may lead to."""
        return self.itself | self.inner

    def part(self) -> Taint:
        """Return what an element of it may be."""
        return Taint(self.roots, self.roots, self.is_unknown)

    def fresh(self) -> Taint:
        """Return what a new object made of its parts is."""
        return Taint(EMPTY, self.roots, self.is_unknown)


CLEAN = Taint()
UNKNOWN = Taint(is_unknown=True)


@dataclass(slots=True, kw_only=True)
class Cell:
    """What is known of one cell. Only ever grows."""

    asked: frozenset[str]
    """Variables of plain data that may change."""
    atoms: frozenset[str]
    """Variables that are numbers, texts and the like."""
    shadowed: frozenset[str]
    """Builtins with another meaning."""
    opaque: frozenset[str] | None
    """All other names that may be something; None if any may be."""
    changed: set[str] = field(default_factory=set)
    known: dict[str, Taint] = field(default_factory=dict)
    """Names that the cell assigns, in any scope."""
    heap: Taint = CLEAN
    """What may be inside of any object that the cell has made."""

    def spoil(self, taint: Taint) -> None:
        """Note that whatever a value leads to may have changed."""
        self.changed |= taint.roots

    def met(self, taint: Taint) -> Taint:
        """Note that values meet in an operation: code of one may get the others."""
        if taint.is_unknown:
            self.spoil(taint)
            self.heap |= UNKNOWN
        return taint

    def fill(self, holders: frozenset[str], given: Taint) -> None:
        """Note that something is put into an object that may be a part of these variables."""
        self.changed |= holders
        if holders:
            self.spoil(given)
        self.heap |= given.fresh()

    def bind(self, name: str, taint: Taint) -> None:
        """Note that a name may have this value."""
        self.known[name] = self.known.get(name, CLEAN) | taint

    def is_builtin(self, name: str) -> bool:
        """Tell whether a name means Python's own here."""
        is_opaque = self.opaque is not None and name in self.opaque
        is_own = name in self.known or name in self.asked or name in self.atoms
        return not (is_own or is_opaque or name in self.shadowed)

    def in_all(self, taint: Taint) -> Taint:
        """Return a value that the cell may have put more into since it was made."""
        return taint | Taint(EMPTY, self.heap.roots, self.heap.is_unknown)

    def of_name(self, name: str) -> Taint:
        """Return what a name may be."""
        if name in self.asked:
            own = Taint(frozenset({name}), frozenset({name}))
            return own | self.in_all(self.known[name]) if name in self.known else own
        if name in self.known:
            is_new = self.opaque is not None and name not in self.opaque
            is_harmless = is_new or name in self.atoms
            return self.in_all(self.known[name]) | (CLEAN if is_harmless else UNKNOWN)
        return CLEAN if name in self.atoms else UNKNOWN
