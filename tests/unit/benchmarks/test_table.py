import json
from dataclasses import asdict
from pathlib import Path
from pkgutil import iter_modules

import pytest

from tests.benchmarks import families
from tests.benchmarks.rows import AbovePeer, AtMost, TimesPeer, alone, beside, write_json
from tests.benchmarks.sampling import by_turns, p95, percentile
from tests.benchmarks.table import figure, render

ROWS = (
    alone("import of the kernel side", 41.268, "ms", goal=AtMost(60)),
    beside("trivial cell, p95", 31.4, ("same kernel without", 9.25), "ms", goal=AbovePeer(20)),
    beside("trivial cell, p50", 12.0, ("Kishu", 1234.5), "ms"),
)
TABLE = """\
name                       ours   peer  peer is              unit  ratio  goal          met
-------------------------  ----  -----  -------------------  ----  -----  ------------  ---
import of the kernel side  41.3                              ms           <= 60         yes
trivial cell, p95          31.4   9.25  same kernel without  ms     3.39  <= peer + 20  NO
trivial cell, p50          12.0  1,234  Kishu                ms     0.01"""
KEYS = ["name", "ours", "peer", "peer_name", "unit", "ratio", "goal", "met"]


def test_a_row_has_the_keys_that_readers_of_the_file_expect(tmp_path: Path) -> None:
    write_json(ROWS, tmp_path / "out.json")
    read = json.loads((tmp_path / "out.json").read_text())
    assert [list(row) for row in read] == [KEYS] * 3
    assert read == [asdict(row) for row in ROWS]


def test_a_limit_is_met_up_to_the_limit() -> None:
    assert alone("a", 60.0, "ms", goal=AtMost(60)).met
    assert alone("a", 60.1, "ms", goal=AtMost(60)).met is False


def test_a_distance_counts_from_the_figure_of_the_peer() -> None:
    assert beside("a", 30.0, ("b", 10.0), "ms", goal=AbovePeer(20)).met
    assert beside("a", 30.1, ("b", 10.0), "ms", goal=AbovePeer(20)).met is False


def test_a_factor_is_one_of_the_figure_of_the_peer() -> None:
    assert beside("a", 10.3, ("b", 10.0), "s", goal=TimesPeer(1.03)).met
    assert beside("a", 10.4, ("b", 10.0), "s", goal=TimesPeer(1.03)).met is False


def test_a_row_without_goal_is_neither_met_nor_missed() -> None:
    assert (ROWS[2].goal, ROWS[2].met) == (None, None)


def test_the_ratio_is_ours_divided_by_the_peers() -> None:
    assert beside("a", 30.0, ("b", 10.0), "ms").ratio == 3
    assert beside("a", 30.0, ("b", 0.0), "ms").ratio is None


def test_the_table_is_aligned() -> None:
    assert render(ROWS) == TABLE


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (0.034, "0.03"), (9.999, "10.00"), (99.94, "99.9"), (1e5, "100,000")],
)
def test_figures_show_the_digits_that_count(value: float | None, text: str) -> None:
    assert figure(value) == text


def test_a_percentile_is_one_of_the_values() -> None:
    assert p95(range(1, 101)) == 95
    assert p95([3.0]) == 3.0
    assert percentile([5.0, 1.0, 3.0], 0.5) == 3.0


def test_a_percentile_of_nothing_is_an_error() -> None:
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.5)


def test_sides_take_turns_and_the_warm_up_does_not_count() -> None:
    called: list[str] = []

    def side(name: str) -> float:
        called.append(name)
        return float(len(called))

    found = by_turns({"a": lambda _: side("a"), "b": lambda _: side("b")}, rounds=2, warm_up=1)
    assert called == ["b", "a", "a", "b", "b", "a"]
    assert found == {"a": [3.0, 6.0], "b": [4.0, 5.0]}


def test_families_are_found_by_their_name() -> None:
    assert [module.name for module in iter_modules(families.__path__)] == [
        "cell_overhead",
        "data_digests",
        "kernel_state",
        "notebook_overhead",
        "screens",
    ]
