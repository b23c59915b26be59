"""`%mm`, `%mm_log`, `%mm_checkout` and the others: lines to verbs, errors to one line."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from IPython.core.error import UsageError
from IPython.core.magic import Magics, magics_class, no_var_expand

from jupyter_mm.domain.words import split
from jupyter_mm.errors import InvalidError, MMError
from jupyter_mm.kernel.talking.comparing_table import COMPARING
from jupyter_mm.kernel.talking.completion import Completions
from jupyter_mm.kernel.talking.parsing import Line, assignment, parsed, plain, rows
from jupyter_mm.kernel.talking.verb import Text, Verb
from jupyter_mm.kernel.talking.verbs import BY_NAME, SKIP, VERBS, overview

if TYPE_CHECKING:
    from collections.abc import Callable

    from IPython.core.interactiveshell import InteractiveShell

    from jupyter_mm.kernel.hooks import Hooks
    from jupyter_mm.kernel.keeper import Keeper
    from jupyter_mm.kernel.talking.comm import Page
    from jupyter_mm.kernel.talking.desk import Desk

Scope = dict[str, Any]


@magics_class
class MMMagics(Magics):
    """The magics of one session; also where the session is found again."""

    def __init__(self, shell: InteractiveShell, keeper: Keeper, page: Page) -> None:
        """Offer every verb of the table as `%mm_<verb>` and `%mm <verb>`."""
        super().__init__(shell)
        self.keeper = keeper
        self._shell: Any = shell
        self._page = page
        self._hooks: Hooks | None = None
        self._completions = Completions(keeper)
        self.magics["line"] = {f"mm_{verb.name}": self._line_magic(verb) for verb in VERBS}
        self.magics["line"]["mm"] = self._dispatcher()
        self.magics["cell"] = {"mm_skip": self._skip_magic()}

    @cached_property
    def desk(self) -> Desk:
        """The verbs; loaded with the first one."""
        from jupyter_mm.kernel.talking.desk import Desk  # noqa: PLC0415  # as said

        return Desk(self.keeper, self._page.restorer)

    @property
    def is_attached(self) -> bool:
        """Tell whether the session is being kept."""
        return self._hooks is not None

    def attach(self, hooks: Hooks) -> None:
        """Begin: the page may call, Tab completes."""
        self._hooks = hooks
        self._page.attach(self.shell)
        self._completions.attach(self.shell)

    def detach(self) -> None:
        """End what `attach` began."""
        if self._hooks is not None:
            self._hooks.detach()
            self._page.detach(self.shell)
            self._completions.detach(self.shell)
            self._hooks = None

    def _line_magic(self, verb: Verb) -> Callable[..., Any]:
        def run(line: str, local_ns: Scope | None = None) -> Any:
            return self._run(verb, line, local_ns or {})

        run.__doc__ = verb.help()
        run.__name__ = f"mm_{verb.name}"
        run.needs_local_scope = True  # type: ignore[attr-defined]  # how IPython is told
        return no_var_expand(run)

    def _skip_magic(self) -> Callable[..., Any]:
        def run(_line: str, cell: str) -> None:
            self._skip(cell)

        run.__doc__ = SKIP.help()
        run.__name__ = "mm_skip"
        return no_var_expand(run)

    def _dispatcher(self) -> Callable[..., Any]:
        def mm(line: str, local_ns: Scope | None = None) -> Any:
            words = split(line)
            if not words:
                return self.desk.status()
            if words[0] in {"-h", "--help"}:
                return Text(overview())
            verb = BY_NAME.get(words[0])
            if verb is None:
                raise UsageError(f"There is no verb {words[0]!r}. `%mm --help` lists them.")
            return self._run(verb, line.strip()[len(words[0]) :], local_ns or {})

        mm.__doc__ = overview()
        mm.needs_local_scope = True  # type: ignore[attr-defined]  # how IPython is told
        return no_var_expand(mm)

    def _run(self, verb: Verb, line: str, scope: Scope) -> Any:
        """Run a verb; our errors become one line with a hint."""
        try:
            said = parsed(line, verb.all_options())
            if said.has("help"):
                return Text(verb.help())
            if verb in COMPARING:
                from jupyter_mm.kernel.talking.comparing_lines import act  # noqa: PLC0415  # seldom

                return act(verb.name, self.desk.comparing, said)
            return getattr(self, f"_{verb.name}")(said, scope)
        except MMError as error:
            raise UsageError(f"{error.message} {error.hint}") from None

    def _log(self, said: Line, scope: Scope) -> None:
        if not said.words:
            raise InvalidError("Nothing to log.", hint="Try %mm_log acc=0.93")
        pairs = [assignment(word) for word in said.words]
        step = said.one("step")
        values = {name: self._value(expression, scope) for name, expression in pairs}
        self.keeper.metrics.add(values, None if step is None else self._value(step, scope))

    def _value(self, expression: str, scope: Scope) -> Any:
        try:
            code = compile(expression, "<%mm_log>", "eval")
        except SyntaxError as error:
            raise InvalidError(
                f"{expression!r} is not an expression.", hint="Write NAME=EXPRESSION."
            ) from error
        try:
            return eval(code, self.keeper.namespace, scope)  # noqa: S307  # the user's own code
        except NameError as error:
            raise InvalidError(f"{error}.", hint="Assign it first, or log NAME=VALUE.") from error

    def _checkpoint(self, said: Line, _scope: Scope) -> Any:
        return self.desk.checkpoint(
            said.one("message") or _joined(said.words),
            tags=said.options.get("tag", ()),
            pin=said.has("pin"),
        )

    def _history(self, said: Line, _scope: Scope) -> Any:
        count = rows(said.one("count"))
        where = " ".join(filter(None, [said.one("where"), _joined(said.words)]))
        return self.desk.history(where, count=count, everything=said.has("all"))

    def _checkout(self, said: Line, _scope: Scope) -> Any:
        if not said.words:
            raise InvalidError("Which checkpoint?", hint="Try %mm_checkout now~1")
        ref, *names = [plain(word) for word in said.words]
        if said.has("dry_run"):
            return self.desk.plan(ref, names)
        return self.desk.checkout(ref, names, said.options.get("recompute", ()))

    def _get(self, said: Line, _scope: Scope) -> Any:
        words = [plain(word) for word in said.words]
        if len(words) == 4 and words[2] == "as":  # noqa: PLR2004  # REF NAME as OTHER
            return self.desk.get(words[0], words[1], words[3])
        if len(words) != 2:  # noqa: PLR2004  # REF NAME
            raise InvalidError("Which value?", hint="Try %mm_get now~1 df as old_df")
        return self.desk.get(*words)

    def _recover(self, said: Line, _scope: Scope) -> Any:
        ref = _joined(said.words)
        return self.desk.recovery_plan(ref) if said.has("dry_run") else self.desk.recover(ref)

    def _env(self, said: Line, _scope: Scope) -> Any:
        action, words = self._action(BY_NAME["env"], said)
        return self.desk.environment(
            action, words, said.one("output"), is_agreed=said.has("consent")
        )

    def _data(self, said: Line, _scope: Scope) -> Any:
        action, words = self._action(BY_NAME["data"], said)
        if action == "track":
            return self.desk.track(
                *words,
                split=said.one("split"),
                rows=said.one("rows"),
                digest=said.has("digest"),
                keep=said.has("keep"),
                dvc=said.has("dvc"),
            )
        return self.desk.data(action, words, may_replace=said.has("replace"))

    def _reproduce(self, said: Line, _scope: Scope) -> Any:
        return self.desk.reproduce(
            _joined(said.words) or "now",
            is_slice=said.has("slice"),
            tolerance=said.one("tolerance"),
            is_agreed=said.has("consent"),
        )

    def _action(self, verb: Verb, said: Line) -> tuple[str, list[str]]:
        words = [plain(word) for word in said.words] or [verb.actions[0]]
        if words[0] not in verb.actions:
            hint = f"Try {', '.join(verb.actions)}."
            raise InvalidError(f"{words[0]!r} is nothing that {verb.usage()} does.", hint=hint)
        return words[0], words[1:]

    def _ignore(self, said: Line, _scope: Scope) -> Any:
        return self.desk.ignore([plain(word) for word in said.words])

    def _keep(self, said: Line, _scope: Scope) -> Any:
        return self.desk.keep([plain(word) for word in said.words])

    def _skip(self, cell: str) -> None:
        """Run a cell of which nothing is kept. What it prints and how it fails, the shell shows."""
        keeper, before = self.keeper, set(self.keeper.names())
        if keeper.running is not None:
            keeper.running.is_skipped = True
        result = self._shell.run_cell(cell, store_history=False)
        added = [name for name in keeper.names() if name not in before]
        if added:
            self.desk.ignore(added)
        if not result.success:
            raise UsageError("The cell failed; nothing of it is kept.")

    def _undo(self, _said: Line, _scope: Scope) -> Any:
        return self.desk.undo()

    def _redo(self, _said: Line, _scope: Scope) -> Any:
        return self.desk.redo()

    def _show(self, said: Line, _scope: Scope) -> Any:
        return self.desk.show(_joined(said.words) or "now")

    def _pause(self, _said: Line, _scope: Scope) -> Any:
        return self.desk.pause(is_paused=True)

    def _resume(self, _said: Line, _scope: Scope) -> Any:
        return self.desk.pause(is_paused=False)


def _joined(words: list[str]) -> str | None:
    return " ".join(plain(word) for word in words) or None
