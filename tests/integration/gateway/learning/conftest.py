"""The small company with mastery and learning."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from tests.integration.gateway import rows
from tests.integration.gateway.learning import company
from tests.integration.gateway.world import CountedReads, World, world


@pytest.fixture(scope="module")
async def learners(read_database: str, owner: asyncpg.Connection) -> AsyncIterator[World]:
    """A test changes nothing in it."""
    await owner.execute(f"SET search_path = directory_rows; {rows.DIRECTORY}")
    await owner.execute(f"SET search_path = goals_rows; {rows.GOALS} {company.ROLE_REQUIRES}")
    await owner.execute(f"SET search_path = learning_rows; {rows.LEARNING} {company.LEARNING}")
    reads = await CountedReads.open(read_database, 4)
    reads.sent = []
    yield world(reads)
    await reads.close()
