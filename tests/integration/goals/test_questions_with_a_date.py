"""What SQL answers for a day is what Python computes for it."""

import random
from collections.abc import Sequence
from dataclasses import fields
from datetime import date, timedelta

from services.goals.events.role import RequirementSet
from services.goals.formulas.risk import GoalFacts, reasons
from services.goals.projections import requirements
from services.goals.projections.career_goals import CareerGoalRow
from services.goals.projections.requirements import RequirementRow
from shared.kernel.messages import StreamId
from shared.readmodel.tables import table_of
from shared.runtime.pools import Pool

DAY0 = date(2026, 1, 1)
AT_RISK = "SELECT goal, owner, reasons FROM goals.goals_at_risk($1)"
AS_OF = "SELECT role, skill, level, importance FROM goals.requirements_as_of($1)"


def some_goals(count: int) -> Sequence[CareerGoalRow]:
    """Goals with every fact near the borders that matter; the same ones each time."""
    draw = random.Random(20261123)  # noqa: S311 - a test's dice

    def day(least: int, most: int) -> date:
        return DAY0 + timedelta(days=draw.randint(least, most))

    goals = []
    for number in range(count):
        total = draw.randint(0, 6)
        defined_on = day(0, 60)
        goals.append(
            CareerGoalRow(
                goal=StreamId(f"career_goal-{number}"),
                owner=StreamId(f"person-{number % 7}"),
                title="A goal",
                why="A reason",
                status=draw.choice(["active", "active", "active", "paused", "achieved"]),
                target_role=None,
                due=defined_on + timedelta(days=draw.choice([1, 7, 30, 100, 101, 103])),
                defined_on=defined_on,
                milestones_total=total,
                milestones_completed=draw.randint(0, total),
                last_check_in_on=draw.choice([None, day(0, 120)]),
                last_confidence=draw.choice([None, 1, 2, 3, 5]),
                blocked_since=draw.choice([None, None, day(0, 120)]),
                shared_with="nobody",
                closed_on=None,
                closing_reason=None,
            )
        )
    return goals


def facts_of(row: CareerGoalRow) -> GoalFacts:
    return GoalFacts(**{field.name: getattr(row, field.name) for field in fields(GoalFacts)})


async def test_goals_at_risk_are_the_same_in_sql_and_python(rows: Pool) -> None:
    goals = some_goals(600)
    async with rows.acquire() as connection:
        table = await table_of(connection, "career_goals", CareerGoalRow)
        await table.write(connection, goals)
    seen: set[str] = set()
    for day in (DAY0 + timedelta(days=n) for n in range(-1, 200)):
        expected = {goal.goal: reasons(facts_of(goal), day) for goal in goals}
        found = {row["goal"]: tuple(row["reasons"]) for row in await rows.fetch(AT_RISK, day)}
        assert found == {goal: why for goal, why in expected.items() if why}
        seen.update(*found.values())
    assert seen == {"overdue", "no_check_in", "low_confidence", "blocked", "pace"}


async def test_requirements_of_a_past_day_are_what_was_known_then(rows: Pool) -> None:
    role, skill = StreamId("role-1"), StreamId("skill-1")
    days = [DAY0, DAY0 + timedelta(days=10), DAY0 + timedelta(days=10), DAY0 + timedelta(days=20)]
    folded: dict[str, RequirementRow] = {}
    for number, day in enumerate(days, start=1):
        event = RequirementSet(
            role=role,
            skill=skill,
            number=number,
            level=number,
            importance=1,
            replaces=number - 1 or None,
            valid_from=day,
        )
        for key in requirements.keys(event):
            folded[key] = requirements.evolve(key, folded.get(key), event)
    async with rows.acquire() as connection:
        table = await table_of(connection, "requirements", RequirementRow)
        await table.write(connection, list(folded.values()))
    for offset, levels in [
        (-1, []),
        (0, [1]),
        (9, [1]),
        (10, [3]),
        (19, [3]),
        (20, [4]),
        (99, [4]),
    ]:
        found = await rows.fetch(AS_OF, DAY0 + timedelta(days=offset))
        assert [row["level"] for row in found] == levels
