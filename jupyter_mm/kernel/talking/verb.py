"""One verb: how it is written, what it takes, and its help."""

from __future__ import annotations

from dataclasses import dataclass

from jupyter_mm.kernel.talking.parsing import Option


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
    magic: str = ""
    """How it is written where that is not `%mm_<name>`."""
    words: str = ""
    """What the words are, for completion: `names`, `values`, `ref` or `ref names`."""
    function: str = ""
    """Its name in Python where that is another one; with actions there are more functions."""
    actions: tuple[str, ...] = ()
    """What the first word may be; the first of them where there is none."""

    def all_options(self) -> tuple[Option, ...]:
        """Return the options, help included."""
        return (*self.options, HELP)

    def usage(self) -> str:
        """Return the line that is typed."""
        return f"{self.magic or f'%mm_{self.name}'} {self.arguments}".rstrip()

    def help(self) -> str:
        """Return usage, options and two examples."""
        lines = [self.usage(), "", self.summary, ""]
        if self.actions:
            lines += [f"Actions: {', '.join(self.actions)}", ""]
        lines.append("Options:")
        for option in self.all_options():
            flags = ", ".join(option.flags) + (f" {option.metavar}" if option.metavar else "")
            lines.append(f"  {flags:24} {option.summary}")
        lines += ["", "Examples:", *(f"  {example}" for example in self.examples)]
        return "\n".join(lines)
