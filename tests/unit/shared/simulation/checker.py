"""What must hold whatever goes wrong: looked at after each commit, each record, each answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from shared.bus.topics import partition_of
from shared.eventstore.port import Answer
from shared.kernel.messages import StreamId
from tests.unit.shared.simulation.accounts import (
    CODEC,
    PLACES,
    AccountRow,
    Open,
    evolve_row,
)
from tests.unit.shared.simulation.dice import Dice

PARTITIONS = 3
POSITION, EVENT_ID, STREAM, VERSION, TYPE, PAYLOAD = range(6)
COMMAND = 9

Rows = dict[str, AccountRow]


class Violation(AssertionError):
    """Something that must hold does not."""


@dataclass
class Partition:
    """``rows`` by the position after which they stand so; ``highest`` by offset."""

    positions: list[int] = field(default_factory=list)
    rows: dict[int, Rows] = field(default_factory=lambda: {0: {}})
    highest: list[int] = field(default_factory=list)
    seen: int = 0
    """How many of ``positions`` are in the topic."""


class Checker:
    def __init__(self, dice: Dice) -> None:
        self._dice = dice
        self.log: list[tuple[Any, ...]] = []
        self._versions: dict[str, int] = {}
        self._commands: dict[UUID, int] = {}
        self._answers: dict[UUID, Answer] = {}
        self._checked = 0
        self.partitions = [Partition() for _ in range(PARTITIONS)]
        self.answered = 0

    def violated(self, what: str) -> None:
        self._dice.loop.fail(Violation(what))

    def must(self, holds: bool, what: str) -> None:
        if not holds:
            self.violated(what)

    def appended(self, events: Sequence[tuple[Any, ...]]) -> None:
        """Positions 1…N; one winner a version; a command once."""
        if not events:
            return
        for command in {event[COMMAND] for event in events}:
            self.must(command not in self._commands, f"command {command} has been stored twice")
            self._commands[command] = events[0][POSITION]
        for event in events:
            self._checked += 1
            self.must(
                event[POSITION] == self._checked, f"position {event[POSITION]} is out of turn"
            )
            version = self._versions.get(event[STREAM], 0) + 1
            self.must(
                event[VERSION] == version, f"{event[STREAM]}: {event[VERSION]}, not {version}"
            )
            self._versions[event[STREAM]] = version
            self._expect(event)

    def _expect(self, event: tuple[Any, ...]) -> None:
        readable = CODEC.read(event[TYPE], event[PAYLOAD])
        assert readable is not None
        fact: Any = readable.event(event[EVENT_ID], {})
        partition = self.partition(event[STREAM])
        before = partition.rows[partition.positions[-1] if partition.positions else 0]
        row = evolve_row(event[STREAM], before.get(event[STREAM]), fact)
        partition.positions.append(event[POSITION])
        partition.rows[event[POSITION]] = before | {event[STREAM]: row}

    def partition(self, stream: str) -> Partition:
        return self.partitions[partition_of(StreamId(stream), PARTITIONS)]

    def arrived(self, number: int, position: int, prev: int) -> None:
        """In a topic what is new comes in order, each record naming the one before it."""
        partition = self.partitions[number]
        highest = partition.highest[-1] if partition.highest else 0
        if position > highest:
            self.must(
                prev == highest, f"{number}: {position} names {prev} before it, not {highest}"
            )
            wanted = partition.positions[partition.seen : partition.seen + 1]
            self.must(wanted == [position], f"{number}: {position} where {wanted} is due")
            partition.seen += 1
        partition.highest.append(max(position, highest))

    def published(self, cursor: int) -> None:
        for number, partition in enumerate(self.partitions):
            missing = partition.positions[partition.seen : partition.seen + 1]
            self.must(
                not missing or missing[0] > cursor,
                f"the cursor is at {cursor} and {missing} is not in partition {number}",
            )

    def applied(
        self,
        offsets: Mapping[tuple[str, int], tuple[int, int, int, str | None]],
        table: Mapping[str, AccountRow],
    ) -> None:
        """Rows are the fold of the log up to the position, and that is the offset's."""
        for (_, number), (_, following, last, _) in offsets.items():
            partition = self.partitions[number]
            highest = partition.highest[following - 1] if following else 0
            self.must(highest == last, f"{number}: offset {following} is at {highest}, not {last}")
            expected = partition.rows.get(last)
            found = {key: row for key, row in table.items() if self.partition(key) is partition}
            self.must(found == expected, f"{number} at {last}: {found} instead of {expected}")

    def answer(self, command_id: UUID, command: Any, answer: Answer) -> None:
        """Acknowledged is stored; a repeat hears the same; "it held already" was so."""
        self.answered += 1
        if command_id in self._commands:
            first = self._answers.setdefault(command_id, answer)
            self.must(answer == first, f"{command_id} heard {answer} after {first}")
            self.must(answer != (), f"{command_id} was stored and heard nothing of it")
        elif answer == ():
            holds = isinstance(command, Open) and command.account in self._versions
            self.must(holds, f"{command} held already, but it did not")
        for at in answer:
            stored = self.log[at.position - 1] if at.position <= len(self.log) else None
            self.must(
                stored is not None
                and (stored[STREAM], stored[VERSION]) == (at.stream, at.version)
                and stored[COMMAND] == command_id,
                f"{command_id} was answered with {at}, stored is {stored}",
            )

    def opened(self, accounts: Sequence[str]) -> bool:
        return all(account in self._versions for account in accounts)

    def refused(self, command_id: UUID, accounts: Sequence[str], code: str, opened: bool) -> None:
        """Nobody is refused for what is no longer so; ``opened``: when the command was sent."""
        self.must(command_id not in self._commands, f"{command_id} was stored and then refused")
        if code == "NotFound":
            self.must(not opened, f"{accounts} were open and not found")
        else:
            full = any(self._versions.get(account, 0) > PLACES for account in accounts)
            self.must(full, f"{accounts}: {code}, but there is room")

    def is_delivered(
        self, offsets: Mapping[tuple[str, int], tuple[int, int, int, str | None]]
    ) -> bool:
        """All that was stored has been published and applied."""
        for number, partition in enumerate(self.partitions):
            _, _, last, _ = offsets.get(("bank", number), (0, 0, 0, None))
            if partition.positions and partition.positions[-1] != last:
                return False
        return True

    @property
    def rows(self) -> Rows:
        """What the table must hold at the end."""
        found: Rows = {}
        for partition in self.partitions:
            found |= partition.rows[partition.positions[-1] if partition.positions else 0]
        return found
