"""Wrapped functions do what they did: same answers, errors, warnings, names and pickles."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
import textwrap
import traceback
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from jupyter_mm.domain.troubles import Troubles
from jupyter_mm.kernel.inputs import InputWatch
from jupyter_mm.kernel.inputs.imports import WATCHED, ImportWatch
from jupyter_mm.kernel.inputs.libraries import LIBRARIES
from jupyter_mm.kernel.inputs.servers import SERVERS
from jupyter_mm.kernel.inputs.wrapping import after, before, before_in_place, noted

if TYPE_CHECKING:
    from collections.abc import Callable


def silent(*_: Any) -> None:
    """Note nothing."""


def sample(path: str, *, mode: str = "r") -> str:
    """Return what it was given."""
    warnings.warn("old", DeprecationWarning, stacklevel=2)
    if mode == "bad":
        raise ValueError(path)
    return f"{path} {mode}"


def test_the_tables_and_the_list_of_modules_agree() -> None:
    assert LIBRARIES.keys() | SERVERS.keys() == WATCHED


@pytest.mark.parametrize("wrap", [before, before_in_place, after])
def test_a_wrapper_answers_like_what_it_wraps(wrap: Callable[..., Any]) -> None:
    call = wrap(sample, silent)
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        assert call("a", mode="w") == "a w"
    assert (call.__name__, call.__doc__) == (sample.__name__, sample.__doc__)
    assert inspect.signature(call) == inspect.signature(sample)
    assert [Path(one.filename).name for one in heard] == [Path(__file__).name]


@pytest.mark.filterwarnings("ignore:old")
@pytest.mark.parametrize("wrap", [before, before_in_place, after])
def test_an_error_comes_through_unchanged(wrap: Callable[..., Any]) -> None:
    with pytest.raises(ValueError, match=r"^a$") as plain:
        sample("a", mode="bad")
    with pytest.raises(ValueError, match=r"^a$") as caught:
        wrap(sample, silent)("a", mode="bad")
    names = [frame.name for frame in traceback.extract_tb(caught.value.__traceback__)]
    assert names[-1] == "sample"
    assert caught.value.__cause__ is None
    # The interpreter keeps an error that a trace function raised in some test before.
    assert caught.value.__context__ is plain.value.__context__


def test_a_failure_of_ours_is_counted_and_not_raised() -> None:
    watch = InputWatch([])
    watch.troubles = Troubles()
    watch.start()

    space: dict[str, Any] = {"__name__": "jupyter_mm.kernel.sample"}
    exec("import shlex\ndef broken(*_): return shlex.split('open quote \"')", space)
    call = before(str.upper, noted(ImportWatch(watch), space["broken"], "x"))
    assert call("a") == "A"
    assert watch.troubles.count == 1


def test_what_the_users_signal_handler_raises_reaches_the_cell() -> None:
    watch = InputWatch([])
    watch.start()

    def handler(*_: Any) -> None:
        raise TimeoutError

    with pytest.raises(TimeoutError):
        before(str.upper, noted(ImportWatch(watch), handler, "x"))("a")


def test_a_library_that_looks_for_its_callers_variables_finds_them() -> None:
    def finds(name: str) -> Any:
        frame = sys._getframe(1)
        return frame.f_locals.get(name, frame.f_globals.get(name))

    known_word = "here"
    assert before_in_place(finds, silent)("known_word") == known_word
    assert before_in_place(finds, silent)("WATCHED") is WATCHED


PROBE = """
import json, pickle, sys
from jupyter_mm.kernel.inputs import InputWatch
from jupyter_mm.kernel.inputs.imports import listen_to_libraries
from jupyter_mm.domain.troubles import Troubles
watch = InputWatch([])
watch.troubles = Troubles()
listen_to_libraries(watch)
watch.start()
{code}
print(json.dumps({{"found": found, "troubles": watch.troubles.count}}))
"""


def probe(code: str) -> Any:
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROBE.format(code=textwrap.dedent(code))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, ""), run.stderr
    told = json.loads(run.stdout)
    assert told["troubles"] == 0
    return told["found"]


def test_wrapped_doors_of_real_libraries_pickle_by_name() -> None:
    code = """
    import duckdb, h5py, polars, pyarrow.csv, pyarrow.parquet, requests
    doors = [duckdb.sql, duckdb.connect, duckdb.DuckDBPyConnection, h5py.File, polars.read_csv,
             polars.DataFrame, polars.DataFrame.write_csv, pyarrow.csv.read_csv,
             pyarrow.memory_map, pyarrow.parquet.read_table, requests.Session.request]
    found = [pickle.loads(pickle.dumps(door)) is door for door in doors]
    """
    assert probe(code) == [True] * 11


def test_the_import_of_a_library_leaves_nothing_behind() -> None:
    code = """
    import importlib.util, polars, h5py._hl.files as files
    found = [
        "exec_module" in vars(polars.__spec__.loader),
        polars.__loader__ is polars.__spec__.loader,
        importlib.util.find_spec("h5py._hl.files").origin == files.__file__,
        importlib.util.find_spec("xgboost.no_such_module") is None,
    ]
    """
    assert probe(code) == [False, True, True, True]


def test_a_library_that_fails_to_import_fails_as_before(tmp_path: Path) -> None:
    (tmp_path / "soundfile.py").write_text("raise OSError('sndfile library not found')")
    code = f"""
    sys.path.insert(0, {str(tmp_path)!r})
    try:
        import soundfile
    except OSError as error:
        found = [str(error), "soundfile" in sys.modules]
    """
    assert probe(code) == ["sndfile library not found", False]


def test_a_library_that_looks_otherwise_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "soundfile.py").write_text("SoundFile = 7\nread = len")
    code = f"""
    sys.path.insert(0, {str(tmp_path)!r})
    import soundfile
    found = [soundfile.SoundFile, soundfile.read is len]
    """
    assert probe(code) == [7, True]


def test_everything_is_put_back_at_the_end() -> None:
    code = """
    import polars, pyarrow
    finder = next(one for one in sys.meta_path if type(one).__name__ == "ImportWatch")
    def marked():
        return [hasattr(one, "__jupyter_mm__") for one in (polars.read_csv, pyarrow.memory_map)]
    before = marked()
    finder.take_back()
    found = before + marked()
    """
    assert probe(code) == [True, True, False, False]


def test_a_second_session_hears_in_place_of_the_first() -> None:
    code = """
    import polars
    other = InputWatch([])
    listen_to_libraries(other)
    other.start()
    watch.start()
    polars.DataFrame({"a": [1]}).write_csv("/dev/null")
    found = [len(one.stop().segments) for one in (watch, other)]
    finders = [one for one in sys.meta_path if type(one).__name__ == "ImportWatch"]
    found.append(len(finders))
    """
    assert probe(code) == [0, 1, 1]
