"""The magics, the functions and Tab, in a real kernel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.kernels.kept import manifest, records

if TYPE_CHECKING:
    from pathlib import Path

    from tests.kernels.live import LiveKernel


def test_logged_values_arrive_with_names_steps_and_order(kernel: LiveKernel, home: Path) -> None:
    answer = kernel.ok(
        "import jupyter_mm as mm\n"
        "acc, x = 0.9312, 3\n"
        "%mm_log acc=round(acc, 2) tot=max(1, 2) m={'a': [1, 2]} x -s 4\n"
        "mm.log(loss=float('nan'), step=5)\n"
        "mm.log({'lr': 1e-3})"
    )
    assert answer.outputs == []
    kernel.settle()
    metrics = [one for batch in records(home, "log") for one in batch["metrics"]]
    assert [(one["name"], one["value"], one["step"]) for one in metrics] == [
        ("acc", 0.93, 4),
        ("tot", 2, 4),
        ("m", '{"a": [1, 2]}', 4),
        ("x", 3, 4),
        ("loss", "nan", 5),
        ("lr", 0.001, None),
    ]
    assert {batch["execution"] for batch in records(home, "log")} == {answer.message}


def test_a_magic_in_a_function_sees_its_local_names(kernel: LiveKernel, home: Path) -> None:
    kernel.ok(
        "def train(rate):\n"
        "    inner = rate * 2\n"
        "    get_ipython().run_line_magic('mm_log', 'inner rate=rate')\n"
        "train(4)"
    )
    kernel.settle()
    (batch,) = records(home, "log")
    assert [(one["name"], one["value"]) for one in batch["metrics"]] == [("inner", 8), ("rate", 4)]


def test_a_named_checkpoint_carries_message_tags_and_pin(kernel: LiveKernel, home: Path) -> None:
    kernel.ok('x = 1\n%mm_checkpoint -m "first good one" -t a --tag=b --pin')
    kernel.ok("y = 2")
    kernel.settle()
    first, second = (one["checkpoint"] for one in records(home, "capture"))
    assert (first["message"], first["tags"], first["pinned"]) == (
        "first good one",
        ["a", "b"],
        True,
    )
    assert (second["message"], second["tags"], second["pinned"]) == (None, [], False)


def test_mistakes_are_one_line_with_a_hint(kernel: LiveKernel) -> None:
    for line in (
        "%mm_log nosuch",
        "%mm_log 1x=2",
        "%mm_log",
        "%mm_log a=(1",
        "%mm_checkout",
        "%mm_history -n many",
        "%mm_checkpoint --nosuch",
        "%mm_undo",
        "%mm nosuch",
    ):
        answer = kernel.run(line)
        assert answer.status == "error", line
        assert answer.error is None, line
        assert answer.stderr.startswith("UsageError: "), line
        assert len(answer.stderr.strip().splitlines()) == 1, line


def test_help_is_given_in_every_way_people_ask_for_it(kernel: LiveKernel) -> None:
    for line in ("%mm_log --help", "%mm_log -h", "%mm log --help"):
        assert "%mm_log acc=0.93" in kernel.ok(line).result
    asked = kernel.client.inspect("%mm_log", reply=True, timeout=30)["content"]
    assert "%mm_log acc=0.93" in asked["data"]["text/plain"]
    assert "%mm_checkout" not in kernel.ok("%mm").stderr


def test_tab_offers_options_variables_and_references_only(kernel: LiveKernel) -> None:
    kernel.ok("accuracy = 1; acorn = 2\n%mm_checkpoint -t golden")
    kernel.settle()

    def offered(line: str) -> set[str]:
        content = kernel.client.complete(line, reply=True, timeout=30)["content"]
        return {one.lstrip() for one in content["matches"]}

    assert offered("%mm_log --") == {"--step", "--help"}
    assert offered("%mm_log ac") == {"accuracy", "acorn"}
    assert offered("%mm_checkout gol") == {"golden"}
    assert offered("%mm_checkout golden acc") == {"accuracy"}
    assert "accuracy" in offered("accu")


def test_a_paused_kernel_keeps_nothing(kernel: LiveKernel, home: Path) -> None:
    kernel.ok("a = 1")
    kernel.ok("%mm_pause")
    kernel.ok("b = 2\n%mm_log b")
    kernel.ok("%mm_resume")
    kernel.ok("c = 3")
    kernel.settle()
    sources = [one["execution"]["source"] for one in records(home, "capture")]
    assert sources == ["a = 1", "%mm_resume", "c = 3"]
    assert records(home, "log") == []


def test_history_and_show_answer_without_a_server(kernel: LiveKernel) -> None:
    kernel.ok("x = 1\n%mm_log acc=0.5")
    kernel.ok("lines = (number for number in range(3))")
    history = kernel.ok("%mm_history").result
    assert "acc 0.5" in history
    shown = kernel.ok("%mm_show now").result
    assert "lines" in shown
    assert "not kept" in shown
    assert all(len(line) <= 80 for line in (history + shown).splitlines())
    unknown = kernel.run("%mm_show nosuchtag")
    assert unknown.stderr.startswith("UsageError: ")


def test_files_that_a_cell_reads_and_writes_are_named(kernel: LiveKernel, home: Path) -> None:
    (home.parent / "in.csv").write_text("a,b\n1,2\n")
    kernel.ok("import pandas as pd; frame = pd.read_csv('in.csv'); frame.to_csv('out.csv')")
    kernel.ok("frame.sum()")
    kernel.settle()
    first, second = (manifest(home, one) for one in records(home, "capture"))
    assert [(one["path"].rsplit("/")[-1], one["mode"]) for one in first["inputs"]] == [
        ("in.csv", "r"),
        ("out.csv", "w"),
    ]
    assert all(one["digest"] for one in first["inputs"])
    assert second["inputs"] == []
    assert first["environment"] is not None


def test_only_named_checkpoints_are_kept_when_that_is_set(tmp_path: Path) -> None:
    from tests.kernels.live import LiveKernel  # noqa: PLC0415  # with a setting of its own

    home = tmp_path / "home"
    with LiveKernel(home, JUPYTER_MM_CAPTURE="named") as kernel:
        kernel.ok("a = 1")
        kernel.ok("b = 2\n%mm_checkpoint -m this")
        kernel.settle()
    first, second = records(home, "capture")
    assert (first["checkpoint"], first["lost"]) == (None, "only named checkpoints are kept")
    assert second["checkpoint"]["message"] == "this"


def test_the_extension_can_be_unloaded_and_loaded_again(kernel: LiveKernel, home: Path) -> None:
    kernel.ok("a = 1")
    kernel.ok("%unload_ext jupyter_mm")
    kernel.ok("b = 2")
    kernel.ok("%load_ext jupyter_mm")
    kernel.ok("c = 3")
    kernel.settle()
    sources = [one["execution"]["source"] for one in records(home, "capture")]
    assert sources[0] == "a = 1"
    assert sources[-1] == "c = 3"
    assert "b = 2" not in sources
    assert len(records(home, "session")) == 2
