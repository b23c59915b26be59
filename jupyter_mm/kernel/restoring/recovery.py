"""What the kernel before this one left: asked once, offered, never taken by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jupyter_mm.domain.checkpoint import Checkpoint
from jupyter_mm.errors import MMError, NotFoundError
from jupyter_mm.kernel.restoring.trust import checkpoint_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jupyter_mm.kernel.keeper import Keeper

FLUSH_S = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """The last state of the notebook's kernel before this one."""

    checkpoint: Checkpoint
    title: str
    variables: int
    lost: int
    size_bytes: int
    ended_at: float

    def as_json(self) -> dict[str, Any]:
        """Return the offer as the page reads it."""
        return {
            "ref": self.checkpoint.id,
            "variables": self.variables,
            "lost": self.lost,
            "bytes": self.size_bytes,
            "at": self.ended_at,
            "title": self.title,
        }


class Recovery:
    """Knows what can be recovered into this session."""

    def __init__(self, keeper: Keeper) -> None:
        """Know nothing yet; `look` asks."""
        self._keeper = keeper
        self.offer: Offer | None = None
        """What was found and not taken yet. Any thread."""
        self.notebook: str | None = None
        """The path on the server, as the page knows it: the kernel's own hint is another one."""

    def look(self) -> bool:
        """Ask the store what can be recovered; tell whether the offer is another one now.

        Any thread but the courier's. Nothing is offered where the store cannot be asked.
        """
        before = self.offer
        try:
            self.offer = self.found()
        except MMError:
            self.offer = None
        return self.offer != before

    def found(self, *, at_any_time: bool = False) -> Offer | None:
        """Return what can be recovered; as long as nothing was done here, or `at_any_time`.

        Raises what the store raises when it cannot be asked.
        """
        keeper = self._keeper
        keeper.courier.flush(FLUSH_S)
        params = {
            "session": keeper.session.id,
            "notebook": self.notebook,
            "any": "true" if at_any_time else None,
        }
        answer = keeper.questions.ask("recoverable", params)
        return offer_of(answer)

    def required(self) -> Offer:
        """Return what can be recovered. Raises NotFoundError when nothing can."""
        found = self.found(at_any_time=True) or self.offer
        if found is None:
            raise NotFoundError(
                "Nothing is kept of a kernel of this notebook before this one.",
                hint="`%mm_history --all` lists every checkpoint; `%mm_recover REF` takes one.",
            )
        return found

    def forget(self) -> None:
        """Offer nothing any more: it was taken, or another checkpoint was."""
        self.offer = None


def offer_of(answer: Mapping[str, Any]) -> Offer | None:
    """Return the offer of the store's answer; None when there is none."""
    if answer.get("checkpoint") is None:
        return None
    return Offer(
        checkpoint=checkpoint_of(answer["checkpoint"]),
        title=str((answer.get("row") or {}).get("title") or ""),
        variables=int(answer["variables"]),
        lost=int(answer["lost"]),
        size_bytes=int(answer["size_bytes"]),
        ended_at=float(answer["ended_at"]),
    )
