"""What learning reads of its own tables, in SQL."""

from collections.abc import Collection

from asyncpg import Pool, Record

from services.learning.permissions import Facts
from shared.kernel.messages import StreamId


async def facts(_pool: "Pool[Record]", _needs: Collection[StreamId]) -> Facts:
    """What ``permissions.may`` asks besides the folded states: nothing."""
    return Facts()
