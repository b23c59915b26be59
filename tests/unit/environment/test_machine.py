from __future__ import annotations

from pathlib import Path

import pytest

from jupyter_mm.environment.machine import NONE, facts, libraries


def test_every_fact_of_this_machine_has_a_value() -> None:
    found = facts()
    assert found.keys() == {
        "cpu", "cuda", "gpu", "gpu driver", "implementation", "libc", "openssl", "platform",
        "python build",
    }  # fmt: skip
    assert all(found.values())
    assert found["openssl"].startswith("OpenSSL")
    assert "threads" in found["cpu"]


def test_the_processor_is_told_with_the_instructions_that_matter(tmp_path: Path) -> None:
    text = "processor: 0\nmodel name\t: Some CPU\nflags\t\t: fpu avx avx2 sse\n"
    (tmp_path / "cpuinfo").write_text(text * 2)
    cpu = facts(proc=tmp_path)["cpu"]
    assert cpu.startswith("Some CPU, ")
    assert cpu.endswith(" threads, avx avx2")


def test_a_machine_that_tells_nothing_still_has_a_processor(tmp_path: Path) -> None:
    assert "threads" in facts(proc=tmp_path)["cpu"]


def test_graphics_cards_are_told_by_their_driver(tmp_path: Path) -> None:
    for number in (0, 1):
        card = tmp_path / "gpus" / f"0000:0{number}:00.0"
        card.mkdir(parents=True)
        (card / "information").write_text("Model: \t\t NVIDIA A100\nIRQ: 30\n")
    version = "NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.129.03  Thu Oct 19\n"
    (tmp_path / "version").write_text(version)
    found = facts(nvidia=tmp_path)
    assert found["gpu"] == "NVIDIA A100, NVIDIA A100"
    assert found["gpu driver"] == "535.129.03"


@pytest.mark.parametrize(
    ("script", "gpu", "driver"),
    [
        ("echo 'Tesla T4, 535.1'; echo 'Tesla T4, 535.1'", "Tesla T4, Tesla T4", "535.1"),
        ("echo 'No devices were found'; exit 6", NONE, NONE),
        ("echo 'NVIDIA-SMI has failed'", NONE, NONE),
    ],
)
def test_graphics_cards_are_told_by_the_vendors_tool(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, gpu: str, driver: str
) -> None:
    tool = tmp_path / "nvidia-smi"
    tool.write_text(f"#!/bin/sh\n{script}\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    found = facts(nvidia=tmp_path / "nothing")
    assert (found["gpu"], found["gpu driver"]) == (gpu, driver)


def test_libraries_that_packages_bring_along_are_told_by_their_files(tmp_path: Path) -> None:
    for path in (
        "numpy.libs/libscipy_openblas64_-32a4b2a6.so",
        "numpy.libs/libgfortran-040039e1.so",
        "torch/lib/libgomp-24e2ab19.so.1",
        "nvidia/cublas/lib/libcublas.so.12",
        "pandas/libs.py",
    ):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()
    found = libraries([str(tmp_path), str(tmp_path / "gone")], prefix="/usr").split(", ")
    assert {"libscipy_openblas64_-32a4b2a6.so", "libgomp-24e2ab19.so.1", "libcublas.so.12"} <= {
        *found
    }
    assert "libgfortran-040039e1.so" not in found


def test_a_library_of_the_environment_is_told_by_what_its_links_lead_to(tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "libopenblasp-r0.3.27.so").touch()
    (tmp_path / "lib" / "libblas.so.3").symlink_to("libopenblasp-r0.3.27.so")
    found = libraries([], prefix=str(tmp_path)).split(", ")
    assert "libopenblasp-r0.3.27.so" in found
    assert "libblas.so.3" not in found
