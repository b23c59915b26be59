"""What the user's kernel pays for having jupyter_mm: little, and no package it does not need."""

import json
import subprocess
import sys

import pytest

MAY_LOAD = {"blake3", "cloudpickle", "jupyter_mm"}
MAY_NOT_LOAD = {
    "alembic",
    "altair",
    "jupyter_server",
    "msgspec",
    "nbdime",
    "nbformat",
    "sqlalchemy",
    "tornado",
}
MOST_MODULES = 56

# IPython is there before us in every kernel. Tornado is too, by ipykernel: so this looks in a bare
# interpreter, where it would be us who loaded it.
PROBE = """
import json, sys
import IPython.core.completer, IPython.core.interactiveshell, IPython.core.magic
before = set(sys.modules)
import jupyter_mm
from jupyter_mm.kernel import extension
print(json.dumps({"loaded": sorted(set(sys.modules) - before)}))
"""


def probe() -> dict:
    run = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, check=True)
    return json.loads(run.stdout)


@pytest.fixture(scope="module")
def loaded() -> set[str]:
    return {name.split(".")[0] for name in probe()["loaded"]}


def test_the_kernel_side_loads_only_what_it_uses(loaded: set[str]) -> None:
    third_party = {name for name in loaded if name not in sys.stdlib_module_names}
    assert {name for name in third_party if not name.startswith("_")} <= MAY_LOAD


def test_the_kernel_side_loads_no_server_and_no_database(loaded: set[str]) -> None:
    assert loaded & MAY_NOT_LOAD == set()


def test_the_kernel_side_is_few_modules() -> None:
    # What the import costs is near to one millisecond for each: the benchmarks measure it.
    ours = [name for name in probe()["loaded"] if name.startswith("jupyter_mm")]
    assert len(ours) <= MOST_MODULES


def test_the_root_alone_loads_nothing() -> None:
    code = "import sys; old = set(sys.modules); import jupyter_mm; print(*set(sys.modules) - old)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(run.stdout.split())
    assert {name for name in loaded if name.startswith("jupyter_mm")} == {"jupyter_mm"}
    assert {name.split(".")[0] for name in loaded} - set(sys.stdlib_module_names) == {"jupyter_mm"}
