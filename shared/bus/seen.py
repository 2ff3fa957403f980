"""What a reader has seen of a partition last: is this a repetition, or another event?

A relay that died repeats, and each event that comes again has its old position and its old id. A
log that went back gives a position out to another event. Readers must not take that for a
repetition, for they would drop it.
"""

from collections.abc import Iterable
from itertools import islice

from shared.kernel.errors import LogBroken

KEPT = 256
"""Events of a partition; what is older is taken for a repetition until the new ones come."""


class Forked(LogBroken):
    """The topic has two events of one position."""


class Seen:
    """The last positions of one partition without a gap, and the event at each of them."""

    __slots__ = ("_events", "_oldest", "newest")

    def __init__(self, position: int, event: str | None) -> None:
        self._oldest = self.newest = position
        self._events: dict[int, str] = {} if event is None else {position: event}

    def add(self, events: Iterable[tuple[int, str]]) -> None:
        """In order, of greater positions than all before; the last ``KEPT`` of them are enough."""
        self._events.update(events)
        if len(self._events) > 2 * KEPT:
            surplus = len(self._events) - KEPT
            self._events = dict(islice(self._events.items(), surplus, None))
        if self._events:
            self._oldest, self.newest = next(iter(self._events)), next(reversed(self._events))

    def clear(self) -> None:
        """What is added next does not follow what is here."""
        self._events.clear()

    def refuse_other(self, source: str, position: int, event: str) -> None:
        """Raises ``Forked`` if another event stood at a position that has been passed."""
        if not self._events or not self._oldest <= position <= self.newest:
            return
        known = self._events.get(position)
        if known != event:
            raise other(source, position, event, known)


def other(source: str, position: int, event: str, known: str | None) -> Forked:
    stood = "none stood in this partition" if known is None else f"{known} stood"
    return Forked(
        f"{source}: event {event} has position {position}, where {stood}: the log has lost events "
        "and given out their positions again"
    )


def refuse_other_past(source: str, position: int, prev: int, last: int) -> None:
    """Raises ``Forked`` if an event does not follow the last one, though it is none before it."""
    if prev < last:
        raise Forked(
            f"{source}: position {position} follows {prev}, and {last} has been seen between "
            "them: the log has lost events and given out their positions again"
        )
