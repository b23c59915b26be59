"""The state that the store holds, whatever is put in and taken out."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from jupyter_mm.blobs.digest import digest_of
from jupyter_mm.domain import canonical
from jupyter_mm.domain.checkpoint import Group, Variable
from jupyter_mm.domain.content import Content
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.leaves import leaf_count, leaf_of
from jupyter_mm.kernel.keeping.stored import StoredState

NAMES = st.sampled_from([f"v{number}" for number in range(60)] + ["Out[3]", "é"])


def group(names: list[str], content: int) -> Group:
    stream = Content(digest=digest_of(b"%d" % content), size_bytes=content)
    members = tuple(sorted(set(names)))
    return Group(
        names=members,
        codec="pickle5",
        stream=stream,
        size_bytes=content,
        variables=tuple(
            Variable(name=name, type="int", summary="", size_bytes=1) for name in members
        ),
    )


def lost(name: str, reason: str) -> Variable:
    return Variable(name=name, type="int", summary="", size_bytes=None, reason=reason)


STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("put"),
            st.lists(st.tuples(st.lists(NAMES, min_size=1, max_size=3), st.integers(1, 9))),
        ),
        st.tuples(st.just("gone"), st.lists(NAMES, max_size=3)),
        st.tuples(st.just("lost"), st.dictionaries(NAMES, st.sampled_from("ab"), max_size=5)),
        st.tuples(st.just("fail"), st.lists(NAMES, max_size=2)),
        st.tuples(st.just("look"), st.none()),
    ),
    max_size=15,
)


@given(steps=STEPS)
def test_leaves_say_what_is_kept_and_lost_and_every_name_once(steps: list[Any]) -> None:
    state, missing = StoredState(), dict[str, Variable]()
    known: dict[Digest, bytes] = {}
    for what, given_ in [*steps, ("look", None)]:
        if what == "put":
            state.change((), [group(*one) for one in given_], missing)
        elif what == "gone":
            state.change(given_, (), missing)
        elif what == "lost":
            missing = {name: lost(name, reason) for name, reason in given_.items()}
            state.change((), (), missing)
        elif what == "fail":
            state.fail([lost(name, "not written") for name in given_])
        else:
            written, names, _ = state.leaves()
            known.update(written)
            check(state, [known[name] for name in names])


def check(state: StoredState, leaves: list[bytes]) -> None:
    values = [json.loads(leaf) for leaf in leaves]
    assert len(leaves) == leaf_count(len(state.groups))
    assert all(canonical.dumps(value) == leaf for value, leaf in zip(values, leaves, strict=True))
    assert all(value.keys() == {"groups", "lost", "version"} for value in values)
    for place, value in enumerate(values):
        firsts = [one["names"][0] for one in value["groups"]]
        missing = [one["name"] for one in value["lost"]]
        assert all(leaf_of(name, len(leaves)) == place for name in firsts + missing)
        assert firsts == sorted(firsts)
        assert missing == sorted(missing)
    kept = [name for value in values for one in value["groups"] for name in one["names"]]
    absent = [one["name"] for value in values for one in value["lost"]]
    assert len(set(kept)) == len(kept)
    assert set(absent) == {*state.lost, *state.failed}
    assert not set(kept) & set(absent)
    out = sum(name.startswith("Out[") for name in kept)
    size = sum(one.size_bytes for one in state.groups.values())
    assert state.counted()[0] == len(kept) - out
    assert state.counted()[2] == size
