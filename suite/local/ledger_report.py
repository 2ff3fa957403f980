"""How far the mastery ledger is: marks to follow, what it computes anew, the day it has reached."""

from dataclasses import dataclass
from datetime import date

import asyncpg

from suite.local.databases import UNREACHABLE

STATE = """
SELECT (SELECT count(*) FROM learning_rows.mastery_due) AS marked,
    (SELECT count(*) FROM learning_rows.ledger_refresh) AS scopes,
    (SELECT coalesce(sum(done), 0) FROM learning_rows.ledger_refresh) AS recomputed,
    day.day, day.pairs, day.done, day.finished_at IS NOT NULL AS finished
FROM (SELECT 1) AS always
LEFT JOIN (SELECT * FROM learning_rows.ledger_days ORDER BY day DESC LIMIT 1) AS day ON true
"""


@dataclass(frozen=True, slots=True)
class LedgerReport:
    """``marked`` pairs of person and skill wait to be recorded, ``scopes`` to be computed anew.

    Of ``pairs`` rows that were of an earlier day when ``day`` began, ``done`` have followed it.
    """

    marked: int
    scopes: int
    recomputed: int
    day: date | None
    pairs: int | None
    done: int | None
    finished: bool | None


async def ledger_report(read_url: str) -> LedgerReport | None:
    """None while learning has not migrated, or cannot be asked."""
    try:
        connection = await asyncpg.connect(read_url, timeout=3)
    except UNREACHABLE:
        return None
    try:
        row = await connection.fetchrow(STATE)
        return LedgerReport(**row) if row else None
    except asyncpg.PostgresError:
        return None
    finally:
        await connection.close()
