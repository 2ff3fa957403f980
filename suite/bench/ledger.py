"""Mastery: the formula, the ledger's rows kept up live, and a team's matrix through GraphQL."""

import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from uuid import uuid4

from services.learning.events.assessment import SkillSelfAssessed, TestResultRecorded
from services.learning.events.skill import SkillDefined
from services.learning.formulas.mastery import Evidence, assess
from services.learning.main import SERVICE as LEARNING
from shared.kernel.ids import unique_stream
from shared.kernel.messages import NOBODY, Event, StreamId
from suite.bench import careers, matrix, place
from suite.bench.figures import Figure, figure
from suite.bench.filling import fill_topic, recorded
from suite.bench.live import rate
from suite.bench.measuring import Bench
from suite.bench.rebuild import anew

ITEMS = 12
ASSESSMENTS = 20_000
PEOPLE, SKILLS, RESULTS = 100, 20, 5
DAY = date(2026, 11, 2)
TABLES = ("evidence", "test_results", "skills", "mastery", "mastery_due", "projection_offsets")
KINDS = ("test_score", "manager_review", "learning_assessed", "self_assessment")
Fact = tuple[StreamId, Event, StreamId]


async def ledger(bench: Bench) -> AsyncIterator[Figure]:
    async def formula() -> float:
        return assessments(bench.size(ASSESSMENTS))

    [rates] = await bench.alternated("ledger: formula", formula)
    yield figure("ledger.assess", "assessments/s", rates)
    async with AsyncExitStack() as stack:
        opened = place.opened(bench.servers, LEARNING, kafka=True)
        here = await stack.enter_async_context(opened)
        facts = list(evidence(bench.size(PEOPLE)))
        at = datetime.combine(DAY, clock(9), UTC)
        await fill_topic(here.parts, recorded(here.parts, facts, at))

        async def live() -> float:
            return await rate(here.parts, len(facts), TABLES)

        async def rebuilt() -> float:
            return await anew(here.parts, TABLES)

        kept_up, built = await bench.alternated("ledger: live and rebuilt", live, rebuilt)
        yield figure("ledger.live", "events/s", kept_up)
        yield figure("ledger.rebuild", "events/s", built)
    async for one in matrix.figures(bench):
        yield one


def assessments(number: int) -> float:
    """A second, of pairs with twelve items each."""
    items = [
        Evidence(
            KINDS[nth % len(KINDS)], 1.0 + nth % 5, DAY - timedelta(days=30 * nth), 1,
            f"{nth}", f"item-{nth}",
        )
        for nth in range(ITEMS)
    ]  # fmt: skip
    started = time.perf_counter()
    for nth in range(number):
        assess(items, DAY + timedelta(days=nth % 100))
    return number / (time.perf_counter() - started)


def evidence(people: int) -> Iterator[Fact]:
    """Skills, then rounds of test results and self-assessments of everybody in each of them."""
    skills = [StreamId(f"skill-{uuid4()}") for _ in range(SKILLS)]
    for nth, skill in enumerate(skills):
        yield skill, defined(skill, nth), NOBODY
    persons = careers.people(people)
    for number in range(RESULTS):
        for person in persons:
            for skill in skills:
                stream = unique_stream("acme", "assessment", person, skill)
                yield stream, shown(person, skill, number), person


def defined(skill: StreamId, nth: int) -> SkillDefined:
    return SkillDefined(
        skill=skill, name=f"Skill {nth}", description=None, kind=None, esco_uri=None,
        synonyms=(), defined_on=DAY,
    )  # fmt: skip


def shown(person: StreamId, skill: StreamId, number: int) -> Event:
    day = DAY - timedelta(days=40 * (RESULTS - number))
    item = f"{person}/{skill}/{number:06}"
    if number % 2:
        return SkillSelfAssessed(
            person=person, skill=skill, item=item, level=1 + number % 5, assessed_on=day
        )
    return TestResultRecorded(
        person=person, skill=skill, result=str(uuid4()), item=item, test=f"test-{number}",
        level=1 + number % 5, activity=None, occurred_on=day, recorded_by=person,
        recorded_on=day,
    )  # fmt: skip
