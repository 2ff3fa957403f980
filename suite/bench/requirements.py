"""Work without a personal text: what roles require, each requirement set once and once anew."""

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import uuid4

from services.goals.events.role import RequirementSet
from shared.kernel.messages import NOBODY, Event, StreamId

SET_ON = date(2026, 11, 2)
CHANGED_ON = SET_ON + timedelta(days=90)
SKILLS = 4


def facts(number: int) -> Iterator[tuple[StreamId, Event, StreamId]]:
    """That many at the least: stream, event, and that it is nobody's."""
    for _ in range(0, number, 2 * SKILLS):
        role = StreamId(f"role-{uuid4()}")
        skills = [StreamId(f"skill-{uuid4()}") for _ in range(SKILLS)]
        for version, day in ((1, SET_ON), (2, CHANGED_ON)):
            for nth, skill in enumerate(skills):
                yield role, required(role, skill, version, nth, day), NOBODY


def required(role: StreamId, skill: StreamId, version: int, nth: int, day: date) -> RequirementSet:
    return RequirementSet(
        role=role,
        skill=skill,
        number=version,
        level=version + nth % 3,
        importance=1 + nth % 3,
        replaces=version - 1 or None,
        valid_from=day,
    )
