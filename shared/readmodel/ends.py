"""Since when a read model is up to date: the ends of its partitions, and when each was reached."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shared.readmodel.assignment import Slot
from shared.readmodel.offsets import Place, SeenEnd


@dataclass(frozen=True, slots=True)
class Look:
    """The partition ended at ``end`` at the monotonic time ``at``."""

    at: float
    end: int


class Ends:
    """A look at an end is kept until that end has been applied: then so was all up to that time."""

    def __init__(self) -> None:
        self._newest: dict[Place, Look] = {}
        self._awaited: dict[Place, Look] = {}

    def looked(self, at: float, ends: Mapping[Place, int]) -> None:
        """``at`` is when the question was sent."""
        for place, end in ends.items():
            self._newest[place] = Look(at, end)
            self._awaited.setdefault(place, self._newest[place])

    def reached(self, slots: Iterable[Slot]) -> list[SeenEnd]:
        """What is to be stored of the partitions that are held."""
        found = []
        now = time.monotonic()
        for slot in slots:
            newest = self._newest.get(slot.place)
            if newest is None:
                continue
            ago = None
            if newest.end <= slot.held.next_offset:
                ago = now - newest.at
                self._awaited.pop(slot.place, None)
            else:
                awaited = self._awaited.get(slot.place, newest)
                if awaited.end <= slot.held.next_offset:
                    ago = now - awaited.at
                    self._awaited[slot.place] = newest
            found.append(SeenEnd(slot.place, slot.held.epoch, newest.end, ago))
        return found
