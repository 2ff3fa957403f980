"""The log's tables: ``append_batch`` with its lock, its comparison and its keys, and the cursor."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from shared.bus import cursor, start_check
from shared.eventstore import continuity, lanes, postgres
from shared.eventstore.columns import TYPES
from shared.eventstore.joined import NULL, SEPARATOR
from tests.unit.shared.simulation.checker import Checker
from tests.unit.shared.simulation.dice import Dice
from tests.unit.shared.simulation.server import Row, Server, Session, rows

APPEND_LOCK, RELAY_LOCK = "append", "relay"
LOCK_TIMEOUT = 1.0
EVENT = (
    "position event_id stream_id version type payload about recorded_at actor command_id "
    "correlation_id causation_id origin traceparent"
)


@dataclass(frozen=True)
class Cursor:
    epoch: int = 0
    position: int = 0
    sent: tuple[int, ...] = ()


@dataclass
class Passed:
    """What one batch adds, computed under the lock."""

    outcomes: list[tuple[str, str | None]] = field(default_factory=list)
    events: list[tuple[Any, ...]] = field(default_factory=list)
    streams: dict[str, tuple[int, int]] = field(default_factory=dict)
    commands: dict[UUID, tuple[bytes, str]] = field(default_factory=dict)


class LogServer(Server):
    """``without`` names parts that a self-test leaves out: lock, comparison, commands."""

    def __init__(self, dice: Dice, checker: Checker, without: str | None = None) -> None:
        super().__init__(dice)
        self._checker = checker
        self._without = without
        self.events: list[tuple[Any, ...]] = checker.log
        self.streams: dict[str, int] = {}
        self.commands: dict[UUID, tuple[bytes, str]] = {}
        self.cursor = Cursor()
        self._cursors = [self.cursor]  # not durable yet but the first
        self.waiting = {
            postgres.APPEND: self._append_arrays,
            postgres.APPEND_TEXTS: self._append_texts,
        }
        self.at_once = {
            lanes.SETTINGS: nothing,
            continuity.LOOK: self._look,
            cursor.PREPARE: nothing,
            postgres.FIND_COMMANDS: self._find_commands,
            postgres.VERSIONS: self._versions,
            postgres.READ_STREAMS: self._read_streams,
            postgres.READ_PAGE: self._read_stream_page,
            cursor.TRY_LOCK: self._try_lock,
            cursor.TAKE_OVER: self._take_over,
            cursor.STORE: self._store,
            cursor.READ_PAGE: self._read_page,
            start_check.EVENTS_AT: self._events_at,
        }

    def crash(self) -> None:
        super().crash()
        self.cursor = self.dice.random.choice(self._cursors)
        self._cursors = [self.cursor]

    async def _append_texts(self, session: Session, *texts: str) -> list[Row]:
        columns = [
            [read(type_, value) for value in text.split(SEPARATOR)]
            for type_, text in zip(TYPES, texts, strict=True)
        ]
        return await self._append_arrays(session, *columns)

    async def _append_arrays(self, _session: Session, *columns: Sequence[Any]) -> list[Row]:
        life, owner = self.life, object()
        if self._without != "lock":
            late = asyncpg.LockNotAvailableError("lock timeout")
            await self.locks.take(APPEND_LOCK, owner, LOCK_TIMEOUT, late)
        try:
            await self.pause(life)
            passed = self._compute(*columns)
            await self.pause(life)
            self._commit(passed)
        finally:
            self.locks.leave(APPEND_LOCK, owner)
        return rows("outcome answer", passed.outcomes)

    def _compute(self, *columns: Sequence[Any]) -> Passed:
        (ids, hashes, ats, actors, correlations, causations, origins, traces, _keeps) = columns[:9]
        of_command, streams, expected, counts = columns[9:13]
        of_write, ordinals, event_ids, types, payloads, abouts = columns[13:]
        passed = Passed()
        for nth, (command, body_hash) in enumerate(zip(ids, hashes, strict=True), 1):
            known = self.commands.get(command) or passed.commands.get(command)
            if known is not None and self._without != "commands":
                same = known[0] == body_hash
                passed.outcomes.append(("known", known[1]) if same else ("reused", None))
                continue
            writes = [at for at, of in enumerate(of_command) if of == nth]
            if any(self._differs(streams[at], expected[at]) for at in writes):
                passed.outcomes.append(("conflict", None))
                continue
            answer = []
            for at in writes:
                version = expected[at]
                if streams[at] in passed.streams:
                    raise asyncpg.CardinalityViolationError("a stream stands twice in the batch")
                passed.streams[streams[at]] = (version, version + counts[at])
                for of, ordinal, *event in zip(
                    of_write, ordinals, event_ids, types, payloads, abouts, strict=True
                ):
                    if of != at + 1:
                        continue
                    event_id, kind, payload, about = event
                    position = len(self.events) + len(passed.events) + 1
                    passed.events.append(
                        (
                            position, event_id, streams[at], version + ordinal, kind, payload,
                            about.split(" "), ats[nth - 1], actors[nth - 1], command,
                            correlations[nth - 1], causations[nth - 1], origins[nth - 1],
                            traces[nth - 1],
                        )
                    )  # fmt: skip
                answer.append([streams[at], version + counts[at], passed.events[-1][0]])
            passed.commands[command] = (body_hash, orjson.dumps(answer).decode())
            passed.outcomes.append(("appended", passed.commands[command][1]))
        return passed

    def _differs(self, stream: str, expected: int) -> bool:
        return self._without != "comparison" and self.streams.get(stream, 0) != expected

    def _commit(self, passed: Passed) -> None:
        """Keys hold whatever else is left out."""
        for stream, (before, after) in passed.streams.items():
            if before == 0 and stream in self.streams:
                raise asyncpg.UniqueViolationError("streams_pkey")
            if self.streams.get(stream, 0) != before:
                raise asyncpg.AssertError("a stream moved under the lock")
            self.streams[stream] = after
        if passed.events and passed.events[0][0] != len(self.events) + 1:
            raise asyncpg.UniqueViolationError("events_pkey")
        self.commands |= passed.commands
        self.events += passed.events
        self._cursors = [self.cursor]  # a durable commit takes along what was before it
        self._checker.appended(passed.events)

    def _find_commands(self, _session: Session, ids: Sequence[UUID]) -> list[Row]:
        found = [(one, *self.commands[one]) for one in ids if one in self.commands]
        return rows("command_id body_hash answer", found)

    def _versions(self, _session: Session, streams: Sequence[str]) -> list[Row]:
        found = [(one, self.streams[one]) for one in streams if one in self.streams]
        return rows("stream_id version", found)

    def _read_streams(
        self, _session: Session, streams: Sequence[str], afters: Sequence[int]
    ) -> list[Row]:
        found = []
        for stream, after in zip(streams, afters, strict=True):
            later = self._later(stream, after)[: postgres.SHORT]
            found += [(*event, after) for event in later]
        return rows(f"{EVENT} after", found)

    def _read_stream_page(
        self, _session: Session, stream: str, after: int, limit: int, _bytes: int
    ) -> list[Row]:
        return rows(EVENT, self._later(stream, after)[:limit])

    def _later(self, stream: str, after: int) -> list[tuple[Any, ...]]:
        return [event for event in self.events if event[2] == stream and event[3] > after]

    def _read_page(self, _session: Session, after: int, limit: int) -> list[Row]:
        return rows(EVENT, self.events[after : after + limit])

    def _events_at(self, _session: Session, positions: Sequence[int]) -> list[Row]:
        found = [one[:2] for one in self.events if one[0] in positions]
        return rows("position event_id", found)

    def _look(self, _session: Session, position: int) -> list[Row]:
        event = self.events[position - 1][1] if 0 < position <= len(self.events) else None
        return rows("timeline event_id", [("00000001", event)])

    def _try_lock(self, session: Session) -> list[Row]:
        free = self.locks.held.setdefault(RELAY_LOCK, session) is session
        return rows("got", [(free,)])

    def _take_over(self, _session: Session) -> list[Row]:
        self.cursor = Cursor(self.cursor.epoch + 1, self.cursor.position, self.cursor.sent)
        self._cursors.append(self.cursor)
        found = (self.cursor.epoch, self.cursor.position, list(self.cursor.sent))
        return rows("epoch position sent", [found])

    def _store(self, _session: Session, epoch: int, position: int, sent: Sequence[int]) -> str:
        if epoch != self.cursor.epoch:
            return "UPDATE 0"
        self._checker.published(position)
        self.cursor = Cursor(epoch, position, tuple(sent))
        self._cursors.append(self.cursor)
        return "UPDATE 1"


def nothing(_session: Session, *_arguments: Any) -> str:
    return "SET"


def read(type_: str, text: str) -> Any:
    """One value of a column that travelled as a text."""
    if text == NULL:
        return None
    match type_:
        case "uuid":
            return UUID(text)
        case "integer":
            return int(text)
        case "boolean":
            return text == "True"
        case "bytea":
            return bytes.fromhex(text[2:])
        case "timestamptz":
            return datetime.fromisoformat(text)
        case _:
            return text
