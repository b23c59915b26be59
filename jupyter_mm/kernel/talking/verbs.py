"""The table of verbs: magics, their help and their completion follow it."""

from __future__ import annotations

from jupyter_mm.kernel.talking.comparing_table import COMPARING
from jupyter_mm.kernel.talking.parsing import Option
from jupyter_mm.kernel.talking.verb import Verb

MESSAGE = Option(
    flags=("-m", "--message"), name="message", metavar="TEXT", summary="what this state is"
)
TAG = Option(
    flags=("-t", "--tag"), name="tag", metavar="TAG", summary="a tag; may be given several times",
    is_repeatable=True,
)  # fmt: skip

CONSENT = Option(
    flags=("--consent",), name="consent", summary="go on with what was refused without consent"
)

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
        arguments="REF [NAME ...] [--dry-run] [--recompute NAME]",
        options=(
            Option(flags=("--dry-run",), name="dry_run", summary="say what would happen"),
            Option(
                flags=("--recompute",), name="recompute", metavar="NAME", is_repeatable=True,
                summary="run the cell of a variable that is not kept",
            ),
        ),
        examples=("%mm_checkout now~1", "%mm_checkout baseline df --dry-run"),
        words="ref names",
    ),
    Verb(
        name="get",
        summary="Give back one value of a checkpoint; the live variables stay as they are.",
        arguments="REF NAME [as OTHER]",
        examples=("%mm_get now~3 df", "%mm_get baseline df as old_df"),
        words="ref names",
    ),
    Verb(
        name="recover",
        summary="Bring back what the kernel of this notebook held before it died or was restarted.",
        arguments="[REF] [--dry-run]",
        options=(
            Option(flags=("--dry-run",), name="dry_run", summary="say what would happen"),
        ),
        examples=("%mm_recover", "%mm_recover --dry-run"),
        words="ref",
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
    *COMPARING,
    Verb(
        name="env",
        summary="Show the environment or its lock, how it changed, or build a kernel from it.",
        arguments="[ACTION] [REF] [REF] [-o FILE]",
        options=(
            Option(
                flags=("-o", "--output"), name="output", metavar="FILE",
                summary="write lock or export to a new file",
            ),
            CONSENT,
        ),
        examples=("%mm_env diff", "%mm_env export conda now~3 -o environment.yml"),
        function="environment_of",
        actions=("show", "diff", "lock", "export", "create"),
    ),
    Verb(
        name="data",
        summary="List what was read and written, check it, say how it changed and who used it.",
        arguments="[ACTION] [PATH | REF] [REF]",
        options=(
            Option(
                flags=("--split",), name="split", metavar="NAME",
                summary="track: what it is for, as train",
            ),
            Option(
                flags=("--rows",), name="rows", metavar="ROWS",
                summary="track: which rows are used, as 0:800",
            ),
            Option(flags=("--digest",), name="digest", summary="track: read remote data whole"),
            Option(flags=("--keep",), name="keep", summary="track: keep the bytes themselves"),
            Option(flags=("--dvc",), name="dvc", summary="track: write a .dvc file beside it"),
            Option(
                flags=("--replace",), name="replace", summary="restore: also over another content"
            ),
        ),
        examples=("%mm_data track data/*.csv --split train", "%mm_data used-by data/load.csv"),
        function="data_used",
        actions=("list", "track", "verify", "diff", "used-by", "profile", "restore"),
    ),
    Verb(
        name="reproduce",
        summary="Run a checkpoint anew in an environment built from its lock, and compare.",
        arguments="[REF] [--slice] [--tolerance NUMBER]",
        options=(
            Option(
                flags=("--slice",), name="slice", summary="only the cells that the last one needs"
            ),
            Option(
                flags=("--tolerance",), name="tolerance", metavar="NUMBER",
                summary="relative, for numbers (1e-6)",
            ),
            CONSENT,
        ),
        examples=("%mm_reproduce", "%mm_reproduce baseline --slice"),
        words="ref",
        function="rerun",
    ),
    Verb(
        name="ignore",
        summary="Keep these variables no more: names, or patterns as tmp*. Alone: list them.",
        arguments="[NAME ...]",
        examples=("%mm_ignore token", "%mm_ignore tmp* scratch"),
        words="names",
    ),
    Verb(
        name="keep",
        summary="Keep these variables again; also answers whether a large one is to be kept.",
        arguments="NAME ...",
        examples=("%mm_keep token", "%mm_keep big_frame"),
        words="names",
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

SKIP = Verb(
    name="skip",
    summary="Run the rest of the cell and keep nothing of it; names that it adds are ignored.",
    examples=("%%mm_skip", "%mm_keep token"),
    magic="%%mm_skip",
)

BY_NAME = {verb.name: verb for verb in VERBS}


def overview() -> str:
    """Return the list of verbs."""
    lines = ["%mm VERB ... is the same as %mm_VERB ...", ""]
    lines += [f"  {verb.name:12} {verb.summary}" for verb in VERBS]
    lines.append(f"  {SKIP.magic:12} {SKIP.summary}")
    return "\n".join([*lines, "", "Examples:", "  %mm log acc=0.93", "  %mm checkout --help"])
