"""The step that fills an empty store with the demo company, once."""

import json
import traceback
from collections.abc import Mapping

import asyncpg

from suite.local.environment import SERVICES, Surroundings
from suite.local.processes import write_whole
from suite.local.progress import Steps

CAST = ("employee", "manager", "hr")


class DemoFailed(Exception):
    """The demo company could not be filled in; starting again goes on with it."""


HEAD = "SELECT coalesce(max(position), 0) FROM {service}_log.events"


async def ensure(
    surroundings: Surroundings, people: int, months: int, steps: Steps
) -> Mapping[str, str]:
    """Answers whom one can be: ``employee``, ``manager`` and ``hr`` with their mail addresses.

    A store that others have filled is left as it is, and nobody is named. A fill that was cut off
    is finished by filling again, with the numbers that it began with.
    """
    note = surroundings.folder.demo
    kept = json.loads(note.read_text()) if note.exists() else None
    if kept is None:
        if not await is_empty(surroundings):
            return {}
        kept = {"people": people, "months": months, "cast": None}
        write_whole(note, json.dumps(kept))
    if kept["cast"] is None:
        steps.step("demo company")
        kept["cast"] = await fill(surroundings, kept["people"], kept["months"], steps)
        write_whole(note, json.dumps(kept))
    cast: Mapping[str, str] = kept["cast"]
    return cast


async def fill(
    surroundings: Surroundings, people: int, months: int, steps: Steps
) -> Mapping[str, str]:
    """What fails in it is the demo's affair, so it is told whatever it is."""
    from suite.demo.fill import fill as fill_company

    try:
        cast = await fill_company(surroundings, people, months, steps.advance)
    except Exception as error:
        log = surroundings.folder.logs / "demo.log"
        log.write_text("".join(traceback.format_exception(error)))
        first = innermost(error)
        raise DemoFailed(
            f"the demo company: {type(first).__name__}: {first} ({log} says more)"
        ) from error
    surroundings.secrets.keep_scopes(cast["hr"], {"hr"})
    return {role: cast[role] for role in CAST}


def innermost(error: BaseException) -> BaseException:
    """The first of what a group of tasks has raised."""
    return innermost(error.exceptions[0]) if isinstance(error, BaseExceptionGroup) else error


async def is_empty(surroundings: Surroundings) -> bool:
    """Whether no service has recorded anything yet."""
    connection = await asyncpg.connect(surroundings.databases.events)
    try:
        heads = [await connection.fetchval(HEAD.format(service=name)) for name in SERVICES]
    finally:
        await connection.close()
    return not any(heads)
