"""Reads can wait: has a read model seen what a command has just appended?"""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass

from shared.bus.cursor import Pool

FIRST_LOOK, LONGEST_PAUSE = 0.002, 0.05

REACHED = """
SELECT bool_and(coalesce(o.last_position, 0) >= mark.position)
FROM unnest($2::text[], $3::integer[], $4::bigint[]) AS mark (source, partition, position)
LEFT JOIN {view} o
    ON o.projector = $1 AND o.source = mark.source AND o.partition = mark.partition
"""


@dataclass(frozen=True, slots=True)
class Mark:
    """A position of ``service``'s log, in the partition of the stream that it belongs to."""

    service: str
    partition: int
    position: int


async def reached(
    pool: Pool,
    reader: str,
    marks: Sequence[Mark],
    timeout: float,  # noqa: ASYNC109 - late is an answer here, no error
) -> bool:
    """Whether the read model of ``reader`` has all of ``marks``, at the latest after ``timeout``.

    ``reader`` is the service whose rows are to be read, and the name of its projector.
    """
    if not marks:
        return True
    question = REACHED.format(view=f"{_schema(reader)}.projection_offsets")
    asked = (
        reader,
        [mark.service for mark in marks],
        [mark.partition for mark in marks],
        [mark.position for mark in marks],
    )
    loop = asyncio.get_running_loop()
    end, pause = loop.time() + timeout, FIRST_LOOK
    while not await pool.fetchval(question, *asked):
        left = end - loop.time()
        if left <= 0:
            return False
        await asyncio.sleep(min(pause, left))
        pause = min(2 * pause, LONGEST_PAUSE)
    return True


def _schema(reader: str) -> str:
    if not re.fullmatch("[a-z][a-z0-9_]*", reader):
        raise ValueError(f"{reader!r} names no service")
    return reader
