"""The command line as a child of the kernel: what it tells, and that it ends with the cell."""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path

import pytest

from jupyter_mm.errors import ConflictError, MMError, NotFoundError
from jupyter_mm.kernel.talking import reproducing
from jupyter_mm.kernel.talking.reproducing import _lines

VERDICT = {
    "outcome": "different",
    "summary": "acc: 0.93 became 0.91",
    "outputs": [{"outcome": "different", "title": "score", "detail": "acc: 0.93 became 0.91"}],
    "data": [
        {"path": "load.csv", "kind": "changed", "detail": "+1 rows"},
        {"path": "b.csv", "kind": "same", "detail": ""},
    ],
    "packages": [{"name": "numpy", "before": "2.1.0", "after": None}],
}


def told(monkeypatch: pytest.MonkeyPatch, *lines: object) -> None:
    """Let a real child print these lines instead of our command line."""
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    code = f"print(*{texts!r}, sep=chr(10))"

    def child(command: list[str]) -> object:
        assert command[-2:] == ["--", "now"]
        return _lines([sys.executable, "-c", code])

    monkeypatch.setattr(reproducing, "_lines", child)


def test_a_verdict_is_a_table_with_what_differs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told(monkeypatch, {"step": "Installing", "fraction": 0.5}, "noise", {"verdict": VERDICT})
    text = repr(reproducing.reproduce(Path("home"), "now"))
    assert capsys.readouterr().out == "Installing (50%)\n"
    assert text.splitlines()[0] == "✖ different: acc: 0.93 became 0.91"
    assert "data load.csv: changed +1 rows" in text
    assert "package numpy: 2.1.0 became none" in text
    assert "b.csv" not in text


def test_what_needs_consent_and_errors_are_raised_as_what_they_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told(monkeypatch, {"needs_consent": ["probe is editable"]})
    with pytest.raises(ConflictError, match="probe is editable"):
        reproducing.build(Path("home"), "now")
    told(monkeypatch, {"error": {"kind": "not_found", "message": "No checkpoint.", "hint": "x"}})
    with pytest.raises(NotFoundError, match="No checkpoint"):
        reproducing.reproduce(Path("home"), "now")
    told(monkeypatch, "nothing of ours")
    with pytest.raises(MMError, match="without a result"):
        reproducing.reproduce(Path("home"), "now")


@pytest.mark.usefixtures("interruptible")
def test_an_interrupt_ends_the_child(tmp_path: Path) -> None:
    mark = tmp_path / "ended"
    code = (
        "import pathlib, signal, sys, time\n"
        "def end(*_):\n"
        f"    pathlib.Path({str(mark)!r}).write_text('cleanly'); sys.exit(1)\n"
        "signal.signal(signal.SIGTERM, end)\n"
        'print(\'{"step": "begun"}\', flush=True)\n'
        "time.sleep(60)\n"
    )

    def cell() -> None:
        for _ in _lines([sys.executable, "-c", code]):
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        cell()
    assert mark.read_text() == "cleanly"
