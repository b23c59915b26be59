"""The doors of libraries that read and write objects on servers.

Noted after the answer came, from what it says of itself: nobody is asked again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jupyter_mm.kernel.inputs.naming import version_of, without_credentials
from jupyter_mm.kernel.inputs.seen import READ, WRITE, RemoteUse
from jupyter_mm.kernel.inputs.wrapping import after, after_awaiting, noted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jupyter_mm.kernel.inputs.imports import ImportWatch
    from jupyter_mm.kernel.inputs.watch import InputWatch

Args = tuple[Any, ...]
Kwargs = dict[str, Any]
Taker = Callable[["InputWatch", str, Args, Kwargs, Any], None]

LETTERS = {"GET": READ, "PUT": WRITE}
"""Of the methods of HTTP that move an object; others ask or tell a service something."""

_READS = {"GetObject"}
_WRITES = {"PutObject", "CompleteMultipartUpload", "CopyObject"}
_NOT_REMOTE = {"file", "local", "memory", "zip", "tar", "libarchive", "dir", "reference", "git"}
_NOT_REMOTE |= {"blockcache", "cached", "filecache", "simplecache", "data"}
_HAVE_DOORS = ("botocore", "gcsfs", "azsdk")
"""How clients of object stores name themselves to the servers."""
_VERSIONS = (
    ("VersionId", "version"),
    ("version_id", "version"),
    ("generation", "version"),
    ("ETag", "etag"),
    ("etag", "etag"),
    ("Last-Modified", "modified"),
)


@dataclass(frozen=True, slots=True)
class Door:
    """Methods that talk to a server in the same way."""

    names: str
    taker: Taker
    is_awaited: bool = False

    def wrapper(self, owner: ImportWatch, original: Any, how: str) -> Any:
        """Return what stands in its place."""
        wrap = after_awaiting if self.is_awaited else after
        return wrap(original, noted(owner, self.taker, how))


def _answered(watch: InputWatch, how: str, method: str, uri: str, answer: Any) -> None:
    """Note what an answer of HTTP brought or took."""
    status = getattr(answer, "status_code", None) or getattr(answer, "status", None)
    letter = LETTERS.get(method.upper())
    if letter is None or not isinstance(status, int) or not 200 <= status < 300:  # noqa: PLR2004  # success
        return
    headers = answer.headers
    size = str(headers.get("content-range") or "").rpartition("/")[2]
    size = size or str(headers.get("content-length") or "")
    watch.note_remote(
        RemoteUse(
            without_credentials(uri),
            letter,
            how,
            size_bytes=int(size) if size.isascii() and size.isdigit() else None,
            version=version_of(headers),
        )
    )


def _urllib(watch: InputWatch, how: str, args: Args, kwargs: Kwargs, answer: Any) -> None:
    asked: Any = args[1] if len(args) > 1 else kwargs.get("fullurl")
    given = args[2] if len(args) > 2 else kwargs.get("data")  # noqa: PLR2004  # its place
    is_text = isinstance(asked, str)
    uri = asked if is_text else asked.full_url
    method = "GET" if given is None else "POST"
    is_next = not is_text and asked.unverifiable  # where the first address led: noted by that
    if uri.startswith(("http:", "https:")) and not is_next:
        _answered(watch, how, method if is_text else asked.get_method(), uri, answer)


def _awaited(watch: InputWatch, how: str, args: Args, kwargs: Kwargs, answer: Any) -> None:
    """Note an answer of aiohttp, unless it works for a library that has a door of its own."""
    agent = str((kwargs.get("headers") or {}).get("User-Agent"))
    if not any(name in agent for name in _HAVE_DOORS):
        _requested(watch, how, args, kwargs, answer)


def _requested(watch: InputWatch, how: str, _: Args, __: Kwargs, answer: Any) -> None:
    """Note an answer of requests, httpx or aiohttp, by the address that was asked first."""
    first = answer.history[0] if answer.history else answer
    method = getattr(first, "method", None) or first.request.method
    _answered(watch, how, str(method), str(first.url), answer)


def _file_system(watch: InputWatch, how: str, args: Args, kwargs: Kwargs, opened: Any) -> None:
    """Note a file that fsspec opened, with what it learned by opening it."""
    system, path = args[0], args[1] if len(args) > 1 else kwargs.get("path")
    told = system.protocol
    protocol = told if isinstance(told, str) else told[0]
    if protocol in _NOT_REMOTE or not isinstance(path, str):
        return
    mode = str(args[2] if len(args) > 2 else kwargs.get("mode", "rb"))  # noqa: PLR2004  # its place
    details: Mapping[str, Any] = getattr(opened, "_details", None) or {}
    found = ((label, details.get(name)) for name, label in _VERSIONS)
    version = next((f"{label}:{value}" for label, value in found if value), None)
    size = details.get("size")
    letter = WRITE if any(one in mode for one in "wax") else READ
    uri = without_credentials(system.unstrip_protocol(path))
    library = type(system).__module__.partition(".")[0]
    watch.note_remote(
        RemoteUse(
            uri,
            letter,
            library or how,
            size_bytes=size if type(size) is int else None,
            version=version if letter == READ else None,
        )
    )


def _s3(watch: InputWatch, _: str, args: Args, kwargs: Kwargs, answer: Any) -> None:
    """Note an object that botocore brought or stored."""
    client, operation, given = args[0], args[1], args[2] if len(args) > 2 else kwargs  # noqa: PLR2004  # its place
    if operation not in _READS | _WRITES or client.meta.service_model.service_name != "s3":
        return
    told = {**answer, **answer.get("CopyObjectResult", {})}
    version, tag = told.get("VersionId"), told.get("ETag")
    size = str(told.get("ContentRange") or "").rpartition("/")[2]
    size = size or str(told.get("ContentLength") or "")
    watch.note_remote(
        RemoteUse(
            f"s3://{given['Bucket']}/{given['Key']}",
            READ if operation in _READS else WRITE,
            "s3",
            size_bytes=int(size) if size.isdigit() else None,
            version=f"version:{version}" if version not in {None, "null"} else f"etag:{tag}",
        )
    )


SERVERS: dict[str, tuple[Door, ...]] = {
    "aiobotocore.client": (Door("AioBaseClient._make_api_call", _s3, is_awaited=True),),
    "aiohttp.client": (Door("ClientSession._request", _awaited, is_awaited=True),),
    "botocore.client": (Door("BaseClient._make_api_call", _s3),),
    "fsspec.spec": (Door("AbstractFileSystem.open", _file_system),),
    "httpx": (
        Door("Client.send", _requested),
        Door("AsyncClient.send", _requested, is_awaited=True),
    ),
    "requests.sessions": (Door("Session.request", _requested),),
    "urllib.request": (Door("OpenerDirector.open", _urllib),),
}
