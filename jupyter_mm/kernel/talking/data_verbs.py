"""`%mm_data`: what executions read and wrote, whether it still is the same, and how it changed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_mm.domain.canonical import plain
from jupyter_mm.errors import ConflictError, InvalidError, NotFoundError
from jupyter_mm.kernel.talking.tables import TableView

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jupyter_mm.domain.data import DataRef
    from jupyter_mm.kernel.keeper import Keeper

SHORT = 10
MARKS = {"same": "✔", "changed": "✖", "gone": "✖", "unreadable": "✖"}


class DataVerbs:
    """What `%mm_data` and `mm.data_...` do in one session."""

    def __init__(self, keeper: Keeper) -> None:
        """Ask for this session."""
        self._keeper = keeper

    def listed(self, ref: str | None = None) -> TableView:
        """Return the data of this session, or of what led to a checkpoint."""
        found = self._ask("list_data", ref=ref)
        rows = tuple(
            (one["ref"]["mode"], near(one["ref"]["path"]), size_of(one["ref"]), one["now"],
             (one["ref"]["digest"] or one["ref"]["version"] or one["ref"]["reason"] or "")[:SHORT])
            for one in found["items"]
        )  # fmt: skip
        caption = f"{len(rows)} of {found['total']} files, sets and remote objects"
        return TableView(caption, ("mode", "path", "size", "now", "digest"), rows)

    def track(
        self,
        *targets: str,
        split: str | None = None,
        rows: str | None = None,
        digest: bool = False,
        keep: bool = False,
        dvc: bool = False,
    ) -> TableView:
        """Record data with the present execution, and say what it is for.

        Raises ConflictError where no cell runs, NotFoundError where there is no file.
        """
        from jupyter_mm.data.digests import Digests  # noqa: PLC0415  # seldom asked for
        from jupyter_mm.kernel.inputs.explicit import track  # noqa: PLC0415  # as above

        keeper = self._keeper
        if keeper.running is None:
            raise ConflictError("No cell is running that reads data.", hint="Is capture paused?")
        if not targets:
            raise InvalidError("Which data?", hint="Try %mm_data track data/*.csv")
        digests = Digests(keeper.settings.home, limit_bytes=keeper.settings.digest_limit_bytes)
        refs = [
            ref
            for target in targets
            for ref in track(keeper.inputs, digests, target, split=split, rows=rows, digest=digest)
        ]
        single = [ref for ref in refs if ref.files is None and "://" not in ref.path]
        notes = [_dvc_note(ref.path) for ref in single] if dvc else []
        if keep:
            limit = keeper.settings.keep_limit_bytes
            fitting = [ref.path for ref in single if (ref.size_bytes or 0) <= limit]
            keeper.courier.wishes.keep_paths.update(fitting)
            notes += _not_kept(refs, fitting, limit)
        table = tuple((near(one.path), size_of(plain(one)), one.label or "") for one in refs)
        return TableView(f"{len(refs)} tracked", ("path", "size", "for"), table, tuple(notes))

    def verify(self, ref: str | None = None) -> TableView:
        """Read all data of a checkpoint again and compare its digests."""
        checks = self._ask("verify_data", ref=ref or "now")["checks"]
        rows = tuple(
            (MARKS.get(one["kind"], "?"), near(one["path"]), one["kind"], one["detail"])
            for one in checks
        )
        same = sum(one["kind"] == "same" for one in checks)
        return TableView(f"{same} of {len(checks)} are the same", ("", "path", "", "what"), rows)

    def difference(self, before: str = "now~1", after: str = "now") -> TableView:
        """Return how the data of two checkpoints differ."""
        found = self._ask("compare_data", before=before, after=after)
        rows = tuple(
            (one["kind"], near(one["path"]), " · ".join(one["lines"])) for one in found["changes"]
        )
        caption = f"{len(rows)} changed, {found['same']} the same"
        return TableView(caption, ("", "path", "how"), rows)

    def used_by(self, path: str) -> TableView:
        """Return the executions that read or wrote a path, in all notebooks."""
        found = self._keeper.questions.ask("list_data", {"path": resolved(path)})
        rows = tuple(
            (one["execution"][:SHORT], one["ref"]["mode"], one["notebook"] or "",
             one["title"], (one["ref"]["digest"] or "")[:SHORT])
            for one in found["items"]
        )  # fmt: skip
        header = ("execution", "mode", "notebook", "title", "digest")
        return TableView(f"{near(resolved(path))}: {found['total']} executions", header, rows)

    def profile(self, what: str) -> TableView:
        """Return rows and columns of a frame in memory, or of a file that a cell read."""
        if what in self._keeper.namespace:
            from jupyter_mm.data.frames import frame_profile  # noqa: PLC0415  # as above

            found: Any = plain(frame_profile(self._keeper.namespace[what]))
        else:
            found = self._ask_file(what)
        rows = tuple(_column(one, found["looked_at"]) for one in found["columns"])
        header = ("column", "type", "missing", "range", "mean or common")
        return TableView(f"{what}: {found['rows']:,} rows", header, rows)

    def restore(self, path: str, ref: str | None = None, *, may_replace: bool = False) -> TableView:
        """Write a file again as it was at a checkpoint; only where its bytes were kept too.

        Raises NotFoundError where they were not, ConflictError where the file is there with another
        content, unless it may be replaced.
        """
        from jupyter_mm.data.keeping import restore  # noqa: PLC0415  # seldom asked for
        from jupyter_mm.kernel.restoring.trust import content_of  # noqa: PLC0415  # as above

        blobs = self._keeper.courier.blobs
        items = self._ask("list_data", ref=ref or "now", path=resolved(path))["items"]
        kept = [one["ref"]["kept"] for one in items if one["ref"]["kept"]]
        if not kept or blobs is None:
            raise NotFoundError(
                f"The bytes of {near(path)} were not kept.",
                hint="%mm_data track PATH --keep keeps them from now on.",
            )
        target = Path(resolved(path))
        restore(blobs, content_of(kept[0]), target, may_replace=may_replace)
        return TableView(f"{near(resolved(path))} is as it was.", ("",), ())

    def _ask_file(self, path: str) -> Any:
        items = self._ask("list_data", path=resolved(path), session=None)["items"]
        digests = [one["ref"]["digest"] for one in items if one["has_profile"]]
        if not digests:
            raise NotFoundError(
                f"There is no profile of {near(path)}.",
                hint="Tables that a cell reads get one in the background; or name a frame.",
            )
        return self._keeper.questions.ask("data_profile", {"digest": digests[0]})

    def _ask(self, name: str, **params: Any) -> Any:
        return self._keeper.questions.ask(name, {"session": self._keeper.session.id, **params})


def _not_kept(refs: Sequence[DataRef], fitting: list[str], limit: int) -> list[str]:
    """Return a line for each thing whose bytes are not kept."""
    return [
        f"{near(ref.path)} itself is not kept: only single files of at most {limit >> 20} MiB are"
        for ref in refs
        if ref.path not in fitting
    ]


def _dvc_note(path: str) -> str:
    from jupyter_mm.data.dvc import write_dvc  # noqa: PLC0415  # seldom asked for

    written = write_dvc(path)
    return f"wrote {near(str(written))}" if written else f"{near(path)} could not be read for DVC"


def resolved(path: str) -> str:
    """Return an absolute path; a URI as it is. Raises InvalidError for nothing."""
    if not path:
        raise InvalidError("Which path?", hint="Try %mm_data used-by data/load.csv")
    return path if "://" in path else str(Path(path).expanduser().absolute())


def near(path: str) -> str:
    """Return a path as people write it here: relative below the working folder."""
    if "://" in path:
        return path
    try:
        return str(Path(path).relative_to(Path.cwd()))
    except (ValueError, OSError):
        home = os.path.expanduser("~")  # noqa: PTH111  # Path.home fails where there is none
        return f"~{path[len(home) :]}" if path.startswith(f"{home}/") else path


def size_of(ref: Any) -> str:
    """Return the size of data as people read it, with the number of files of a set."""
    value, units = float(ref["size_bytes"] or 0), ["B", "kB", "MB", "GB", "TB"]
    while value >= 1000 and len(units) > 1:  # noqa: PLR2004  # decimal units
        value, units = value / 1000, units[1:]
    text = f"{value:.0f} B" if units[0] == "B" else f"{value:.1f} {units[0]}"
    return text if ref["files"] is None else f"{ref['files']} files, {text}"


def _column(one: Mapping[str, Any], rows: int) -> tuple[str, ...]:
    missing = f"{one['nulls'] / rows:.1%}" if one["nulls"] and rows else ""
    low, high = (_short(one[name]) for name in ("minimum", "maximum"))
    common = ", ".join(f"{value['value']} ({value['count']})" for value in one["common"])
    mean = "" if one["mean"] is None else _short(one["mean"])
    return one["name"], one["type"], missing, f"{low} … {high}" if low else "", mean or common


def _short(value: float | str | None) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str("" if value is None else value)
