"""Packages whose version is another now are announced."""

from __future__ import annotations

from importlib.metadata import version

from jupyter_mm.domain.checkpoint import Variable
from jupyter_mm.kernel.restoring.differences import kept_versions, package_notes, packages_of
from tests.unit.kernel.restoring.states import Kept

LOCK = """
[[packages]]
name = "pandas"
version = "1.0.0"
[[packages]]
name = "numpy"
version = "{numpy}"
[[packages]]
name = "No_Such.Package"
version = "2"
[[packages]]
name = "scikit-learn"
version = "0.1"
"""


def _variable(kind: str, summary: str = "") -> Variable:
    return Variable(name="x", type=kind, summary=summary, size_bytes=None)


def test_only_packages_that_are_needed_and_differ_are_named() -> None:
    kept = Kept(environment=LOCK.format(numpy=version("numpy")))
    variables = [_variable("pandas.DataFrame"), _variable("numpy.ndarray"), _variable("int")]
    notes = package_notes(kept.state.manifest, variables, kept.blobs.get)
    assert notes == (f"pandas was 1.0.0, is {version('pandas')} now",)


def test_a_module_and_a_package_of_another_name_are_found() -> None:
    kept = Kept(environment=LOCK.format(numpy="1"))
    variables = [_variable("sklearn.svm.SVC"), _variable("module", "numpy.linalg")]
    notes = package_notes(kept.state.manifest, variables, kept.blobs.get)
    assert [note.split()[0] for note in notes] == ["numpy", "scikit-learn"]


def test_a_package_that_is_gone_is_named() -> None:
    kept = Kept(environment=LOCK.format(numpy="1"))
    notes = package_notes(kept.state.manifest, [_variable("no-such-package.Thing")], kept.blobs.get)
    assert notes == ()
    assert packages_of(_variable("nosuch.Thing")) == {"nosuch"}
    assert kept_versions(LOCK.encode())["no-such-package"] == "2"


def test_without_an_environment_nothing_is_said() -> None:
    kept = Kept()
    assert package_notes(kept.state.manifest, [_variable("pandas.X")], kept.blobs.get) == ()
    broken = Kept(environment="no toml [")
    assert package_notes(broken.state.manifest, [_variable("pandas.X")], broken.blobs.get) == ()
