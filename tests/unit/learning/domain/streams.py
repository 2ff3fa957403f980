"""Several streams that are decided on together, as the command handler does, without a log."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from services.learning.domain import HANDLED
from shared.kernel.decider import Decider, Field
from shared.kernel.messages import Command, Event, State, StreamId


class Streams:
    """Histories by stream, and all events in the order in which they were recorded."""

    def __init__(self) -> None:
        self.histories: dict[StreamId, list[Event]] = defaultdict(list)
        self.recorded: list[Event] = []

    def state(self, stream: StreamId, decider: Decider[Any, Any, Any]) -> Any:
        return decider.fold(self.histories[stream])

    def decided(self, command: Command) -> Mapping[StreamId, Sequence[Event]]:
        """What would be appended to each target; raises what refuses it."""
        handled = HANDLED[type(command)]
        named = {self._named(each.stream, command): each.decider for each in handled.targets}
        looked_at = dict(handled.beside(command)) if handled.beside else {}
        states: dict[StreamId, State] = {
            stream: self.state(stream, decider) for stream, decider in (looked_at | named).items()
        }
        seen = (states,) if handled.beside else ()
        events = {
            stream: decider.decide(command, states[stream], *seen)
            for stream, decider in named.items()
        }
        assert all(events.values()) or not any(events.values()), "one stream is left out"
        return events

    def handle(self, command: Command) -> Sequence[Event]:
        new: list[Event] = []
        for stream, events in self.decided(command).items():
            self.histories[stream] += events
            new += events
        self.recorded += new
        return new

    @staticmethod
    def _named(where: object, command: Command) -> StreamId:
        assert isinstance(where, Field)
        return StreamId(getattr(command, where.name))
