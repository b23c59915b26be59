from __future__ import annotations

import pytest

from jupyter_mm.domain.words import split
from jupyter_mm.errors import InvalidError
from jupyter_mm.kernel.talking.parsing import assignment, parsed, plain
from jupyter_mm.kernel.talking.verbs import BY_NAME, VERBS


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", []),
        ("  a   b ", ["a", "b"]),
        ('-m "a b" c', ["-m", '"a b"', "c"]),
        ("x=[1, 2] y=f(1, 2)", ["x=[1, 2]", "y=f(1, 2)"]),
        ("m={'a': [1, 2]}", ["m={'a': [1, 2]}"]),
        ('s="a ] b" t=1', ['s="a ] b"', "t=1"]),
        (r"a=\" b", [r"a=\"", "b"]),
        ("acc={acc:.3f}", ["acc={acc:.3f}"]),
    ],
)
def test_a_line_is_split_at_blanks_outside_of_quotes_and_brackets(
    line: str, words: list[str]
) -> None:
    assert split(line) == words


@pytest.mark.parametrize("line", ['-m "a', "x=[1, 2", "f(", "{'a': 1"])
def test_what_is_not_closed_is_an_error(line: str) -> None:
    with pytest.raises(InvalidError, match="missing"):
        split(line)


@pytest.mark.parametrize(
    ("word", "text"),
    [('"a b"', "a b"), ("'x'", "x"), ("a", "a"), (r"a\ b", "a b"), ("it's", "it's")],
)
def test_quotes_are_taken_off(word: str, text: str) -> None:
    assert plain(word) == text


def test_options_take_values_with_blank_or_equals_sign() -> None:
    options = BY_NAME["checkpoint"].all_options()
    line = parsed('-m "first good" -t a --tag=b --pin', options)
    assert line.one("message") == "first good"
    assert line.options["tag"] == ["a", "b"]
    assert line.has("pin")


@pytest.mark.parametrize("line", ["--nosuch", "-x", "-m"])
def test_an_unknown_or_incomplete_option_is_an_error_with_a_hint(line: str) -> None:
    with pytest.raises(InvalidError) as caught:
        parsed(line, BY_NAME["checkpoint"].all_options())
    assert caught.value.hint


@pytest.mark.parametrize(
    ("word", "pair"),
    [
        ("acc=0.93", ("acc", "0.93")),
        ("acc", ("acc", "acc")),
        ("m={'a': 1}", ("m", "{'a': 1}")),
        ("ok=a==b", ("ok", "a==b")),
    ],
)
def test_a_value_is_a_name_and_an_expression(word: str, pair: tuple[str, str]) -> None:
    assert assignment(word) == pair


@pytest.mark.parametrize("word", ["=1", "acc=", "1acc=2", "acc==2", "a.b=1", "acc>=1", "="])
def test_what_is_no_assignment_is_an_error(word: str) -> None:
    with pytest.raises(InvalidError):
        assignment(word)


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_every_verb_has_help_with_two_examples(verb: object) -> None:
    assert isinstance(verb, type(VERBS[0]))
    text = verb.help()
    assert all(example in text for example in verb.examples)
    assert all(flag in text for option in verb.all_options() for flag in option.flags)
