"""Time spent on learning, by ISO week, against what was protected for it."""

from datetime import date, timedelta

import strawberry

from services.gateway.nodes.context import Context
from services.gateway.nodes.errors import bad_request
from services.gateway.nodes.reading import Children
from services.gateway.sql import learning_time as sql
from services.gateway.sql.reads import Record

MOST_WEEKS = 53


@strawberry.type(description="A week's learning.")
class LearningWeek:
    starts_on: date = strawberry.field(description="Its Monday.")
    minutes: int = strawberry.field(description="Spent.")
    budget: int | None = strawberry.field(
        description="Minutes, as was in force at the week's end: of the person, else of the team; "
        "of a team the sum of its members'. Null where nobody set one."
    )

    @strawberry.field(description="As ISO 8601 writes it: `2026-W24`.")
    def week(self) -> str:
        year, number, _ = self.starts_on.isocalendar()
        return f"{year}-W{number:02}"


def _week(row: Record) -> LearningWeek:
    return LearningWeek(starts_on=row["starts_on"], minutes=row["minutes"], budget=row["budget"])


_OF_PERSON = Children(sql.WEEKS_OF, _week)
_OF_TEAM = Children(sql.TEAM_WEEKS_OF, _week)


async def weeks_of(
    context: Context, whose: str, weeks: int, *, team: bool = False
) -> list[LearningWeek]:
    """The last ``weeks`` up to this one; of a manager's direct reports together if ``team``."""
    if not 1 <= weeks <= MOST_WEEKS:
        raise bad_request(f"weeks must be 1 to {MOST_WEEKS}.")
    monday = context.today - timedelta(days=context.today.weekday())
    starts = tuple(monday - timedelta(weeks=n) for n in reversed(range(weeks)))
    return await context.reading.children(_OF_TEAM if team else _OF_PERSON, whose, starts)
