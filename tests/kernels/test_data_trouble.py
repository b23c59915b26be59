"""Data that moves while it is used: a record says so, and never holds another content's digest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jupyter_mm.blobs.digest import digest_of
from tests.kernels.kept import manifest, records

if TYPE_CHECKING:
    from tests.kernels.live import LiveKernel


def inputs(kernel: LiveKernel, number: int = -1) -> list[tuple[str, str, str]]:
    """Return name, mode, and digest or reason of what the n-th execution used."""
    kernel.settle()
    found: list[dict[str, Any]] = manifest(kernel.home, records(kernel.home, "capture")[number])[
        "inputs"
    ]
    root = f"{kernel.home.parent}/"
    return [(one["path"].removeprefix(root), one["mode"], one["digest"] or one["reason"])
            for one in found]  # fmt: skip


def test_cells_that_write_one_file_again_and_again_never_get_each_others_digest(
    kernel: LiveKernel,
) -> None:
    sent = [kernel.send(f"_ = open('out.txt', 'w').write('{n:04d}' * 500)") for n in range(12)]
    for message in sent:
        assert kernel.wait(message).status == "ok"
    own = [digest_of(f"{n:04d}".encode() * 500) for n in range(12)]
    told = [inputs(kernel, n) for n in range(12)]
    for digest, found in zip(own, told, strict=True):
        ((name, mode, said),) = found
        assert (name, mode) == ("out.txt", "w")
        assert said in {digest, "changed before its digest was taken"}
    assert told[-1] == [("out.txt", "w", own[-1])]


def test_a_file_that_a_thread_changes_while_it_is_read_is_in_doubt(kernel: LiveKernel) -> None:
    kernel.ok("_ = open('data.csv', 'w').write('a,b')")
    kernel.ok(
        "import subprocess, sys, time\n"
        "file = open('data.csv')\n"
        "time.sleep(0.1)\n"
        "code = \"open('data.csv', 'a').write('more')\"\n"
        "_ = subprocess.run([sys.executable, '-c', code], check=True)\n"
        "_ = file.read()"
    )
    assert inputs(kernel) == [("data.csv", "r", "changed while it was read")]


def test_relative_paths_follow_the_working_folder(kernel: LiveKernel) -> None:
    kernel.ok("import os; os.mkdir('inner'); _ = open('inner/data.csv', 'w').write('a')")
    kernel.ok("%cd inner")
    kernel.ok("_ = open('data.csv').read(); os.chdir('..'); _ = open('inner/data.csv').read()")
    assert inputs(kernel) == [("inner/data.csv", "r", digest_of(b"a"))]


def test_a_cell_whose_working_folder_is_gone_works_as_without_us(kernel: LiveKernel) -> None:
    home = str(kernel.home.parent)
    kernel.ok(
        "import os, shutil, sqlite3, subprocess, tempfile\n"
        "tree, place = tempfile.mkdtemp(), tempfile.mkdtemp()\n"
        "_ = open(tree + '/a', 'w').write('x')\n"
        "os.chdir(place); os.rmdir(place)\n"
        "shutil.rmtree(tree)\n"
        "open('/dev/null').close(); sqlite3.connect(':memory:').close()\n"
        "_ = subprocess.run(['true', 'a.csv'], cwd='/')\n"
        "try: os.remove('none')\n"
        "except FileNotFoundError: pass\n"
        f"os.chdir({home!r})"
    )
    assert inputs(kernel) == []


def test_files_that_a_command_changes_right_after_they_were_read_are_in_doubt(
    kernel: LiveKernel,
) -> None:
    kernel.ok("import subprocess\nfor n in range(20): _ = open(f'{n}.txt', 'w').write('old')")
    kernel.ok(
        "for n in range(20):\n"
        "    _ = open(f'{n}.txt').read()\n"
        "    _ = subprocess.run(['/bin/sh', '-c', f'printf new > {n}.txt'])"
    )
    read = [said for _, mode, said in inputs(kernel) if mode == "r"]
    assert len(read) == 20
    assert digest_of(b"new") not in read


def test_what_a_thread_of_the_cell_opens_belongs_to_the_cell(kernel: LiveKernel) -> None:
    kernel.ok("_ = open('data.csv', 'w').write('a')")
    kernel.ok(
        "from concurrent.futures import ThreadPoolExecutor\n"
        "with ThreadPoolExecutor() as pool:\n"
        "    _ = list(pool.map(lambda _: open('data.csv').read(), range(20)))"
    )
    assert inputs(kernel) == [("data.csv", "r", digest_of(b"a"))]


def test_a_cell_that_fails_or_is_interrupted_still_tells_what_it_read(kernel: LiveKernel) -> None:
    kernel.ok("_ = open('data.csv', 'w').write('a')")
    assert kernel.run("open('data.csv').read(); 1 / 0").status == "error"
    assert inputs(kernel) == [("data.csv", "r", digest_of(b"a"))]
    assert kernel.run("open('data.csv').read(); raise KeyboardInterrupt").status == "error"
    assert inputs(kernel) == [("data.csv", "r", digest_of(b"a"))]


def test_a_cell_that_imports_much_and_reads_nothing_has_no_data(kernel: LiveKernel) -> None:
    kernel.ok(
        "import json, sqlite3, matplotlib.pyplot as plt, pandas as pd, sklearn.datasets\n"
        "_ = plt.plot([1]); _ = plt.title('fonts are read for it'); plt.close()\n"
        "_ = sklearn.datasets.load_iris(); pd.DataFrame({'a': [1]})"
    )
    assert inputs(kernel) == []


def test_ten_thousand_files_are_one_record(kernel: LiveKernel) -> None:
    kernel.ok(
        "import os; os.mkdir('many')\n"
        "for n in range(10_000):\n    with open(f'many/{n}.txt', 'w') as f: _ = f.write(str(n))"
    )
    kernel.ok("for n in range(10_000):\n    with open(f'many/{n}.txt') as f: _ = f.read()")
    (written,), (read,) = inputs(kernel, 0), inputs(kernel, 1)
    assert (written[:2], read[:2]) == (("many", "w"), ("many", "r"))
    assert written[2] == read[2]
    assert len(read[2]) == 64
