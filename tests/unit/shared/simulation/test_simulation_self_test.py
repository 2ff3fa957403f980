"""Fault 28: with one of its parts left out the machinery fails within some seeds."""

from collections.abc import Callable, Sequence
from typing import Any

import asyncpg
import pytest

from shared.bus.relay import Relay
from shared.kernel.errors import LogBroken
from shared.readmodel import projector
from shared.readmodel.applying import Batch
from shared.readmodel.assignment import Part, batch_of
from tests.unit.shared.simulation.checker import Violation
from tests.unit.shared.simulation.story import told

ENOUGH = 200
ASTRAY = "instead of|is at|parked"
"""Of rows: not the fold, not the offset's, or an event that does not follow its row."""


def tell_some(without: str | None = None) -> None:
    for seed in range(ENOUGH):
        told(seed, without)


def test_without_the_lock_two_batches_want_the_same_position() -> None:
    with pytest.raises((asyncpg.UniqueViolationError, asyncpg.AssertError)):
        tell_some("lock")


def test_without_the_expected_versions_a_stale_writer_is_stopped_by_the_streams() -> None:
    with pytest.raises((asyncpg.UniqueViolationError, asyncpg.AssertError)):
        tell_some("comparison")


def test_without_the_known_commands_one_is_stored_twice() -> None:
    with pytest.raises(Violation, match="stored twice"):
        tell_some("commands")


def test_without_the_offsets_compare_and_set_rows_are_not_the_fold() -> None:
    with pytest.raises(Violation, match=ASTRAY):
        tell_some("both")


def test_without_one_transaction_rows_and_offsets_part() -> None:
    with pytest.raises(Violation, match=ASTRAY):
        tell_some("atomicity")


def test_without_the_order_of_positions_a_topic_misses_one(monkeypatch: pytest.MonkeyPatch) -> None:
    pack: Callable[..., None] = Relay._pack  # noqa: SLF001 - the order is made here alone

    def backwards(relay: Relay, events: Sequence[Any], page: Any) -> None:
        pack(relay, list(reversed(events)), page)

    monkeypatch.setattr(Relay, "_pack", backwards)
    with pytest.raises(Violation, match=r"before it|is due"):
        tell_some()


def test_without_the_last_position_an_event_is_applied_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def everything(parts: Sequence[Part]) -> Batch:
        for part in parts:
            part.slot.held.last_position = 0
            for arrival in part.arrivals:
                arrival.prev = 0
        return batch_of(parts)

    monkeypatch.setattr(projector, "batch_of", everything)
    with pytest.raises((Violation, LogBroken)):
        tell_some()
