"""What the tables of learning say of people by whom a command is judged."""

from datetime import date

from services.learning.permissions import Facts
from services.learning.queries import facts
from shared.kernel.messages import StreamId
from shared.runtime.pools import Pool

TOP, BOSS, ADA, GONE, STRANGER = (
    StreamId(f"person-{name}") for name in ("top", "boss", "ada", "gone", "stranger")
)


DAY = date(2026, 11, 20)
ENROLMENT = """
INSERT INTO enrolments (enrolment, person, activity, kind, status, assessed, minutes_planned,
    minutes_spent, enrolled_on)
VALUES ($1, $2, $3, 'course', $4, true, 60, 0, '2026-11-01')
"""


async def test_chains_leaders_and_who_works_here(rows: Pool) -> None:
    lines = [(TOP, None), (BOSS, TOP), (ADA, BOSS), (GONE, None)]
    await rows.executemany("INSERT INTO managers VALUES ($1, $2)", lines)
    people = [(person, person != GONE) for person in (TOP, BOSS, ADA, GONE)]
    await rows.executemany("INSERT INTO known_people VALUES ($1, $2)", people)
    changes = [("a", ADA, TOP, date(2026, 11, 2)), ("b", ADA, "client:x", date(2026, 11, 1))]
    await rows.executemany("INSERT INTO line_changes VALUES ($1, $2, $3, $4)", changes)
    for number, (person, status) in enumerate(
        [(ADA, "completed"), (BOSS, "waiting"), (GONE, "withdrawn"), (ADA, "started")]
    ):
        await rows.execute(ENROLMENT, f"enrolment-{number}", person, f"activity-{number}", status)
    await rows.execute(ENROLMENT, "enrolment-9", ADA, "activity-9", "completed")
    await rows.execute(
        "UPDATE enrolments SET revoked_on = enrolled_on WHERE activity = 'activity-9'"
    )
    assert await facts(rows, [ADA, BOSS, GONE, STRANGER]) == Facts(
        chains={ADA: (BOSS, TOP), BOSS: (TOP,), GONE: ()},
        leaders=frozenset({BOSS}),
        active=frozenset({ADA, BOSS}),
        activities={ADA: frozenset({StreamId("activity-0"), StreamId("activity-3")})},
        changes={ADA: {TOP: date(2026, 11, 2), "client:x": date(2026, 11, 1)}},
    )
