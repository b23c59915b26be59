"""What the tests of the server share: asking our routes, and what came back."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from tornado.httpclient import HTTPResponse

JSON = {"Content-Type": "application/json"}
BASE = "jupyter-mm/api/v1"


class Answer:
    """Status, headers and JSON of a reply, refusals included."""

    def __init__(self, reply: HTTPResponse) -> None:
        self.status = reply.code
        self.headers = reply.headers
        self.text = (reply.body or b"").decode()

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def kind(self) -> str:
        assert set(self.json) == {"error"}, self.text
        assert set(self.json["error"]) == {"kind", "message", "hint"}, self.text
        return str(self.json["error"]["kind"])


Ask = Callable[..., Awaitable[Answer]]
