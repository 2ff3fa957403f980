"""Tokens for people of the directory, found by their mail address."""

import asyncio
from collections.abc import Collection

import asyncpg

from suite.local.environment import Surroundings

EIGHT_HOURS = 8 * 3600
FIND = """
SELECT person_id, active FROM directory.people WHERE lower(mail) = lower($1)
ORDER BY active DESC LIMIT 1
"""


class Unknown(Exception):
    """Nobody active has this mail address."""


async def find(database: str, mail: str) -> str:
    """The id of the active person; raises ``Unknown``."""
    connection = await asyncpg.connect(database)
    try:
        row = await connection.fetchrow(FIND, mail)
    finally:
        await connection.close()
    if row is None:
        raise Unknown(f"nobody has the mail address {mail}")
    if not row["active"]:
        raise Unknown(f"{mail} is not active any more")
    person: str = row["person_id"]
    return person


def token_for(
    here: Surroundings, mail: str, scopes: Collection[str] = (), seconds: int = EIGHT_HOURS
) -> str:
    """With the scopes that are kept for this address and, on this machine, those asked for."""
    person = asyncio.run(find(here.databases.events, mail))
    kept = here.secrets.scopes_of(mail)
    return here.secrets.sign({"sub": person}, kept | set(scopes), seconds)
