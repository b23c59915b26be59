"""What a page shows and when, by its own clock: until it is painted, and what it was busy with."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from playwright.sync_api import Browser, Page

CATEGORIES = ["devtools.timeline", "disabled-by-default-devtools.timeline", "blink.user_timing"]
RENDERER = "CrRendererMain"

# A callback of a frame runs before that frame is painted, and a message that it posts after that.
UNTIL_PAINTED = """const untilPainted = async start => {
  const shown = () => { SHOWN };
  do {
    await new Promise(requestAnimationFrame);
    if (performance.now() - start > LIMIT) {
      throw new Error('it is not shown');
    }
  } while (!shown());
  await new Promise(done => {
    const channel = new MessageChannel();
    channel.port1.onmessage = done;
    channel.port2.postMessage(null);
  });
  return performance.now() - start;
};"""
AFTER_ACT = """() => {
  UNTIL
  const start = performance.now();
  ACT;
  return untilPainted(start);
}"""
AFTER_KEY = """() => {
  UNTIL
  window.keyPainted = new Promise((done, fail) => {
    const pressed = () => untilPainted(performance.now()).then(done, fail);
    addEventListener('keydown', pressed, { capture: true, once: true });
  });
}"""


def painted_after(page: Page, act: str, shown: str, *, seconds: float = 60) -> float:
    """Return the milliseconds from `act` until what `shown` looks for is painted.

    Both are JavaScript; `shown` returns whether it is in the document. Raises when it never is.
    """
    script = AFTER_ACT.replace("UNTIL", _until_painted(shown, seconds)).replace("ACT", act)
    return float(page.evaluate(script))


def painted_after_key(page: Page, key: str, shown: str, *, seconds: float = 60) -> float:
    """Press a key and return the milliseconds from then until `shown` is painted, as above."""
    page.evaluate(AFTER_KEY.replace("UNTIL", _until_painted(shown, seconds)))
    page.keyboard.press(key)
    return float(page.evaluate("() => window.keyPainted"))


def _until_painted(shown: str, seconds: float) -> str:
    return UNTIL_PAINTED.replace("SHOWN", shown).replace("LIMIT", str(seconds * 1000))


@dataclass(frozen=True, slots=True)
class Span:
    """Something that the page's main thread did, in milliseconds of the trace's clock."""

    start: float
    length: float


@dataclass(frozen=True, slots=True)
class Trace:
    """What one page was busy with."""

    tasks: tuple[Span, ...]
    marks: tuple[float, ...]
    """When the page called `performance.mark`."""

    def longest_task(self) -> float:
        """Return the length of the longest task."""
        return max((task.length for task in self.tasks), default=0.0)

    def work(self) -> float:
        """Return the length of all tasks together."""
        return sum(task.length for task in self.tasks)

    def work_between_marks(self) -> list[float]:
        """Return how long the page was busy from each mark to the next."""
        found = []
        for start, end in zip(self.marks, self.marks[1:], strict=False):
            inside = (task for task in self.tasks if start <= task.start < end)
            found.append(sum(task.length for task in inside))
        return found


def traced(browser: Browser, page: Page, act: Callable[[], object]) -> Trace:
    """Return what the page did while `act` ran. It sets at least one mark by itself."""
    browser.start_tracing(page=page, categories=CATEGORIES)
    try:
        page.evaluate("() => performance.mark('begin')")
        act()
    finally:
        told = browser.stop_tracing()
    return _trace(json.loads(told)["traceEvents"])


def _trace(events: list[dict[str, Any]]) -> Trace:
    threads = {_thread(event) for event in events if _is_main(event)}
    marked = [event for event in events if _is_mark(event) and _thread(event) in threads]
    if not marked:
        raise RuntimeError("the trace does not know the page")
    page = _thread(marked[0])
    own = [event for event in events if _thread(event) == page]
    return Trace(
        tasks=tuple(_spans(event for event in own if event["name"] == "RunTask")),
        marks=tuple(sorted(event["ts"] / 1000 for event in own if _is_mark(event))),
    )


def _spans(events: Iterable[dict[str, Any]]) -> Iterable[Span]:
    for event in events:
        if event["ph"] == "X":
            yield Span(event["ts"] / 1000, event.get("dur", 0) / 1000)


def _thread(event: dict[str, Any]) -> tuple[int, int]:
    return event["pid"], event["tid"]


def _is_main(event: dict[str, Any]) -> bool:
    return event["name"] == "thread_name" and event["args"]["name"] == RENDERER


def _is_mark(event: dict[str, Any]) -> bool:
    return "blink.user_timing" in event["cat"].split(",") and event["ph"] in {"I", "R"}
