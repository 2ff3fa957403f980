"""Reading one's own writes: waits until the read models have seen what a token names."""

import asyncio
from collections.abc import Iterable

from services.gateway.sql.reads import Reads
from shared.runtime.tokens import ConsistencyTokens

SEEN = """
SELECT source, partition, min(last_position) AS position FROM (
    SELECT source, partition, last_position FROM directory.projection_offsets
    WHERE source = 'directory'
    UNION ALL
    SELECT source, partition, last_position FROM goals.projection_offsets
    WHERE source = 'goals'
    UNION ALL
    SELECT source, partition, last_position FROM learning.projection_offsets
    WHERE source = 'learning'
) AS own
GROUP BY source, partition
"""

_PATIENCE_SECONDS = 0.5
_FIRST_PAUSE, _LONGEST_PAUSE = 0.004, 0.05


class Barrier:
    """Tokens are the services' own; positions stay in here."""

    def __init__(self, reads: Reads, tokens: ConsistencyTokens) -> None:
        self._reads = reads
        self._tokens = tokens

    async def passed(self, tokens: Iterable[str]) -> bool:
        """Whether all was seen in time; raises ``ValueError`` at what is no token."""
        wanted: dict[tuple[str, int], int] = {}
        for token in tokens:
            for mark in self._tokens.read(token):
                place = (mark.service, mark.partition)
                wanted[place] = max(wanted.get(place, 0), mark.position)
        if not wanted:
            return True
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                await self._reached(wanted)
        except TimeoutError:
            return False
        return True

    async def _reached(self, wanted: dict[tuple[str, int], int]) -> None:
        pause = _FIRST_PAUSE
        while True:
            rows = await self._reads.rows(SEEN)
            seen = {(row["source"], row["partition"]): row["position"] for row in rows}
            if all(seen.get(place, 0) >= position for place, position in wanted.items()):
                return
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
