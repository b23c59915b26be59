"""What no store can keep, and what to do instead: shown to people before a restore."""

from __future__ import annotations

_FILE = "an open file cannot be kept: open it again"
_DATABASE = "a database connection cannot be kept: connect again"
_SOCKET = "a network connection cannot be kept: connect again"
_TASK = "a running task cannot be kept: start it again"
_PROCESS = "a running process cannot be kept: start it again"
_POOL = "a pool of workers cannot be kept: make it again"
_CODE = "a generator cannot be kept: make a list of it, or make it again"
_CARD = "a handle of the graphics card cannot be kept: make it again"

REASONS = {
    ("builtins", "generator"): _CODE,
    ("builtins", "async_generator"): _CODE,
    ("builtins", "coroutine"): "a coroutine cannot be kept: await it, and keep its result",
    ("builtins", "frame"): "a frame of running code cannot be kept",
    ("builtins", "traceback"): "a traceback cannot be kept: keep its text",
    ("os", "_Environ"): "environment variables are never kept",
    ("io", "IOBase"): _FILE,
    ("_io", "_IOBase"): _FILE,
    ("zipfile", "ZipFile"): _FILE,
    ("tarfile", "TarFile"): _FILE,
    ("mmap", "mmap"): "a file in memory cannot be kept: map it again",
    ("posix", "ScandirIterator"): "a listing in progress cannot be kept: make a list of it",
    ("socket", "socket"): _SOCKET,
    ("_socket", "socket"): _SOCKET,
    ("select", "epoll"): _SOCKET,
    ("selectors", "BaseSelector"): _SOCKET,
    ("http.client", "HTTPConnection"): _SOCKET,
    ("sqlite3", "Connection"): _DATABASE,
    ("sqlite3", "Cursor"): _DATABASE,
    ("sqlite3", "Blob"): _DATABASE,
    ("sqlalchemy.engine.base", "Engine"): "a database engine cannot be kept: make it again",
    ("sqlalchemy.engine.base", "Connection"): _DATABASE,
    ("sqlalchemy.orm.session", "Session"): _DATABASE,
    ("duckdb", "DuckDBPyConnection"): _DATABASE,
    ("_duckdb", "DuckDBPyConnection"): _DATABASE,
    ("psycopg", "Connection"): _DATABASE,
    ("psycopg2.extensions", "connection"): _DATABASE,
    ("h5py._hl.base", "HLObject"): _FILE,
    ("asyncio.futures", "Future"): _TASK,
    ("asyncio.tasks", "Task"): _TASK,
    ("_asyncio", "Future"): _TASK,
    ("_asyncio", "Task"): _TASK,
    ("asyncio.events", "AbstractEventLoop"): "an event loop cannot be kept",
    ("asyncio.events", "Handle"): _TASK,
    ("concurrent.futures._base", "Future"): _TASK,
    ("concurrent.futures._base", "Executor"): _POOL,
    ("multiprocessing.pool", "Pool"): _POOL,
    ("multiprocessing.process", "BaseProcess"): _PROCESS,
    ("multiprocessing.context", "Process"): _PROCESS,
    ("subprocess", "Popen"): _PROCESS,
    ("threading", "Thread"): "a thread cannot be kept: start it again",
    ("_thread", "_local"): "values of one thread cannot be kept",
    ("_queue", "SimpleQueue"): "a SimpleQueue cannot be kept: use queue.Queue",
    ("contextvars", "Context"): "a context of variables cannot be kept",
    ("_contextvars", "Context"): "a context of variables cannot be kept",
    ("contextvars", "ContextVar"): "a context variable cannot be kept: make it again",
    ("_contextvars", "ContextVar"): "a context variable cannot be kept: make it again",
    ("weakref", "ProxyType"): "a weak proxy cannot be kept: keep a weak reference",
    ("weakref", "CallableProxyType"): "a weak proxy cannot be kept: keep a weak reference",
    ("torch", "Stream"): _CARD,
    ("torch", "Event"): _CARD,
    ("torch._C", "_CudaStreamBase"): _CARD,
    ("torch._C", "_CudaEventBase"): _CARD,
    ("torch.cuda.streams", "Stream"): _CARD,
    ("torch.cuda.streams", "Event"): _CARD,
    ("torch.cuda.graphs", "CUDAGraph"): _CARD,
}
"""Module and qualified name of a type or one of its bases -> the reason."""
