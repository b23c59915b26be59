"""Cells as they run again."""

import pytest

from jupyter_mm.reproduce.cells import installs, obstacle, runnable


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x = 1\n%mm_log acc=x", "x = 1\n%mm_log acc=x"),
        ("%mm log acc=x", "%mm log acc=x"),
        ("if x:\n    %mm_checkpoint good\n    y = 1", "if x:\n    pass\n    y = 1"),
        ("%mm checkout now~1", "pass"),
        ("%mm_reproduce", "pass"),
        ("%%mm_skip\nx = 1", "\nx = 1"),
        ("%pip install numpy==2\nimport numpy", "pass\nimport numpy"),
        ("!pip install -q numpy", "pass"),
        ("!{sys.executable} -m pip install numpy", "pass"),
        ("%conda install numpy", "pass"),
        ("!uv pip install numpy", "pass"),
        ("%%bash\npip install numpy\necho done", "%%bash\n:\necho done"),
        ("pip_install = 1", "pip_install = 1"),
        ("text = '%mm_checkout'", "text = '%mm_checkout'"),
        ("!pip list", "!pip list"),
    ],
)
def test_a_cell_runs_without_what_moves_or_installs(source: str, expected: str) -> None:
    assert runnable(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        "!pip install a && python train.py",
        "!pip install a; rm -rf out",
        "!pip install a | tee log",
        "%%bash\npip install a; ./run.sh",
        "!pip install a \\\n  b",
    ],
)
def test_a_line_that_installs_and_does_more_cannot_be_left_out(source: str) -> None:
    assert obstacle(source) == "a line installs packages and does more"


def test_what_stands_in_a_text_is_no_magic() -> None:
    source = 'text = """\npip install a; b\n%mm_get now~1 x\n"""'
    assert runnable(source) == source
    assert obstacle(source) is None
    assert not installs(source)


@pytest.mark.parametrize("source", ["%mm_get now~1 x", "%mm get x", "%mm_checkout now~1 x y"])
def test_single_variables_from_elsewhere_cannot_be_run_to(source: str) -> None:
    assert obstacle(f"y = 1\n{source}") is not None


@pytest.mark.parametrize(
    "source", ["%mm_checkout now~1", "%mm_checkout --yes now~1", "%mm_log x=1"]
)
def test_a_whole_checkpoint_is_in_the_line_itself(source: str) -> None:
    assert obstacle(source) is None
