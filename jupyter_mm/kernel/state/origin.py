"""Whose code a module, function or class is: the notebook's, the user's own files', a library's."""

from __future__ import annotations

import importlib.util
import site
import sys
import sysconfig
from functools import lru_cache
from typing import Any, Literal

Origin = Literal["notebook", "own", "open", "library"]
"""`notebook`: typed into a cell. `own`: a file of the user, which may hold on to objects of the
notebook. `open`: a library that may do so too. `library`: one that is known not to, or whose
ways of doing so are watched (Matplotlib's figures, logging's handlers)."""

OPENING = frozenset({
    "IPython", "__main__", "_ctypes", "_pickle", "_testcapi", "bdb", "builtins", "cloudpickle",
    "code", "codeop", "contextvars", "copyreg", "ctypes", "dill", "doctest", "gc", "idlelib", "imp",
    "importlib", "inspect", "ipykernel", "marshal", "mmap", "multiprocessing", "pdb", "pickle",
    "pickletools", "pydoc", "rlcompleter", "runpy", "sched", "shelve", "sqlite3", "tkinter",
    "trace", "traceback", "tracemalloc", "turtle", "unittest", "weakref", "xmlrpc",
})  # fmt: skip
"""Modules of Python that lead to any object, or run what only data names."""

KNOWN = frozenset({
    "PIL", "altair", "astropy", "attr", "attrs", "boto3", "botocore", "bs4", "certifi",
    "charset_normalizer", "cv2", "cycler", "dateutil", "geopandas", "google", "httpx", "imageio",
    "ipywidgets", "jinja2", "joblib", "jupyter_mm", "kiwisolver", "lightgbm", "lxml", "matplotlib",
    "matplotlib_inline", "mpl_toolkits", "mpmath", "msgspec", "narwhals", "networkx", "nltk",
    "numba", "numexpr", "numpy", "openpyxl", "orjson", "packaging", "pandas", "patsy", "plotly",
    "polars", "psutil", "pyarrow", "pydantic", "pydantic_core", "pytz", "regex", "requests", "rich",
    "scipy", "seaborn", "shapely", "skimage", "sklearn", "statsmodels", "sympy", "tabulate",
    "threadpoolctl", "tiktoken", "tokenizers", "toolz", "torch", "torchvision", "tqdm",
    "typing_extensions", "tzdata", "tzlocal", "ujson", "urllib3", "xgboost", "xlrd", "xxhash",
    "yaml", "zstandard",
})  # fmt: skip
"""Libraries that change an object of the notebook only when it, or one made with it, is used."""

MADE_IN_C = ("_cython_", "nanobind", "pybind11_builtins")
"""Begin the names of modules that do not exist: base types of extension modules name them."""

STANDARD = sys.stdlib_module_names - OPENING


def origin_of(module: object) -> Origin:
    """Return whose code it is, by the name that functions and classes carry as `__module__`."""
    if type(module) is not str:
        return "own"
    if module == "__main__":
        return "notebook"
    top = module.partition(".")[0]
    if top in STANDARD or top == "builtins" or top.startswith(MADE_IN_C):
        return "library"
    if top in OPENING:
        return "open"
    found = sys.modules.get(top)
    if not is_installed(_file_of(found) if found is not None else _file_found(top)):
        return "own" if top != "jupyter_mm" else "library"
    return "library" if top in KNOWN else "open"


def origin_of_module(module: Any) -> Origin:
    """Return whose code a module is."""
    name = vars(module).get("__name__")
    if type(name) is not str or sys.modules.get(name) is not module:
        return "own"
    return "open" if name in {"__main__", "builtins"} else origin_of(name)


@lru_cache(maxsize=4096)
def is_installed(file: str | None) -> bool:
    """Tell whether a file came with Python or an installed package."""
    return file is not None and file.startswith(_folders())


def _file_of(module: Any) -> str | None:
    known = getattr(module, "__dict__", None)
    if type(known) is not dict:
        return None
    file = known.get("__file__")
    if type(file) is str:
        return file
    places = known.get("__path__")
    try:
        return next(iter(places), None) if places is not None else None
    except Exception:  # noqa: BLE001  # a path of somebody's own making
        return None


def _file_found(top: str) -> str | None:
    """Return where a module that is not loaded yet would come from."""
    try:
        spec = importlib.util.find_spec(top)
    except (ImportError, ValueError, AttributeError):
        return None
    if spec is None:
        return None
    if spec.origin is not None:
        return spec.origin
    return next(iter(spec.submodule_search_locations or ()), None)


@lru_cache(maxsize=1)
def _folders() -> tuple[str, ...]:
    paths = sysconfig.get_paths()
    names = ("purelib", "platlib")
    found = {paths[name] for name in names if name in paths}
    found.update(site.getsitepackages() if hasattr(site, "getsitepackages") else ())
    found.add(site.getusersitepackages())
    found.update(path for path in sys.path if path.endswith(("site-packages", "dist-packages")))
    return tuple(f"{folder.rstrip('/')}/" for folder in found)
