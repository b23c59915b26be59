"""What is ignored, kept again, skipped, or fetched beside the live values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.kernels.kept import records, variables

if TYPE_CHECKING:
    from pathlib import Path

    from tests.kernels.live import LiveKernel


def _kept(home: Path) -> set[str]:
    return set(variables(home, records(home, "capture")[-1]))


def test_ignored_names_are_not_kept_until_they_are_again(kernel: LiveKernel, home: Path) -> None:
    kernel.ok("token = 'a'; tmp1 = 1; x = 1")
    said = kernel.ok("%mm_ignore token tmp*").result
    assert "token" in said
    kernel.ok("x = 2")
    kernel.settle()
    assert _kept(home) & {"token", "tmp1", "x"} == {"x"}
    kernel.ok("%mm_keep token")
    kernel.ok("x = 3")
    kernel.settle()
    assert _kept(home) & {"token", "tmp1", "x"} == {"x", "token"}
    assert "tmp*" in kernel.ok("%mm_ignore").result


def test_a_restore_leaves_ignored_names_alone(kernel: LiveKernel) -> None:
    kernel.ok("x = 1\n%mm_checkpoint -t here")
    kernel.ok("%mm_ignore secret")
    kernel.ok("secret = 's'; x = 2")
    kernel.ok("%mm_checkout here")
    assert kernel.value("x, secret") == "(1, 's')"


def test_of_a_skipped_cell_nothing_is_kept(kernel: LiveKernel, home: Path) -> None:
    kernel.ok("x = [1]")
    kernel.ok("%%mm_skip\ntoken = 'geheim-1'\nx.append(2)\nprint('ran')\n")
    kernel.ok("y = 1")
    kernel.settle()
    sources = [one["execution"]["source"] for one in records(home, "capture")]
    assert not any("geheim-1" in source for source in sources)
    assert _kept(home) & {"token", "x", "y"} == {"x", "y"}
    assert kernel.value("token, x") == "('geheim-1', [1, 2])"
    kernel.ok("x = None")
    kernel.ok("%mm_checkout now~1")
    assert kernel.value("x") == "[1, 2]"


def test_a_skipped_cell_that_fails_stops_what_follows(kernel: LiveKernel) -> None:
    answer = kernel.run("%%mm_skip\n1 / 0\n")
    assert answer.status == "error"
    assert "ZeroDivisionError" in str(answer.outputs) + answer.stdout + answer.stderr


def test_one_old_value_is_fetched_beside_the_live_ones(kernel: LiveKernel) -> None:
    kernel.ok("df = [1, 2]; alias = df\n%mm_checkpoint -t here")
    kernel.ok("df = [3]; alias.append(9)")
    assert kernel.ok("%mm_get here df").result == "[1, 2]"
    kernel.ok("%mm_get here df as old")
    kernel.ok("import jupyter_mm as mm; again = mm.get('here', 'df')")
    assert kernel.value("old, again, df, alias, old is alias") == (
        "([1, 2], [1, 2], [3], [1, 2, 9], False)"
    )
    for line, told in (
        ("%mm_get here", "Which value?"),
        ("%mm_get here df as 1x", "'1x' is not a name"),
        ("%mm_get here nosuch", "has no variable 'nosuch'"),
    ):
        assert told in kernel.run(line).stderr


def test_a_value_that_was_not_kept_cannot_be_fetched(kernel: LiveKernel) -> None:
    kernel.ok("gen = (n for n in [])\n%mm_checkpoint -t here")
    assert "gen was not kept: " in kernel.run("%mm_get here gen").stderr


def test_one_name_of_a_group_says_what_it_shared_with(kernel: LiveKernel) -> None:
    kernel.ok("a = [1]; b = {'in': a}\n%mm_checkpoint -t here")
    kernel.ok("a.append(2)")
    answer = kernel.ok("%mm_checkout here a")
    assert "Shared state with what was restored, left as they are: b" in answer.result
    assert kernel.value("a, b") == "([1], {'in': [1, 2]})"
    kernel.ok("%mm_undo")
    assert kernel.value("a, b['in'] is a") == "([1, 2], True)"
