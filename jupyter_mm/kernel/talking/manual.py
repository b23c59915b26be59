"""The page of magics, from the table of verbs.

`python -m jupyter_mm.kernel.talking.manual PATH` writes it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_mm.kernel.talking.verbs import SKIP, VERBS

if TYPE_CHECKING:
    from jupyter_mm.kernel.talking.verb import Verb

INTRODUCTION = """# Magics and functions

Every verb is a line magic, `%mm_VERB`, and a word after `%mm`; `%mm` alone shows how things stand.
`-h`, `--help` and `%mm_VERB?` show help; Tab completes options, variables and references.
References: [references.md](references.md). Filters: [filter.md](filter.md).

The right-hand side of `NAME=VALUE` is an expression; it sees the names of its function.
Brackets and quotes hold blanks together; braces and dollars are not expanded.
A mistake is one line with a hint. Values that cannot be logged raise nothing; each kind is warned
of once.

"""
RESTORING = """## What a restore does

`--dry-run` says it before: what is loaded, what stays in place because it is already right, what is
removed, what cannot come back and why, and which packages or which Python differ from then.

- **All or nothing.** Bytes are verified and values are loaded beside the live ones; then all names
  change at once. An error, damage or an interrupt before that leaves everything as it was.
- **Sharing comes back.** Variables that share state are one group. If one of them is asked for, its
  whole group is read; the others are left as they are, and the report says which.
- **The process.** A whole restore also puts back the state of `random`, `numpy.random` and
  `torch.random`, the working folder, `sys.path`, matplotlib's `rcParams`, and the entries of `Out`.
- **What no store can keep**, as generators, open files and connections, is named with its reason.
  What is in memory under such a name stays. `--recompute NAME` runs the cell that made it again;
  the plan lists what that did outside the kernel, because it does it again. It is refused unless
  all that the cell read is as it was. It gives what the cell made, not what later cells left of it;
  other names that it assigns are put back. If it fails, the restore is taken back.
- **Undo.** The present state is kept first. What cannot be kept stays in memory for `%mm_undo`.

`%mm_recover` restores the last state of this notebook's kernel before this one. Names that are here
already stay. What is damaged is named and left out, so that the rest can come. It needs no server.

"""
SURROUNDINGS = """## Environment, data, and running it again

`%mm_env` shows what the kernel runs under; `%mm_env diff` how that differs from the last other
environment of this session, `%mm_env diff A B` how two checkpoints differ. `lock` and `export`
(`pip`, `uv`, `conda`) give it as text. `create` builds an environment with a kernel of its own.
[environment.md](environment.md) says what a lock holds.

`%mm_data` lists the files, sets of files and remote objects that this session used: recorded by
themselves, see [inputs.md](inputs.md). `verify` reads all of them again; `diff` says how the data
of two checkpoints differ, columns of tables included; `used-by` which executions used a path;
`restore` writes a file again whose bytes were kept.

`%mm_reproduce` rebuilds the environment, checks the data, runs the cells in a clean process and
compares outputs and metrics. [reproduce.md](reproduce.md) says how, and what the verdict means.

"""
FUNCTIONS = """## In Python

`import jupyter_mm as mm` gives the same verbs as functions, in notebooks and in scripts:

```python
mm.log(acc=0.93, step=epoch)
mm.log({"loss": loss})
mm.checkpoint("first good model", tags=["baseline"], pin=True)
mm.history("acc>0.9", count=5)
mm.plan("now~1", "df")
mm.checkout("now~1", "df")
mm.checkout("now~1", recompute=["rows"])
mm.get("now~1", "df")
mm.recover()
mm.undo()
mm.redo()
mm.show("baseline")
mm.ignore("token", "tmp*")
mm.keep("token")
mm.diff("now~3")
mm.diff("baseline", "now", "code", "metrics")
mm.why("acc", "baseline")
mm.runs("acc>0.9", sort="-acc").df
mm.note("scores look too good")
mm.tag("now", "baseline")
mm.pin("now~2")
mm.environment_of("baseline")
mm.environment_diff()
mm.track("data/*.csv", split="train", rows="0:800")
mm.data_used()
mm.data_diff("now~3", "now")
mm.verify_data("baseline")
mm.rerun("baseline", only_needed=True)
mm.pause()
mm.resume()
mm.status()
```

What they give back shows itself as text of 80 columns, as a static table on any page, and in
JupyterLab as a table from which checkpoints open and commands go on.

A script is one execution: it begins with its first call of these, is kept when the process ends,
and has the script's text as its source.
"""


def manual() -> str:
    """Return the page."""
    return (
        INTRODUCTION + "".join(map(_section, (*VERBS, SKIP))) + RESTORING + SURROUNDINGS + FUNCTIONS
    )


def _section(verb: Verb) -> str:
    lines = [f"## `{verb.magic or f'%mm_{verb.name}'}`", "", verb.summary, ""]
    lines += ["```text", verb.usage()]
    if verb.actions:
        lines.append(f"  ACTION: {', '.join(verb.actions)}")
    for option in verb.options:
        flags = ", ".join(option.flags) + (f" {option.metavar}" if option.metavar else "")
        lines.append(f"  {flags:24} {option.summary}")
    lines += ["```", "", "For example:", "", "```text", *verb.examples, "```", "", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(manual(), "utf-8")
