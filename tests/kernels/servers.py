"""Real servers for tests: one that speaks S3, one that speaks HTTP."""

from __future__ import annotations

import http.server
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

CONTENT = b"a,b\n1,2\n"
ETAG = '"5e1f"'


@contextmanager
def s3_server() -> Iterator[str]:
    """Run moto's server in a process of its own; give its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        address = f"http://127.0.0.1:{port}"
        try:
            _wait_for(f"{address}/moto-api/")
            yield address
        finally:
            running.terminate()


def _wait_for(address: str) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310  # our own
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(address)


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/moved.csv":
            self.send_response(302)
            self.send_header("Location", "/data.csv?signature=hidden")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        is_there = self.path.startswith("/data.csv")
        self.send_response(200 if is_there else 404)
        self.send_header("ETag", ETAG)
        self.send_header("Content-Length", str(len(CONTENT)))
        self.end_headers()
        self.wfile.write(CONTENT)

    def do_HEAD(self) -> None:
        self.send_response(200)
        self.send_header("ETag", ETAG)
        self.send_header("Content-Length", str(len(CONTENT)))
        self.end_headers()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.do_HEAD()
        self.wfile.write(CONTENT)

    def do_PUT(self) -> None:
        self.do_POST()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def http_server() -> Iterator[str]:
    """Serve `CONTENT` as `data.csv`, with an ETag."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
