"""What permissions are judged by besides folded states, and the shape of their entries."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import field as fact
from datetime import date, timedelta
from typing import Any

from shared.kernel.actor import Actor, Person, Verdict
from shared.kernel.messages import StreamId, Value

AFTER_A_CHANGE = timedelta(days=30)
"""For so long nobody stands in for the manager of a person whose line they changed."""


class Facts(Value):
    """What the reporting lines say of the people in ``needs``.

    Who is missing in ``managers`` is unknown or erased, and that is no; ``leaders`` have a report.
    ``changes``: person → who changed that line, and when last.
    """

    managers: Mapping[StreamId, StreamId | None] = fact(default_factory=dict)
    leaders: frozenset[StreamId] = frozenset()
    changes: Mapping[StreamId, Mapping[str, date]] = fact(default_factory=dict)

    def leads(self, actor: Person, person: StreamId) -> bool:
        return actor.id != person and self.managers.get(person) == actor.id

    def stands_in(self, actor: Person, person: StreamId, today: date) -> bool:
        """HR for a manager; nobody for themselves, and nobody who lately changed the line."""
        if actor.id == person or person not in self.managers or "hr" not in actor.scopes:
            return False
        changed_on = self.changes.get(person, {}).get(actor.reference)
        return changed_on is None or changed_on + AFTER_A_CHANGE <= today

    def knows(self, people: Collection[StreamId]) -> bool:
        """Whether the directory knows all of ``people``: nobody who was erased."""
        return self.managers.keys() >= set(people)

    def decides_for(
        self, actor: Person, person: StreamId, today: date, *, apart_from: StreamId | None = None
    ) -> bool:
        """The direct manager does, HR where there is none; HR is somebody else than that one."""
        if self.leads(actor, person):
            return True
        vacant = self.managers.get(person) is None
        return vacant and actor.id != apart_from and self.stands_in(actor, person, today)


NO_FACTS = Facts()

Entry = Callable[[Actor, Any, Any, Facts], Verdict]


def verdict(allowed: bool) -> Verdict:
    return "allowed" if allowed else "forbidden"
