"""What the tables of learning say of people by whom a command is judged."""

from datetime import date

from services.learning.permissions import Facts
from services.learning.queries import facts
from shared.kernel.messages import StreamId
from shared.runtime.pools import Pool

TOP, BOSS, ADA, GONE, STRANGER = (
    StreamId(f"person-{name}") for name in ("top", "boss", "ada", "gone", "stranger")
)


async def test_chains_leaders_and_who_works_here(rows: Pool) -> None:
    lines = [(TOP, None), (BOSS, TOP), (ADA, BOSS), (GONE, None)]
    await rows.executemany("INSERT INTO managers VALUES ($1, $2)", lines)
    people = [(person, person != GONE) for person in (TOP, BOSS, ADA, GONE)]
    await rows.executemany("INSERT INTO known_people VALUES ($1, $2)", people)
    changes = [("a", ADA, TOP, date(2026, 11, 2)), ("b", ADA, "client:x", date(2026, 11, 1))]
    await rows.executemany("INSERT INTO line_changes VALUES ($1, $2, $3, $4)", changes)
    assert await facts(rows, [ADA, BOSS, GONE, STRANGER]) == Facts(
        chains={ADA: (BOSS, TOP), BOSS: (TOP,), GONE: ()},
        leaders=frozenset({BOSS}),
        active=frozenset({ADA, BOSS}),
        changes={ADA: {TOP: date(2026, 11, 2), "client:x": date(2026, 11, 1)}},
    )
