"""Derived rows computed anew though no event touched them: because a day has passed, or a rule."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from shared.bus.cursor import Pool
from shared.kernel.projection import Derived, Marking
from shared.readmodel.derived import derived_tables
from shared.readmodel.folding import mark


async def recompute(
    pool: Pool,
    derived: Derived[Any],
    keys: Collection[str],
    day: date,
    markings: Sequence[Marking] = (),
) -> Collection[str]:
    """In one transaction, under the same locks as a projector's batch; answers the changed rows."""
    async with pool.acquire() as connection, connection.transaction():
        (table,) = await derived_tables(connection, [derived])
        changed = await table.recompute(connection, keys, day)
        await mark(connection, markings, {derived.table: changed})
    return changed
