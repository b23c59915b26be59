"""One row of the table of operations."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from jupyter_mm.core.policy import Scope
from jupyter_mm.errors import StoreUnavailableError


@dataclass(frozen=True, slots=True)
class Operation:
    """One verb of the product as it is offered over any transport.

    `function(core, actor, *path_values, request?, **query)` does the work.
    """

    name: str
    method: str
    path: str
    """Below `BASE`; `{name}` stands for one segment."""
    request: type | None
    """Of the body, or for GET of the query string."""
    response: type
    function: Callable[..., Any]
    scope: Scope
    summary: str
    writes: bool = False
    query: tuple[str, ...] = ()
    """Optional parameters of text; a name with `!` at its end is required."""
    when_unavailable: Callable[[StoreUnavailableError], Any] | None = None
    """What to answer when the store cannot be opened; None to fail."""

    @property
    def path_names(self) -> tuple[str, ...]:
        """The names in the path, in order."""
        return tuple(re.findall(r"{(\w+)}", self.path))

    @property
    def query_names(self) -> tuple[str, ...]:
        """The plain query parameters, without marks."""
        return tuple(name.rstrip("!") for name in self.query)

    @property
    def has_body(self) -> bool:
        """Whether a request carries a JSON object."""
        return self.method == "POST" and self.request is not None
