"""The command line, called here or as a program."""

import io
import subprocess
import sys
from typing import Any

import pytest

from jupyter_mm.cli.main import main


def call(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Run the command line here; return exit code, output and errors."""
    code = main(arguments)
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def run(*arguments: str, **options: Any) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "jupyter_mm.cli.main", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


def given(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
