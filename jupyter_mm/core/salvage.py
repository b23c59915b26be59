"""Keeping a record though a label of it cannot be kept: a bad tag is no reason to lose state."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from jupyter_mm.core.claims import check_effect, check_read
from jupyter_mm.domain.names import (
    TAGS,
    kept_name,
    message_text,
    tag_name,
    visible_name,
)
from jupyter_mm.errors import InvalidError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from jupyter_mm.domain.capture import Capture
    from jupyter_mm.domain.execution import LogBatch

T = TypeVar("T")

SHOWN = 40


def salvaged_capture(given: Capture) -> tuple[Capture, list[str]]:
    """Return the capture without the labels that cannot be stored, and what was left out."""
    left_out: list[str] = []
    kept = replace(
        given,
        changed=_good(given.changed, kept_name, "the changed name", left_out),
        reads=given.reads and _good(given.reads, check_read, "the read", left_out),
        effects=given.effects and _good(given.effects, check_effect, "the effect", left_out),
    )
    if given.checkpoint is not None:
        tags, message = _tags(given.checkpoint.tags, left_out), given.checkpoint.message
        try:
            message_text(message)
        except InvalidError:
            left_out.append(f"the message {ascii(message)[:SHOWN]}")
            message = None
        kept = replace(kept, checkpoint=replace(given.checkpoint, tags=tags, message=message))
    return kept, left_out


def salvaged_batch(given: LogBatch) -> tuple[LogBatch, list[str]]:
    """Return the batch without the values that cannot be stored, and what was left out."""
    left_out: list[str] = []
    metrics, sequences = [], set()
    for metric in given.metrics:
        try:
            visible_name(metric.name, "metric name")
        except InvalidError:
            left_out.append(f"the metric {ascii(metric.name)[:SHOWN]}")
            continue
        if metric.sequence in sequences:
            left_out.append(f"the second value number {metric.sequence}")
            continue
        sequences.add(metric.sequence)
        metrics.append(metric)
    return replace(given, metrics=tuple(metrics)), left_out


def _good(
    given: Iterable[T], check: Callable[[T], T], what: str, left_out: list[str]
) -> tuple[T, ...]:
    """Return what passes a check, and note the rest."""
    kept = []
    for one in given:
        try:
            kept.append(check(one))
        except InvalidError:
            left_out.append(f"{what} {ascii(one)[:SHOWN]}")
    return tuple(kept)


def _tags(tags: tuple[str, ...], left_out: list[str]) -> tuple[str, ...]:
    kept: dict[str, None] = {}
    for tag in tags:
        try:
            name = tag_name(tag.strip())
        except InvalidError:
            left_out.append(f"the tag {ascii(tag)[:SHOWN]}")
            continue
        if len(kept) < TAGS or name in kept:
            kept[name] = None
        else:
            left_out.append(f"the tag {ascii(tag)[:SHOWN]}, over {TAGS}")
    return tuple(kept)
