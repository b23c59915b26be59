"""One outcome and one sentence from all that was found out."""

from dataclasses import replace

from jupyter_mm.domain.data_answers import DataCheck
from jupyter_mm.domain.environment import PackageChange
from jupyter_mm.domain.verdict import OutputCheck
from jupyter_mm.reproduce.verdict import NOTHING, Evidence, judged

CHECK = OutputCheck(execution="run", cell=None, title="head", outcome="same", detail="")
DATA = DataCheck(path="/w/customers.csv", kind="same", before="a", now="a", detail="")
PACKAGE = PackageChange(
    name="pandas", kind="changed", before="2.2.3", after="2.3.0", is_direct=True
)
DIFFERENT = replace(CHECK, outcome="different", detail="line 2: “1” became “2”")
CLOSE = replace(CHECK, title="score", outcome="close", detail="acc: 0.9 became 0.90000001")
SKIPPED = replace(CHECK, outcome="skipped", detail="its outputs were not kept")
SILENT = replace(CHECK, outcome="skipped", detail=NOTHING)
CHANGED = replace(DATA, kind="changed", detail="+1 row")


def evidence(
    *outputs: OutputCheck, data: tuple[DataCheck, ...] = (), packages: tuple = ()
) -> Evidence:
    return Evidence(outputs=outputs, data=data, packages=packages)


def test_all_the_same() -> None:
    found = judged(evidence(CHECK, SKIPPED, CHECK, data=(DATA,)))
    assert found[0] == "same"
    assert found[1] == (
        "All 2 cells that showed something showed the same. "
        "1 could not be compared: its outputs were not kept."
    )


def test_one_that_is_close_makes_it_close() -> None:
    found = judged(evidence(CHECK, CLOSE))
    assert found == ("close", "Within tolerance: “score”: acc: 0.9 became 0.90000001.")


def test_the_first_difference_is_named() -> None:
    found = judged(evidence(CLOSE, DIFFERENT, replace(DIFFERENT, title="later")))
    assert found == ("different", "“head” differs: line 2: “1” became “2”")


def test_a_failure_is_a_difference() -> None:
    failed = replace(CHECK, outcome="failed", detail="KeyError: 'a'")
    assert judged(evidence(CHECK, failed, SKIPPED)) == (
        "different",
        "“head” failed: KeyError: 'a'",
    )


def test_data_and_packages_that_changed_come_before_the_difference() -> None:
    found = judged(evidence(DIFFERENT, data=(DATA, CHANGED), packages=(PACKAGE,)))
    assert found[1] == (
        "customers.csv has changed (+1 row); pandas was 2.3.0 instead of 2.2.3. "
        "“head” differs: line 2: “1” became “2”"
    )


def test_what_changed_is_told_also_when_the_same_came_out() -> None:
    found = judged(evidence(CHECK, data=(CHANGED,), packages=(PACKAGE,)))
    assert found[0] == "close"
    assert found[1] == (
        "The cell that showed something showed the same again. "
        "But customers.csv has changed (+1 row); pandas was 2.3.0 instead of 2.2.3."
    )


def test_packages_asked_for_by_hand_are_named_first_and_the_rest_is_counted() -> None:
    others = [replace(PACKAGE, name=f"p{n}", is_direct=False) for n in range(4)]
    added = replace(PACKAGE, name="a", kind="added", before=None)
    found = judged(evidence(DIFFERENT, packages=(added, *others, PACKAGE)))
    assert found[1].startswith("pandas was 2.3.0 instead of 2.2.3, p0 was")
    assert " and 3 more. " in found[1]


def test_without_anything_to_compare_it_is_impossible() -> None:
    assert judged(evidence(SKIPPED))[0] == "impossible"
    assert judged(evidence(SILENT, SILENT))[0] == "impossible"
    assert judged(evidence())[0] == "impossible"


def test_a_result_that_cannot_be_compared_is_not_proved_by_the_cells_before() -> None:
    assert judged(evidence(CHECK, SKIPPED)) == (
        "impossible",
        "“head” cannot be compared: its outputs were not kept.",
    )


def test_cells_that_show_nothing_are_counted() -> None:
    found = judged(evidence(CHECK, SILENT, CHECK, SILENT))
    assert found == (
        "same",
        "All 2 cells that showed something showed the same. 2 showed nothing.",
    )
