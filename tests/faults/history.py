"""What was answered, held against what is stored and delivered, in the manner of Jepsen.

A client notes each answer. What was acknowledged must be stored where the answer said, once; what
was refused must not be; of what has no answer either may be. Each complaint is a sentence.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from shared.bus.topics import partition_of
from shared.eventstore.port import Append, Appended, Known, Outcome, StoredEvent


@dataclass
class History:
    """Of all clients; ``offered`` is what the client knows of each of a command's events."""

    offered: dict[UUID, tuple[object, ...]] = field(default_factory=dict)
    answers: dict[UUID, list[tuple[str, int, int]]] = field(default_factory=dict)
    refused: set[UUID] = field(default_factory=set)

    def offer(self, append: Append) -> None:
        """Before it is sent for the first time."""
        ids = [event.event_id for write in append.writes for event in write.events]
        self.offered[append.command_id] = tuple(ids)

    def note(self, append: Append, outcome: Outcome) -> None:
        if isinstance(outcome, Appended | Known):
            answer = [(str(at.stream), at.version, at.position) for at in outcome.answer]
            self.answers[append.command_id] = answer
        else:
            self.refused.add(append.command_id)


def its_id(event: StoredEvent) -> object:
    """What a client knows of its event that appends it itself."""
    return event.event_id


def complaints_of_log(
    history: History, log: Sequence[StoredEvent], known: Callable[[StoredEvent], object] = its_id
) -> list[str]:
    """Positions, versions, and each command's effect: once, whole, and where it was said to be.

    ``known`` is what the client knew of an event beforehand.
    """
    return [*_order(log), *_effects(history, log, known), *_answers(history, log)]


def _order(log: Sequence[StoredEvent]) -> Iterator[str]:
    versions: dict[str, int] = defaultdict(int)
    for nth, event in enumerate(log, 1):
        if event.position != nth:
            yield f"position {nth} is missing: {event.position} follows"
            return
        versions[event.stream] += 1
        if event.version != versions[event.stream]:
            yield f"{event.stream}: version {event.version} at position {nth}"


def _effects(
    history: History, log: Sequence[StoredEvent], known: Callable[[StoredEvent], object]
) -> Iterator[str]:
    found: dict[UUID, list[StoredEvent]] = defaultdict(list)
    for event in log:
        found[event.command_id].append(event)
    for command, events in found.items():
        if command in history.refused:
            yield f"{command} was refused and is stored"
        if tuple(map(known, events)) != history.offered.get(command):
            yield f"{command} is stored in part, twice, or was never offered"
        if events[-1].position - events[0].position != len(events) - 1:
            yield f"{command} is stored in pieces"


def _answers(history: History, log: Sequence[StoredEvent]) -> Iterator[str]:
    stored = {event.position: event for event in log}
    for command, answer in history.answers.items():
        for stream, version, position in answer:
            event = stored.get(position)
            if event is None or (event.stream, event.version, event.command_id) != (
                stream,
                version,
                command,
            ):
                yield f"{command} was acknowledged and is not at position {position}"


def complaints_of_topic(
    log: Sequence[StoredEvent], messages: Mapping[int, Sequence[tuple[int, int]]]
) -> list[str]:
    """What a reader keeps of each partition is the log's share of it, in order.

    ``messages`` are the positions and ``prev`` as they stand on each partition.
    """
    share: dict[int, list[int]] = {partition: [] for partition in messages}
    for event in log:
        share[partition_of(event.stream, len(messages))].append(event.position)
    found = []
    for partition, some in messages.items():
        kept: list[int] = []
        for position, prev in some:
            last = kept[-1] if kept else 0
            if position > last:
                if prev != last:
                    found.append(f"partition {partition}: {position} names {prev}, not {last}")
                kept.append(position)
        if kept != share[partition]:
            found.append(f"partition {partition} is not the log's share of it")
    return found
