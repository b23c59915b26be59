"""Whatever operation of the blobs fails: all or nothing, and trying again succeeds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jupyter_mm.core.context import Core
from jupyter_mm.core.history import list_history, show_checkpoint
from jupyter_mm.core.observe import store_outputs
from jupyter_mm.core.record import record_execution
from jupyter_mm.domain.history import HistoryQuery
from jupyter_mm.errors import MMError, StoreFullError, StoreUnavailableError
from jupyter_mm.testing.captures import make_capture
from jupyter_mm.testing.faulty import FaultyStore
from jupyter_mm.testing.stores import ACTOR


@pytest.mark.parametrize("error", [StoreUnavailableError("gone"), StoreFullError("full")])
def test_a_record_fails_as_a_whole_wherever_its_blobs_fail(core: Core, error: MMError) -> None:
    capture = make_capture(core, variables={"x": 1, "y": 2}, environment="lock")
    fail_at = 1
    while True:
        faulty = FaultyStore(core.blobs, error, fail_at=fail_at)
        try:
            record_execution(replace(core, blobs=faulty), ACTOR, capture)
        except MMError as caught:
            assert caught is error  # noqa: PT017  # the loop ends with the first success
        else:
            break
        assert list_history(core, ACTOR, HistoryQuery()).total == 0
        fail_at += 1
    assert fail_at == 7
    assert capture.checkpoint is not None
    assert show_checkpoint(core, ACTOR, capture.checkpoint.id).row.kept == 2


def test_outputs_that_cannot_be_stored_are_an_error(core: Core) -> None:
    faulty = replace(core, blobs=FaultyStore(core.blobs, StoreFullError("full"), fail_at=1))
    with pytest.raises(StoreFullError):
        store_outputs(faulty, [{"output_type": "stream", "name": "stdout", "text": "x"}], 100)
