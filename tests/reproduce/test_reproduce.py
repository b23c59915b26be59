"""Cells that ran in a real kernel, run again in another one and compared."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from jupyter_mm.core.verdicts import list_verdicts
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.verdict import Verdict
from jupyter_mm.errors import NeedsConsentError
from jupyter_mm.reproduce.kernel import kernel_variables
from jupyter_mm.reproduce.progress import Progress, Surroundings
from jupyter_mm.reproduce.reproduce import Wanted, reproduce
from jupyter_mm.testing.stores import ACTOR
from tests.reproduce.recording import Study

pytestmark = pytest.mark.timeout(600)
HERE = Path(sys.executable)

TABLE = "name,age\nann,46\nbob,31\n"
LOAD = "import pandas as pd\ntable = pd.read_csv('people.csv')\ntable"
MEAN = "mean = table.age.mean()\nprint('mean age', mean)\n%mm_log mean=mean"
PLOT = "%matplotlib inline\ntable.age.plot.bar(figsize=(3, 2));"


def again(
    study: Study, checkpoint: Digest, steps: list[str] | None = None, **given: Any
) -> Verdict:
    progress = Progress(lambda text, _: (steps if steps is not None else []).append(text))
    wanted = Wanted(**{"python": HERE, **given})
    with study.core() as core:
        surroundings = Surroundings(variables=os.environ, progress=progress)
        return reproduce(core, ACTOR, checkpoint, wanted, surroundings)


def outcomes(verdict: Verdict) -> list[str]:
    return [one.outcome for one in verdict.outputs]


def scratch_folders(study: Study) -> list[Path]:
    return list((study.home / "scratch").iterdir())


def test_what_depends_on_code_and_data_alone_comes_out_again(study: Study) -> None:
    (study.folder / "people.csv").write_text(TABLE)
    checkpoint = study.record(sys.executable, LOAD, MEAN, PLOT)
    steps: list[str] = []
    verdict = again(study, checkpoint, steps)
    assert (verdict.outcome, outcomes(verdict)) == ("same", ["same"] * 3), verdict
    assert [check.kind for check in verdict.data if check.path.endswith("people.csv")] == ["same"]
    assert verdict.packages == ()
    assert "Running cell 3 of 3" in steps
    assert scratch_folders(study) == []


def test_the_verdict_is_kept_with_the_checkpoint(study: Study) -> None:
    checkpoint = study.record(sys.executable, "x = 1\nx")
    verdict = again(study, checkpoint)
    with study.core() as core:
        assert list_verdicts(core, ACTOR, checkpoint).items == (verdict,)
    assert [row.verdict for row in study.rows()] == ["same"]


def test_a_changed_row_is_named_with_the_first_output_that_differs(study: Study) -> None:
    data = study.folder / "people.csv"
    data.write_text(TABLE)
    checkpoint = study.record(sys.executable, LOAD, MEAN)
    data.write_text(TABLE.replace("46", "47"))
    verdict = again(study, checkpoint)
    assert (verdict.outcome, outcomes(verdict)) == ("different", ["different"] * 2)
    assert verdict.summary.startswith("people.csv has changed")
    assert "“0 ann 46” became “0 ann 47”" in verdict.summary
    assert [check.kind for check in verdict.data] == ["changed"]
    assert data.read_text() == TABLE.replace("46", "47")


def test_chance_without_a_seed_is_a_difference_and_with_one_it_is_none(study: Study) -> None:
    draw = "import random\nrandom.random()"
    verdict = again(study, study.record(sys.executable, draw))
    assert verdict.outcome == "different"
    assert verdict.data == ()
    verdict = again(study, study.record(sys.executable, "import random; random.seed(1)", draw))
    assert verdict.outcome == "same"


def test_numbers_within_the_tolerance_are_close(study: Study) -> None:
    jitter = "import os\nprint('loss', 0.5 + int(str(os.getpid())[-4:]) * 1e-12)"
    checkpoint = study.record(sys.executable, jitter)
    verdict = again(study, checkpoint, tolerance=1e-6)
    assert verdict.outcome in {"close", "same"}
    assert again(study, checkpoint, tolerance=0.0).outcome in {"different", "same"}


def test_a_slice_runs_only_what_the_last_cell_depends_on(study: Study) -> None:
    checkpoint = study.record(
        sys.executable, "a = 1\nprint('a')", "b = 2\nprint('b')", "a += 1", "print(a)"
    )
    verdict = again(study, checkpoint, is_slice=True)
    assert (verdict.outcome, verdict.is_slice) == ("same", True)
    assert [one.title for one in verdict.outputs] == ["a", "a", "print(a)"]


def test_data_that_is_gone_makes_it_impossible(study: Study) -> None:
    data = study.folder / "people.csv"
    data.write_text(TABLE)
    checkpoint = study.record(sys.executable, LOAD)
    data.unlink()
    verdict = again(study, checkpoint)
    assert (verdict.outcome, verdict.summary) == ("impossible", f"{data} is gone.")
    assert [check.kind for check in verdict.data] == ["gone"]


def test_files_that_cells_write_and_read_again_stay_in_the_scratch_folder(study: Study) -> None:
    write = "from pathlib import Path\nPath('out.txt').write_text('one')"
    checkpoint = study.record(sys.executable, write, "print(Path('out.txt').read_text())")
    (study.folder / "out.txt").write_text("edited since")
    verdict = again(study, checkpoint)
    assert verdict.outcome == "same", verdict
    assert (study.folder / "out.txt").read_text() == "edited since"


def test_the_working_folder_and_module_beside_the_notebook_are_as_they_were(study: Study) -> None:
    (study.folder / "beside.py").write_text("value = 42\n")
    checkpoint = study.record(
        sys.executable, "import os\nprint(os.getcwd())", "import beside\nbeside.value"
    )
    assert again(study, checkpoint).outcome == "same"


def test_numbers_of_cells_are_as_they_were(study: Study) -> None:
    checkpoint = study.record(sys.executable, "1 / 0", "40", "print(_2 + 2, Out[2])")
    verdict = again(study, checkpoint)
    assert (verdict.outcome, len(verdict.outputs)) == ("same", 2)


def test_a_cell_that_fails_now_ends_the_run(study: Study) -> None:
    (study.folder / "beside.py").write_text("value = 42\n")
    checkpoint = study.record(sys.executable, "import beside", "beside.value", "print(1)")
    (study.folder / "beside.py").write_text("raise RuntimeError('moved')\n")
    verdict = again(study, checkpoint)
    assert (verdict.outcome, outcomes(verdict)) == ("different", ["failed", "skipped", "skipped"])
    assert verdict.summary == "“import beside” failed: RuntimeError: moved"


def test_a_kernel_that_dies_is_told(study: Study) -> None:
    cell = "import os, pathlib\nif pathlib.Path('/proc/self/cwd').resolve().parts[-1] == 'work':\n"
    cell += "    print(1)\nif 'scratch' in os.getcwd(): os._exit(9)"
    checkpoint = study.record(sys.executable, cell, "print(2)")
    verdict = again(study, checkpoint)
    assert (verdict.outcome, outcomes(verdict)) == ("different", ["failed", "skipped"])
    assert verdict.outputs[0].detail == "the kernel died"
    assert scratch_folders(study) == []


def test_without_outputs_there_is_nothing_to_compare(study: Study) -> None:
    checkpoint = study.record(sys.executable, "print(1)", is_seen=False)
    verdict = again(study, checkpoint)
    assert verdict.outcome == "impossible"
    assert "no server saw them" in verdict.outputs[0].detail


def test_logged_values_alone_are_compared(study: Study) -> None:
    checkpoint = study.record(sys.executable, "%mm_log acc=0.5", is_seen=False)
    assert again(study, checkpoint).outcome == "same"


def test_packages_are_not_installed_again(study: Study) -> None:
    install = "%pip install --no-index no-such-package-anywhere"
    checkpoint = study.record(sys.executable, install, f"{install}\nprint(1)", "print(2)")
    verdict = again(study, checkpoint, consent=True)
    assert (verdict.outcome, outcomes(verdict)) == ("same", ["skipped", "skipped", "same"])


def test_writing_elsewhere_needs_consent(study: Study) -> None:
    other = Path.home() / f".jupyter-mm-test-{os.getpid()}"
    try:
        checkpoint = study.record(sys.executable, f"n = open({str(other)!r}, 'w').write('x')")
        other.write_text("mine")
        with pytest.raises(NeedsConsentError) as refused:
            again(study, checkpoint)
        assert refused.value.needs[0].endswith(f"writes {other}.")
        assert other.read_text() == "mine"
        again(study, checkpoint, consent=True)
        assert other.read_text() == "x"
    finally:
        other.unlink(missing_ok=True)


def test_what_a_library_writes_in_its_own_code_needs_consent(study: Study) -> None:
    mine = study.folder.parent / "precious.parquet"
    cell = f"import polars as pl\npl.DataFrame({{'a': [1]}}).write_parquet({str(mine)!r})\nprint(1)"
    checkpoint = study.record(sys.executable, cell)
    mine.write_text("mine")
    with pytest.raises(NeedsConsentError) as refused:
        again(study, checkpoint)
    assert refused.value.needs == (f"The cell “import polars” writes {mine}.",)
    assert mine.read_text() == "mine"


@pytest.mark.parametrize(
    "place", ["folder / 'mine.parquet'", "(os.chdir(folder), 'mine.parquet')[1]"]
)
def test_a_library_is_kept_off_too_where_no_list_could_tell(study: Study, place: str) -> None:
    mine = study.folder / "mine.parquet"
    (study.folder / "where").write_text("|".join(["/", *study.folder.parts[1:]]))
    found = "import os, pathlib\nparts = pathlib.Path('where').read_text().split('|')"
    found += "\nfolder = pathlib.Path(*parts)"
    write = f"import polars as pl\npl.DataFrame({{'a': [1]}}).write_parquet({place})"
    checkpoint = study.record(sys.executable, found, write, "print(1)")
    mine.write_text("mine")
    with pytest.raises(NeedsConsentError) as refused:
        again(study, checkpoint)
    assert refused.value.needs == (f"A cell changes {mine}.",)
    assert mine.read_text() == "mine"


def test_a_cached_result_is_made_again(study: Study) -> None:
    data = study.folder / "in.txt"
    data.write_text("1 2 3")
    cell = (
        "import pathlib\ncache = pathlib.Path('cache.txt')\nif not cache.exists():\n"
        "    numbers = pathlib.Path('in.txt').read_text().split()\n"
        "    n = cache.write_text(str(sum(map(int, numbers))))\nprint(cache.read_text())"
    )
    checkpoint = study.record(sys.executable, cell)
    data.write_text("100 200 300")
    verdict = again(study, checkpoint)
    assert verdict.outcome == "different"
    assert "“6” became “600”" in verdict.summary


def test_variables_of_a_lock_do_not_move_the_kernel(tmp_path: Path) -> None:
    told = {"PATH": "/evil", "JUPYTER_MM_HOME": "/evil", "IPYTHONDIR": "/evil", "TZ": "UTC"}
    made = kernel_variables({"PATH": "/bin"}, tmp_path, tmp_path / "store", HERE, told)
    assert made["PATH"] == f"{HERE.parent}:/bin"
    assert made["JUPYTER_MM_HOME"] == str(tmp_path / "store")
    assert made["TZ"] == "UTC"
    assert "/evil" not in made.values()


def test_what_only_shows_when_it_runs_is_refused_then(study: Study) -> None:
    """The original folder by a path that no cell spells out."""
    mine = study.folder / "mine.txt"
    found = "import pathlib\nfolder = pathlib.Path(*pathlib.Path('where').read_text().split('|'))"
    (study.folder / "where").write_text("|".join(["/", *study.folder.parts[1:]]))
    checkpoint = study.record(sys.executable, found, "n = (folder / 'mine.txt').write_text('new')")
    mine.write_text("mine")
    with pytest.raises(NeedsConsentError) as refused:
        again(study, checkpoint)
    assert refused.value.needs == (f"A cell changes {mine}.",)
    assert mine.read_text() == "mine"
    assert scratch_folders(study) == []


def test_a_stopped_run_leaves_nothing_behind(study: Study) -> None:
    (study.folder / "wait").write_text("0")
    cell = "import time\nprint(1)\ntime.sleep(float(open('wait').read()))"
    checkpoint = study.record(sys.executable, cell)
    (study.folder / "wait").write_text("600")
    words = ("reproduce", checkpoint, "--json", "--python", sys.executable)
    with subprocess.Popen(
        [sys.executable, "-m", "jupyter_mm.cli.main", *words, "--home", study.home],
        stdout=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if "Running cell 1 of 1" in line and kernels_in(study):
                break
        child.send_signal(signal.SIGTERM)
        rest = child.stdout.read()
        assert child.wait(60) == 130
    assert '"verdict"' not in rest
    assert scratch_folders(study) == []
    end = time.monotonic() + 20
    while kernels_in(study) and time.monotonic() < end:
        time.sleep(0.05)
    assert kernels_in(study) == []


def kernels_in(study: Study) -> list[str]:
    """Return the processes whose command line names the scratch folder of a study."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().decode(errors="replace")
        except OSError:
            continue
        if re.search(rf"{re.escape(str(study.home))}/scratch", words):
            found.append(words)
    return found
