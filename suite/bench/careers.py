"""The work: people who set themselves career goals and follow them.

Eight commands a goal, one event each; five of them carry a text that is sealed with the owner's
key. Ids and texts differ, lengths are those of real ones.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import orjson

from services.goals.commands.career_goal import (
    AddMilestone,
    CareerGoalCommand,
    CheckIn,
    CompleteMilestone,
    DefineCareerGoal,
    LinkSkill,
)
from shared.eventstore.handler import Request
from shared.kernel.actor import Person
from shared.kernel.messages import StreamId

AT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
TODAY = AT.date()
STEPS = 8
PEOPLE = 500
WHY = "I want to lead the platform group in two years, and to know its data before I do."
NOTE = "Read two chapters, tried the exercise with the team, and it went better than last week."


def person() -> StreamId:
    return StreamId(f"person-{uuid4()}")


def people(number: int = PEOPLE) -> Sequence[StreamId]:
    return [person() for _ in range(number)]


def steps(owner: StreamId, today: date = TODAY) -> Iterator[CareerGoalCommand]:
    """The commands of one goal, in order."""
    goal = StreamId(f"career_goal-{uuid4()}")
    first, second = (StreamId(f"milestone-{uuid4()}") for _ in range(2))
    yield DefineCareerGoal(
        goal=goal,
        owner=owner,
        title="Lead of the data platform",
        why=WHY,
        due=today + timedelta(days=400),
        today=today,
    )
    for level in (3, 4):
        skill = StreamId(f"skill-{uuid4()}")
        yield LinkSkill(goal=goal, skill=skill, level=level, today=today)
    yield AddMilestone(goal=goal, milestone=first, title="Pass the course on streams", today=today)
    yield AddMilestone(goal=goal, milestone=second, title="Run one migration", today=today)
    yield CheckIn(goal=goal, confidence=4, note=NOTE, today=today)
    yield CompleteMilestone(goal=goal, milestone=first, today=today)
    yield CheckIn(goal=goal, confidence=5, note=NOTE, today=today)


def requests(owner: StreamId, number: int) -> list[Request]:
    """The first ``number`` commands of goals that one person follows one after the other."""
    actor = Person(id=owner)
    found: list[Request] = []
    while len(found) < number:
        found += [request(actor, command) for command in steps(owner)]
    return found[:number]


def request(actor: Person, command: CareerGoalCommand) -> Request:
    return Request(
        command=command,
        actor=actor,
        command_id=uuid4(),
        body=orjson.dumps(asdict(command), option=orjson.OPT_SORT_KEYS),
        at=AT,
        correlation_id=str(uuid4()),
    )


def interleaved(owners: Sequence[StreamId], number: int) -> list[Request]:
    """Goals of all owners side by side, as a busy day would have them."""
    found: list[Request] = []
    while len(found) < number:
        goals = [requests(owner, STEPS) for owner in owners]
        found += [request for step in zip(*goals, strict=True) for request in step]
    return found[:number]
