"""A person's mastery: as it is, or as known by the end of a day, made anew from the evidence."""

from collections.abc import Mapping, Sequence
from datetime import date

import strawberry

from services.gateway.nodes import mastery
from services.gateway.nodes.connection import Connection, connect, connect_known
from services.gateway.nodes.context import Context
from services.gateway.nodes.evidence import Known, assessment, known_of
from services.gateway.nodes.learning_enums import MasteryStatus
from services.gateway.nodes.learning_filters import MasteryFilter, level
from services.gateway.nodes.learning_refs import MasteryRef
from services.gateway.nodes.reading import Children
from services.gateway.nodes.standing import Standing, require
from services.gateway.sql import mastery as sql
from services.gateway.sql.reads import Record

_ORDER = (("rank", int), ("skill_id", str))


def _root(row: Record) -> str:
    found: str = row["root_id"]
    return found


ROOTS = Children(sql.ROOTS, _root)


async def root_of(context: Context, skill: str, day: date) -> str:
    """What it had been merged into by the end of the day, or itself."""
    (found,) = await context.reading.children(ROOTS, skill, day)
    return found


def assessed(
    standing: Standing, person: str, skill: str, day: date, known: Sequence[Known]
) -> MasteryRef:
    found = assessment(known, day)
    return mastery.Mastery(
        person_id=strawberry.ID(person),
        skill_id=strawberry.ID(skill),
        day=day,
        level=found.level,
        status=MasteryStatus(found.status),
        mastery=found.mastery,
        confidence=found.confidence,
        standard_error=found.standard_error,
        weight=found.weight,
        held_level=None,
        held_since=None,
        relations=standing.relations,
        public=standing.public,
    )


async def mastery_of(
    context: Context,
    standing: Standing,
    person: str,
    as_of: date | None,
    wanted: MasteryFilter,
    *,
    first: int,
    after: str | None,
) -> Connection[MasteryRef]:
    """As it is, or made anew as of a day: that is for whoever may read what it is made of."""
    if as_of is None:
        filters = wanted.values()
        return await connect(
            context, mastery.MASTERY_OF, person, first=first, after=after, filters=filters
        )
    require(standing, "evidence")
    found = await _then(context, standing, person, as_of, wanted)
    return connect_known(found, _ORDER, first=first, after=after)


async def _then(
    context: Context, standing: Standing, person: str, day: date, wanted: MasteryFilter
) -> list[tuple[Mapping[str, object], MasteryRef]]:
    by_skill: dict[str, list[Known]] = {}
    for each in await known_of(context, person, (day,)):
        by_skill.setdefault(each.skill, []).append(each)
    root = None if wanted.skill is None else await root_of(context, wanted.skill, day)
    least = level(wanted.min_level, "minLevel")
    then = (assessed(standing, person, skill, day, known) for skill, known in by_skill.items())
    rows: list[tuple[Mapping[str, object], MasteryRef]] = [
        ({"rank": each.level or 0, "skill_id": str(each.skill_id)}, each)
        for each in then
        if (root is None or each.skill_id == root)
        and (wanted.status is None or each.status is wanted.status)
        and (least is None or (each.level or 0) >= least)
    ]
    rows.sort(key=lambda row: (row[1].level or 0, row[1].skill_id), reverse=True)
    return rows


async def mastery_in(
    context: Context, standing: Standing, person: str, skill: str, as_of: date | None
) -> MasteryRef:
    """In one skill, or what it was merged into; also without any evidence."""
    wanted = MasteryFilter(skill=strawberry.ID(skill))
    page = await mastery_of(context, standing, person, as_of, wanted, first=1, after=None)
    if page.edges:
        return page.edges[0].node
    day = as_of or context.today
    return assessed(standing, person, await root_of(context, skill, day), day, ())
