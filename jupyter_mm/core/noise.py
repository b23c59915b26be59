"""What differs between two runs though nothing did.

`cleaned` takes away what surely says nothing: colours, where a value lies in memory, folders of
the installation, the clock of a progress bar. `masked` also hides what most likely
says nothing: durations, times of day, ids. Two texts that only agree when masked are not the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

AROUND_S = 120.0
"""A time this near to the run of its cell is taken for the clock's."""

# A picture may be in the text, as megabytes of base64 on one line: no pattern starts anew at each
# of its characters or goes back over all of them.
_ANSI = re.compile(r"\x1b\[[0-9;?]*+[ -/]*+[@-~]|\x1b\][^\x07\x1b\n]*+(?:\x07|\x1b\\)")
_LIES_AT = re.compile(r"(?<= at )0x[0-9a-fA-F]{6,16}\b")
_KERNEL_FILE = re.compile(r"/ipykernel_\d++/\d++\.py")
_PACKAGES = re.compile(
    r"(?:/lib/python3\.\d++)?+/((?:site|dist)-packages)(?=/)|/(lib/python3\.\d++)(?=/)"
)
_NO_PATH = " \t\n\r\f\v'\""

_BAR = re.compile(r"%\|[^|]*+\| *+[\d.]++\w*+/[\d.?]++\w*+ \[|(?<!\d)\d++/\d++ \[=++>?\.*+\]|━{3}")
"""Of tqdm, of older Keras, of Keras and rich."""
_BAR_CLOCK = re.compile(
    r"\[[\d:?]++<[\d:?]++,\s*+[\d.?]++\s*+\w+/\w+"
    r"|(?<![\w.])[\d.]++\s*+(?:[µμ]s|us|ms|s)(?:/(?:step|it|epoch|batch))?(?![\w.])"
    r"|(?<![\w.:])-?\d++:\d\d(?::\d\d)?(?![\w.:])|(?<![\w.])[\d.]++\s*+(?:it|step)s?/s"
)

_DURATION = re.compile(
    r"(?<![\w.])\d+(?:\.\d+)?(?:e-?\d+)?\s*"
    r"(?:ns|[µμ]s|us|ms|s|sec|secs|seconds?|min|minutes?|h|hours?)(?:/\w+)?(?![\w.])"
    r"|(?<![\w.])\d+(?:\.\d+)?\s*(?:it|steps?|batch(?:es)?)/s"
    r"|(?<![\w.])\d+:\d\d(?::\d\d)?(?:\.\d+)?(?!\w)"
)
_TIMED = re.compile(
    r"\b(?:wall|cpu|total|elapsed|fit|run|running|execution|processing|training)[ _-]?times?\b"
    r"|\btime taken\b|\btook\b|\belapsed\b|\bper loop\b|\beta\b|it/s|/step|/epoch|\bduration\b"
    r"|\b(?:finished|done|completed|loaded|trained) in\b",
    re.IGNORECASE,
)
"""Lines in which a number with a unit of time may be one that was measured."""
_MOMENT = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)[T ](?P<time>\d\d:\d\d(?::\d\d)?)(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?"
)
_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{9,16}\b")
_UUID = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
_PROCESS = re.compile(r"\b(pid[ =:]*)\d+", re.IGNORECASE)
_TEMPORARY = re.compile(r"(?<=/)tmp[a-z0-9_]{8}(?![\w])")

_MARKUP = re.compile(
    r"(<style\b[^<]*+(?:<(?!/?style\b)[^<]*+)*+</style>"
    r"|<script\b[^<]*+(?:<(?!/?script\b)[^<]*+)*+</script>|<[^<>]*+>)",
    re.IGNORECASE,
)
_ID = re.compile(r"\bid=[\"']([^\"']+)[\"']")
_WORD = re.compile(r"[\w:.-]+")
_SVG_DATE = re.compile(r"<dc:date>[^<]*+</dc:date>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """When and where a cell ran."""

    started_at: float
    ended_at: float
    root: str = ""
    """A folder that stands for `/`, so that paths in it are those of the original."""


def cleaned(text: str, setting: Setting) -> str:
    """Return a text without what surely says nothing."""
    text = _ANSI.sub("", text)
    if setting.root:
        text = text.replace(setting.root, "")
    text = _without_folders(_PACKAGES, "<python>/", _without_folders(_KERNEL_FILE, "<cell>", text))
    text = _LIES_AT.sub("<address>", text)
    return "\n".join(_line(line) for line in text.split("\n"))


def masked(text: str, setting: Setting) -> str:
    """Return a cleaned text with marks in the place of what most likely says nothing."""
    text = _UUID.sub("<id>", _ADDRESS.sub("<address>", text))
    text = _PROCESS.sub(r"\1<pid>", _TEMPORARY.sub("<temporary>", text))
    text = _MOMENT.sub(lambda found: _moment(found, setting), text)
    return "\n".join(
        _DURATION.sub("<duration>", line) if _TIMED.search(line) else line
        for line in text.split("\n")
    )


def numbered(markup: str) -> str:
    """Return HTML or SVG whose ids are numbers in the order in which they come.

    Drawing libraries make ids up. Only tags, styles and scripts are touched, never what is read.
    """
    names = dict.fromkeys(_ID.findall(markup))
    numbers = {name: f"id{number}" for number, name in enumerate(names)}
    parts = _MARKUP.split(_SVG_DATE.sub("", markup))
    parts[1::2] = [
        _WORD.sub(lambda found: numbers.get(found[0], found[0]), part) for part in parts[1::2]
    ]
    return "".join(parts)


def _without_folders(pattern: re.Pattern[str], mark: str, text: str) -> str:
    """Return a text with a mark in the place of paths up to what the pattern finds in them."""
    parts, done = [], 0
    for found in pattern.finditer(text):
        begin = 1 + max(text.rfind(one, done, found.start()) for one in _NO_PATH)
        begin = text.find("/", max(begin, done), found.end())
        parts += [text[done:begin], mark, *filter(None, found.groups())]
        done = found.end()
    return "".join([*parts, text[done:]])


def _line(line: str) -> str:
    """Return what is seen of a line at last; of a bar without its clock."""
    shown: list[str] = []
    for part in line.split("\r"):
        shown[: len(part)] = part  # what is shorter leaves the end of what was there before
    seen = "".join(shown).rstrip()
    return _BAR_CLOCK.sub("<clock>", seen) if _BAR.search(seen) else seen


def _moment(found: re.Match[str], setting: Setting) -> str:
    """Return a mark for a time that lies in the run of the cell, in UTC or on this clock."""
    try:
        told = datetime.fromisoformat(f"{found['day']}T{found['time']}")
    except ValueError:
        return found[0]
    here = (told.replace(tzinfo=UTC).timestamp(), told.astimezone().timestamp())
    first, last = setting.started_at - AROUND_S, setting.ended_at + AROUND_S
    return "<now>" if any(first <= one <= last for one in here) else found[0]
