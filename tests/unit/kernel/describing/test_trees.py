"""What is said of dicts, lists, sets and estimators."""

from __future__ import annotations

from collections import Counter, OrderedDict
from typing import Any

import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

from tests.unit.kernel.book import Notebook
from tests.unit.kernel.describing.told import one, texts, told


def test_paths_lead_to_plain_values(book: Notebook) -> None:
    value = {"lr": 0.1, "net": {"sizes": [64, 32], 5: None}, "pair": ("x", True), "s": {2, 1}}
    found = one(book, value)
    assert texts(found) == {
        "['lr']": "0.1",
        "['net']['sizes'][0]": "64",
        "['net']['sizes'][1]": "32",
        "['net'][5]": "None",
        "['pair'][0]": "'x'",
        "['pair'][1]": "True",
        "['s']{1}": "in",
        "['s']{2}": "in",
    }
    assert not found.is_cut


@pytest.mark.parametrize("value", [OrderedDict(a=1), Counter(a=1), {"a": 1}])
def test_all_dicts_of_python_are_dicts(book: Notebook, value: Any) -> None:
    assert texts(one(book, value)) == {"['a']": "1"}


def test_what_is_long_or_deep_is_cut(book: Notebook) -> None:
    deep: Any = 1
    for _ in range(30):
        deep = [deep]
    endless: list[Any] = []
    endless.append(endless)
    wide = {f"key {number}": number for number in range(1000)}
    for value in (deep, endless, wide, list(range(100)), ["x" * 300], [10**80], {"k" * 300: 1}):
        found = one(book, value)
        assert found.is_cut
        assert len(found.entries) <= 200
        assert all(len(entry.text) <= 200 for entry in found.entries)


def test_objects_are_named_by_their_type_without_asking_them(book: Notebook) -> None:
    book.run("""
class Loud:
    def __repr__(self): raise AssertionError("asked")
    __str__ = __eq__ = __hash__ = __len__ = __iter__ = __repr__
class Grown(dict):
    def keys(self): raise AssertionError("asked")
    __getitem__ = __iter__ = __len__ = get = keys
""")
    book.space["given"] = {"a": book.space["Loud"](), "b": book.space["Grown"](x=1)}
    found = one(book, book.space["given"])
    assert texts(found) == {"['a']": "Loud", "['b']": "Grown"}
    assert found.is_cut
    assert told(book, grown=book.space["Grown"]())["grown"] is None


def test_plain_values_need_no_description(book: Notebook) -> None:
    values = {"a": 1, "b": "text", "c": None, "d": 2.5, "e": b"x"}
    assert set(told(book, **values).values()) == {None}


def test_values_that_look_secret_are_left_out(book: Notebook) -> None:
    value = {"api_key": "abc", "max_tokens": 5, "password": b"x", "user": "ann"}
    found = one(book, value)
    assert texts(found) == {"['max_tokens']": "5", "['user']": "'ann'"}
    assert found.is_cut


def test_parameters_of_estimators(book: Notebook) -> None:
    model = RandomForestClassifier(n_estimators=5, max_depth=8, random_state=0)
    before = texts(one(book, model))
    assert (before["max_depth"], before["n_estimators"]) == ("8", "5")
    model.fit([[0.0], [1.0]] * 10, [0, 1] * 10)
    after = texts(one(book, model))
    assert after["n_features_in_"] == "1"
    assert "n_features_in_" not in before


def test_steps_of_a_pipeline_have_paths_of_their_own(book: Notebook) -> None:
    made = Pipeline([("scale", StandardScaler()), ("model", LogisticRegression(C=0.5))])
    found = texts(one(book, made))
    assert found["scale"] == "StandardScaler"
    assert found["model.C"] == "0.5"
