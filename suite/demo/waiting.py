"""Waits until goals knows who the company's people are, and has goals wait for the year's end."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import asyncpg

from shared.runtime.scheduler import HOLD
from suite.demo.catalogue import Member

WITHIN = 60.0
LOOK = 0.05
UNKNOWN = """
SELECT count(*)
FROM unnest($1::text[], $2::text[]) AS wanted (person, manager)
LEFT JOIN goals_rows.known_people AS known USING (person)
LEFT JOIN goals_rows.managers AS line USING (person)
WHERE known.active IS NOT TRUE OR line.manager IS DISTINCT FROM wanted.manager
"""


async def until_known(read_url: str, members: Sequence[Member]) -> None:
    """Raises ``TimeoutError`` if goals does not follow within a minute."""
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
    """Meanwhile goals reminds nobody: who applied a year ago is answered by the next step."""
    connection = await asyncpg.connect(read_url)
    try:
        await connection.fetchval(HOLD, "goals_rows")
        yield
    finally:
        await connection.close()
