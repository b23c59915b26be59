"""The page of magics, from the table of verbs: `python -m jupyter_mm.kernel.manual PATH`."""

from __future__ import annotations

import sys
from pathlib import Path

from jupyter_mm.kernel.verbs import VERBS, Verb

INTRODUCTION = """# Magics and functions

Every verb is a line magic, `%mm_VERB`, and a word after `%mm`; `%mm` alone shows how things stand.
`-h`, `--help` and `%mm_VERB?` show help; Tab completes options, variables and references.
References: [references.md](references.md). Filters: [filter.md](filter.md).

The right-hand side of `NAME=VALUE` is an expression; it sees the names of its function.
Brackets and quotes hold blanks together; braces and dollars are not expanded.
A mistake is one line with a hint. Values that cannot be logged raise nothing; each kind is warned
of once.

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
mm.undo()
mm.redo()
mm.show("baseline")
mm.pause()
mm.resume()
mm.status()
```

A script is one execution: it begins with its first call of these, is kept when the process ends,
and has the script's text as its source.
"""


def manual() -> str:
    """Return the page."""
    return INTRODUCTION + "".join(map(_section, VERBS)) + FUNCTIONS


def _section(verb: Verb) -> str:
    lines = [f"## `%mm_{verb.name}`", "", verb.summary, ""]
    lines += ["```text", f"%mm_{verb.name} {verb.arguments}".rstrip()]
    for option in verb.options:
        flags = ", ".join(option.flags) + (f" {option.metavar}" if option.metavar else "")
        lines.append(f"  {flags:24} {option.summary}")
    lines += ["```", "", "For example:", "", "```text", *verb.examples, "```", "", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(manual(), "utf-8")
