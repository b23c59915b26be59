"""Tab in our magics: options, variables and references, and nothing else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from jupyter_mm.kernel.talking.verbs import BY_NAME, VERBS

if TYPE_CHECKING:
    from IPython.core.completer import CompletionContext, SimpleMatcherResult

    from jupyter_mm.kernel.keeper import Keeper
    from jupyter_mm.kernel.talking.verb import Verb

_LINE = re.compile(r"\s*%mm(?:_(?P<verb>\w+)|\s+(?P<word>\w+))(?P<rest>\s.*)")
RECENT = 20


class Completions:
    """A matcher for IPython's completer that speaks for our lines alone."""

    def __init__(self, keeper: Keeper) -> None:
        """Complete names and references of this session."""
        self._keeper = keeper

    def attach(self, shell: Any) -> None:
        """Register with the shell's completer."""
        from IPython.core.completer import context_matcher  # noqa: PLC0415  # only a shell has it

        @context_matcher()  # type: ignore[untyped-decorator]  # IPython has no annotation here
        def mm_matcher(context: CompletionContext) -> SimpleMatcherResult:
            return self.complete(context)

        self._matcher = mm_matcher
        shell.Completer.custom_matchers.append(self._matcher)

    def detach(self, shell: Any) -> None:
        """Take the matcher back."""
        shell.Completer.custom_matchers.remove(self._matcher)

    def complete(self, context: CompletionContext) -> SimpleMatcherResult:
        """Return what may stand here, and keep the other matchers out of our lines."""
        from IPython.core.completer import SimpleCompletion  # noqa: PLC0415  # as above

        line = context.full_text.splitlines()[context.cursor_line][: context.cursor_position]
        match = _LINE.fullmatch(line)
        verb = BY_NAME.get(match["verb"] or match["word"]) if match else None
        if match is None or verb is None:
            return {"completions": [], "suppress": False}
        *before, fragment = match["rest"].split(" ")
        found = [
            text for text in self._candidates(verb, before, fragment) if text.startswith(fragment)
        ]
        return {
            "completions": [SimpleCompletion(text, type="param") for text in found],
            "suppress": True,
            "matched_fragment": fragment,
        }

    def _candidates(self, verb: Verb, before: list[str], fragment: str) -> list[str]:
        if fragment.startswith("-"):
            return [flag for option in verb.all_options() for flag in option.flags]
        words = [word for word in before if word and not word.startswith("-")]
        if verb.actions:
            return list(verb.actions) if not words else self._references()
        if verb.words.startswith("ref") and not words:
            return self._references()
        if verb.words.endswith("refs"):
            return self._references() if words or verb.words == "refs" else self._metrics()
        if verb.words.endswith(("names", "values")):
            return self._keeper.names()
        return []

    def _metrics(self) -> list[str]:
        return sorted(self._keeper.metrics.names)

    def _references(self) -> list[str]:
        recent = list(self._keeper.recent)[-RECENT:]
        tags = dict.fromkeys(tag for checkpoint in recent for tag in checkpoint.tags)
        back = [f"now~{steps}" for steps in range(1, min(len(recent), 10))]
        return ["now", *back, *tags, *(checkpoint.id.short for checkpoint in reversed(recent))]


def verb_names() -> list[str]:
    """Return the names of all verbs."""
    return [verb.name for verb in VERBS]
