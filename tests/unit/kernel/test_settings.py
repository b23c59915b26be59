"""What the environment of a kernel sets."""

from __future__ import annotations

from pathlib import Path

import pytest

from jupyter_mm.kernel.extension import settings_from


def test_a_kernel_takes_its_settings_from_the_environment() -> None:
    told = {
        "JUPYTER_MM_HOME": "/store",
        "JUPYTER_MM_CAPTURE": "named",
        "JUPYTER_MM_KEEP_DATA_BYTES": "1000",
    }
    settings = settings_from(told)
    assert (settings.home, settings.capture) == (Path("/store"), "named")
    assert settings.keep_data_bytes == 1000


@pytest.mark.parametrize("bad", ["", "many", "-1", "1e6", "²"])
def test_what_is_no_setting_is_as_if_it_were_not_there(bad: str) -> None:
    settings = settings_from({"JUPYTER_MM_CAPTURE": bad, "JUPYTER_MM_KEEP_DATA_BYTES": bad})
    assert (settings.capture, settings.keep_data_bytes) == ("all", 0)
