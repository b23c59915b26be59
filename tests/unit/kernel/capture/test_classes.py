"""Classes of the notebook come back as what they were."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.unit.kernel.capture.sources import SOURCE

if TYPE_CHECKING:
    from tests.unit.kernel.book import Notebook


def test_classes_instances_and_enum_members_belong_together_again(book: Notebook) -> None:
    space = book.space
    values = {
        "point": space["Point"](1, [2]),
        "derived": space["Derived"]([1]),
        "red": space["Color"].RED,
        "pair": space["Pair"](1, 2),
    }
    found = book.round_trip(**values)
    assert found == values
    assert type(found["derived"]) is space["Derived"]
    assert found["red"] is space["Color"].RED


def test_a_class_that_was_redefined_comes_back_as_it_was(book: Notebook) -> None:
    book.space["old"] = book.space["Base"]([1])
    snapshot = book.state(book.cell("globals()"))
    book.run("class Base:\n    kind = 'new'")
    book.space["Derived"].kind = "changed"
    found = book.back(snapshot)
    assert found["old"].kind == found["Base"].kind == "base"
    assert type(found["old"]) is found["Base"]
    assert found["Derived"].__mro__[1] is found["Base"]
    assert book.space["Base"].kind == "new"


def test_a_restored_class_is_the_same_to_the_byte(book: Notebook) -> None:
    book.space["old"] = book.space["Derived"]([1])
    first = book.state(book.cell("globals()"))
    book.run(SOURCE)
    book.space.update(book.back(first))
    again = book.state(book.cell("globals()"))
    assert [group.stream for group in again.groups] == [group.stream for group in first.groups]


def test_a_class_with_slots_keeps_them(book: Notebook) -> None:
    book.run(
        "class Node:\n"
        "    __slots__ = ('value', '__hidden', 'parent')\n"
        "    def __init__(self, value): self.value, self.__hidden, self.parent = value, 1, self\n"
        "    def hidden(self): return self.__hidden\n"
        "@dataclasses.dataclass(slots=True, frozen=True)\n"
        "class Fixed:\n"
        "    x: int = 5\n"
        "node, fixed = Node([1]), Fixed(7)"
    )
    snapshot = book.state(book.cell("globals()"))
    assert all(one.reason is None for one in snapshot.variables())
    book.run("class Node: pass\nclass Fixed: pass")
    found = book.back(snapshot)
    assert found["node"].value == [1]
    assert found["node"].parent is found["node"]
    assert found["node"].hidden() == 1
    assert not hasattr(found["node"], "__dict__")
    assert found["fixed"].x == 7
    assert found["Fixed"]() == found["Fixed"](5)


def test_classes_that_refer_to_each_other_are_kept(book: Notebook) -> None:
    book.run("class A: pass\nclass B: pass\nA.b = B; B.a = A\na = A(); b = B()")
    found = book.back(book.state(book.cell("globals()")))
    assert found["A"].b.a is found["A"]
    assert type(found["a"]) is found["A"]
    assert type(found["b"]).a is type(found["a"])


def test_objects_of_a_class_that_changes_are_kept_with_it(book: Notebook) -> None:
    book.cell(
        "class Whole:\n    n = 0\nclass Part(Whole): pass\n"
        "class Holder:\n    class Inside:\n        n = 0\n"
    )
    book.cell("one, many, far = Whole(), [Part()], Holder.Inside()")
    changed = book.state(book.cell("Whole.n = 5; Holder.Inside.n = 6"))
    book.cell("one.v = many[0].v = far.v = 7")
    found = book.back(changed)
    assert type(found["one"]) is found["Whole"] is book.space["Whole"]
    assert type(found["many"][0]) is found["Part"] is book.space["Part"]
    assert type(found["far"]) is found["Holder"].Inside
    assert (found["one"].n, found["many"][0].n, found["far"].n) == (5, 5, 6)
