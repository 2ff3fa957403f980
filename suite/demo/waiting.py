"""Waits until the services know who the company's people are, and then that they know the rest.

While the year is told nothing falls due, and mastery is recorded only when it has been told.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

import asyncpg

from shared.runtime.scheduler import HOLD
from suite.demo.catalogue import Member
from suite.imports.sender import OnProgress

WITHIN = 60.0
LOOK = 0.05
UNKNOWN = """
SELECT count(*)
FROM unnest($1::text[], $2::text[]) AS wanted (person, manager)
LEFT JOIN goals_rows.known_people AS of_goals USING (person)
LEFT JOIN goals_rows.managers AS line_of_goals USING (person)
LEFT JOIN learning_rows.known_people AS of_learning ON of_learning.person_id = wanted.person
LEFT JOIN learning_rows.managers AS line_of_learning USING (person)
WHERE of_goals.active IS NOT TRUE OR of_learning.active IS NOT TRUE
   OR line_of_goals.manager IS DISTINCT FROM wanted.manager
   OR line_of_learning.manager IS DISTINCT FROM wanted.manager
"""
HELD = ("goals_rows", "learning_rows")
MARKED = "SELECT count(*) FROM learning_rows.mastery_due"
STEADY = 3
"""So often in a row there must be nothing left: the last events may still be on their way."""
RECORDED_WITHIN = 300.0


async def until_known(read_url: str, members: Sequence[Member]) -> None:
    """Raises ``TimeoutError`` if goals and learning do not follow within a minute."""
    people = [member.person for member in members]
    managers = [member.manager for member in members]
    connection = await asyncpg.connect(read_url)
    try:
        async with asyncio.timeout(WITHIN):
            while await connection.fetchval(UNKNOWN, people, managers):  # noqa: ASYNC110 - no event crosses processes
                await asyncio.sleep(LOOK)
    finally:
        await connection.close()


@asynccontextmanager
async def nothing_due(read_url: str) -> AsyncIterator[None]:
    """Meanwhile nobody is reminded and no level recorded: a later step may still answer it."""
    async with AsyncExitStack() as stack:
        for schema in HELD:
            connection = await asyncpg.connect(read_url)
            stack.push_async_callback(connection.close)
            await connection.fetchval(HOLD, schema)
        yield


async def until_recorded(read_url: str, on_progress: OnProgress) -> None:
    """Raises ``TimeoutError`` if the ledger has not recorded everybody's levels in five minutes."""
    connection = await asyncpg.connect(read_url)
    most, quiet = 0, 0
    try:
        async with asyncio.timeout(RECORDED_WITHIN):
            while quiet < STEADY:
                left = await connection.fetchval(MARKED)
                most = max(most, left)
                quiet = quiet + 1 if left == 0 else 0
                on_progress(most - left, most, "levels of mastery")
                await asyncio.sleep(10 * LOOK)
    finally:
        await connection.close()
