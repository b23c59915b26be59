"""How a tornado handler says no: our headers, our error shape, nothing of the request repeated."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from tornado import web

from jupyter_mm.api.problem import reply_to, reply_to_status
from jupyter_mm.core.wire import encode
from jupyter_mm.errors import MMError

LOG = logging.getLogger("jupyter_mm")


class Refused(web.HTTPError):
    """An error of ours on its way through tornado."""

    def __init__(self, error: MMError, status: int | None = None) -> None:
        """Take the error, and its status where that is not the class's own."""
        super().__init__(status or error.status)
        self.error = error


class RefusingHandler(web.RequestHandler):
    """Writes and logs failures; stands before the host's own handler class."""

    serves = ""
    """Names of the operations, for the log."""

    def set_default_headers(self) -> None:
        """Add what every reply of ours carries."""
        super().set_default_headers()
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Content-Type-Options", "nosniff")

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Write the one error shape; it never repeats what the request held."""
        error = kwargs.get("exc_info", (None, None, None))[1]
        if isinstance(error, Refused):
            self.finish(encode(reply_to(error.error)[1]))
        elif isinstance(error, web.HTTPError):
            self.finish(encode(reply_to_status(status_code, HTTPStatus(status_code).phrase)))
        else:
            self.finish(encode(reply_to(error or MMError(""))[1]))

    def log_exception(self, typ: Any, value: Any, tb: Any) -> None:
        """Log only what is a fault of ours, without the request's address or headers."""
        if not isinstance(value, web.HTTPError):
            LOG.error("%s failed", self.serves, exc_info=(typ, value, tb))
