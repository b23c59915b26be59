"""The table of verbs: magics, their help and their completion follow it."""

from __future__ import annotations

from dataclasses import dataclass

from jupyter_mm.kernel.parsing import Option

SHOWN = 20
"""Rows that a history lists unless told otherwise."""


class Text(str):
    """A text that shows itself without quotes."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Return the text as it is."""
        return str(self)


HELP = Option(flags=("-h", "--help"), name="help", summary="show this help")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """One thing that `%mm_<name>` and `%mm <name>` do."""

    name: str
    summary: str
    arguments: str = ""
    options: tuple[Option, ...] = ()
    examples: tuple[str, str]
    words: str = ""
    """What the words are, for completion: `names`, `values`, `ref` or `ref names`."""

    def all_options(self) -> tuple[Option, ...]:
        """Return the options, help included."""
        return (*self.options, HELP)

    def help(self) -> str:
        """Return usage, options and two examples."""
        lines = [f"%mm_{self.name} {self.arguments}".rstrip(), "", self.summary, "", "Options:"]
        for option in self.all_options():
            flags = ", ".join(option.flags) + (f" {option.metavar}" if option.metavar else "")
            lines.append(f"  {flags:24} {option.summary}")
        lines += ["", "Examples:", *(f"  {example}" for example in self.examples)]
        return "\n".join(lines)


MESSAGE = Option(
    flags=("-m", "--message"), name="message", metavar="TEXT", summary="what this state is"
)
TAG = Option(
    flags=("-t", "--tag"), name="tag", metavar="TAG", summary="a tag; may be given several times",
    is_repeatable=True,
)  # fmt: skip

VERBS: tuple[Verb, ...] = (
    Verb(
        name="log",
        summary="Attach values to the present execution. Bare names log the variable's value.",
        arguments="NAME=EXPR ... [-s STEP]",
        options=(
            Option(flags=("-s", "--step"), name="step", metavar="STEP", summary="a whole number"),
        ),
        examples=("%mm_log acc=0.93", "%mm_log loss=total / n acc -s epoch"),
        words="values",
    ),
    Verb(
        name="checkpoint",
        summary="Name the checkpoint that is made when this cell ends.",
        arguments="[-m TEXT] [-t TAG] [--pin]",
        options=(
            MESSAGE,
            TAG,
            Option(flags=("--pin",), name="pin", summary="keep it in view"),
        ),
        examples=('%mm_checkpoint -m "first good model"', "%mm_checkpoint -t baseline --pin"),
    ),
    Verb(
        name="history",
        summary="List executions, newest first.",
        arguments="[FILTER] [-n COUNT] [--all]",
        options=(
            Option(flags=("-n", "--count"), name="count", metavar="COUNT", summary="rows (20)"),
            Option(
                flags=("-w", "--where"), name="where", metavar="FILTER",
                summary="text, tag:x, var:x, status:error, acc>0.9",
            ),
            Option(flags=("--all",), name="all", summary="not only this kernel session"),
        ),
        examples=("%mm_history -n 5", "%mm_history acc>0.9 tag:baseline"),
    ),
    Verb(
        name="checkout",
        summary="Restore the variables of a checkpoint, or only those named.",
        arguments="REF [NAME ...] [--dry-run]",
        options=(
            Option(flags=("--dry-run",), name="dry_run", summary="say what would happen"),
        ),
        examples=("%mm_checkout now~1", "%mm_checkout baseline df --dry-run"),
        words="ref names",
    ),
    Verb(
        name="undo",
        summary="Take back the last restore.",
        examples=("%mm_undo", "%mm undo"),
    ),
    Verb(
        name="redo",
        summary="Take back the last undo.",
        examples=("%mm_redo", "%mm redo"),
    ),
    Verb(
        name="show",
        summary="Show a checkpoint: what it would bring back, and what not.",
        arguments="[REF]",
        examples=("%mm_show", "%mm_show now~3"),
        words="ref",
    ),
    Verb(
        name="pause",
        summary="Keep nothing from this kernel until %mm_resume.",
        examples=("%mm_pause", "%mm pause"),
    ),
    Verb(
        name="resume",
        summary="Keep executions again after %mm_pause.",
        examples=("%mm_resume", "%mm resume"),
    ),
)  # fmt: skip

BY_NAME = {verb.name: verb for verb in VERBS}
