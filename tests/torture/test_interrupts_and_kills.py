"""Interrupts and kills at any moment of a capture cost at most that state, and never another.

JUPYTER_MM_TORTURE=100 disturbs a hundred times instead of a few.
"""

from __future__ import annotations

import time

import pytest

from tests.kernels.live import LiveKernel
from tests.torture.campaign import (
    SESSIONS,
    TIMES,
    Campaign,
    cells,
    drop_messages,
    fingerprint,
    is_only_an_interrupt,
    send_and_wait_for_its_code,
    until_idle,
)

SOON_S = 0.06
"""A capture of these workloads is over by then."""
LATER_S = 0.3
"""And what it wrote is on disk."""


@pytest.mark.timeout(3600)
def test_interrupts_during_captures(campaign: Campaign) -> None:
    left = TIMES
    while left > 0:
        for session in SESSIONS:
            with campaign.kernel() as kernel:
                left -= interrupted(campaign, kernel, session, min(left, 1 + TIMES // 6))
    campaign.verify()
    wrong, whole, acknowledged = campaign.wrong_states()
    assert wrong == []
    assert whole > acknowledged / 2  # an interrupted capture says what it lacks
    assert acknowledged > len(campaign.expected) / 2


def interrupted(campaign: Campaign, kernel: LiveKernel, session: str, times: int) -> int:
    """Run a session; interrupt so many of its cells when their code has run. Returns how many."""
    codes = cells(session)
    chosen = set(campaign.chance.sample(range(len(codes)), min(times, len(codes))))
    for number, code in enumerate(codes):
        if number in chosen:
            message = send_and_wait_for_its_code(kernel, code)
            time.sleep(campaign.chance.uniform(0, SOON_S))
            kernel.manager.interrupt_kernel()
            answer = until_idle(kernel, message)
        else:
            answer = kernel.run(code)
            assert answer.status == "ok", answer
        # Its code was done: the user's part of the cell went well, whatever we did with ours.
        assert is_only_an_interrupt(answer), answer
        assert answer.stderr == "", answer
        campaign.note(session, answer.message, fingerprint(kernel, session))
    kernel.settle()
    return len(chosen)


@pytest.mark.timeout(3600)
def test_kills_during_captures(campaign: Campaign) -> None:
    marks = {session: undisturbed(campaign, session) for session in SESSIONS[:TIMES]}
    for number in range(TIMES):
        session = SESSIONS[number % len(SESSIONS)]
        with campaign.kernel() as kernel:
            killed(campaign, kernel, session, marks[session])
    campaign.verify()
    wrong, whole, acknowledged = campaign.wrong_states()
    assert wrong == []
    # A kill loses what was not acknowledged: these cells follow each other faster than disks write.
    # Of a few, a busy machine says that it had no time for a variable.
    assert whole > acknowledged / 2 > 0


def undisturbed(campaign: Campaign, session: str) -> list[str]:
    """Run a session in peace and return the states it goes through."""
    marks = []
    with campaign.kernel() as kernel:
        for code in cells(session):
            answer = kernel.ok(code)
            marks.append(fingerprint(kernel, session))
            campaign.note(session, answer.message, marks[-1])
        kernel.settle()
    return marks


def killed(campaign: Campaign, kernel: LiveKernel, session: str, marks: list[str]) -> None:
    """Run a session up to some cell and kill the kernel while it keeps the state after it."""
    codes = cells(session)
    last = campaign.chance.randrange(1, len(codes))
    for number, code in enumerate(codes[:last]):
        answer = kernel.ok(code)
        campaign.note(session, answer.message, marks[number])
    message = send_and_wait_for_its_code(kernel, codes[last])
    campaign.note(session, message, marks[last])
    time.sleep(campaign.chance.uniform(0, campaign.chance.choice((SOON_S, LATER_S))))
    kernel.manager.shutdown_kernel(now=True)
    drop_messages(kernel)
