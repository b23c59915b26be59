"""The part of the table of verbs that compares states and says things about them."""

from __future__ import annotations

from jupyter_mm.kernel.talking.parsing import Option
from jupyter_mm.kernel.talking.verb import Verb

PARTS = ("code", "vars", "data", "env", "metrics")
"""What `%mm_diff` can be narrowed to."""

COMPARING: tuple[Verb, ...] = (
    Verb(
        name="diff",
        summary="Compare two checkpoints: code, variables, data, environment, metrics.",
        arguments="[A [B]] [--code] [--vars] [--data] [--env] [--metrics] [--all]",
        options=(
            Option(flags=("--code",), name="code", summary="only cells"),
            Option(flags=("--vars",), name="vars", summary="only variables"),
            Option(flags=("--data",), name="data", summary="only what was read and written"),
            Option(flags=("--env",), name="env", summary="only packages and interpreter"),
            Option(flags=("--metrics",), name="metrics", summary="only logged values"),
            Option(flags=("--all",), name="all", summary="what is the same, too"),
        ),
        examples=("%mm_diff now~3", "%mm_diff baseline now --vars --metrics"),
        words="refs",
    ),
    Verb(
        name="why",
        summary="List what can have changed a metric: proved, plausible or ruled out.",
        arguments="METRIC [A [B]]",
        examples=("%mm_why acc", "%mm_why loss best:-loss now"),
        words="metric refs",
    ),
    Verb(
        name="runs",
        summary="List runs with what they logged and the parameters in which they differ.",
        arguments="[FILTER] [--sort NAME] [-n COUNT] [--all]",
        options=(
            Option(
                flags=("-w", "--where"),
                name="where",
                metavar="FILTER",
                summary="text, tag:x, acc>0.9, depth=8",
            ),
            Option(
                flags=("-s", "--sort"),
                name="sort",
                metavar="NAME",
                summary="a metric or parameter; -NAME begins with the largest",
            ),
            Option(flags=("-n", "--count"), name="count", metavar="COUNT", summary="runs (20)"),
            Option(flags=("--all",), name="all", summary="not only this notebook"),
        ),
        examples=("%mm_runs --sort -acc", "%mm_runs acc>0.9 depth=8"),
    ),
    Verb(
        name="note",
        summary="Write a note on a checkpoint, this one where none is named; an empty one goes.",
        arguments='[REF] "TEXT"',
        examples=('%mm_note "scores look too good"', '%mm_note baseline "see issue 12"'),
        words="ref",
    ),
    Verb(
        name="tag",
        summary="Give a checkpoint a tag, or take it away.",
        arguments="REF TAG [--remove]",
        options=(Option(flags=("--remove",), name="remove", summary="take the tag away"),),
        examples=("%mm_tag now baseline", "%mm_tag baseline baseline --remove"),
        words="ref",
    ),
    Verb(
        name="pin",
        summary="Keep a checkpoint in view, or no more.",
        arguments="[REF] [--remove]",
        options=(Option(flags=("--remove",), name="remove", summary="keep it in view no more"),),
        examples=("%mm_pin", "%mm_pin now~2 --remove"),
        words="ref",
    ),
)
