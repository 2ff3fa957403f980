"""What is known of somebody's skills on a day, and what a role requires then."""

from dataclasses import dataclass
from datetime import date

from services.gateway.formulas.freshness import Freshness, freshness
from services.gateway.formulas.required import Known, KnownSkills, Required
from services.gateway.nodes import evidence
from services.gateway.nodes.context import Context
from services.gateway.nodes.reading import Children
from services.gateway.sql import numbers as sql
from services.gateway.sql.reads import Record
from services.learning.formulas.mastery import freshest_strong


@dataclass(frozen=True, slots=True)
class SkillThen:
    """``fresh_from`` and ``half_life`` are of the newest strong evidence, none without any."""

    skill: str
    known: Known
    fresh_from: date | None
    half_life: float | None

    def freshness(self, day: date) -> Freshness | None:
        if self.fresh_from is None or self.half_life is None:
            return None
        return freshness(self.fresh_from, self.half_life, day)


@dataclass(frozen=True, slots=True)
class Held:
    """``root`` is what ``skill`` was merged into; what is held of a merged skill is the root's."""

    skill: str
    root: str
    level: int | None
    first_verified_on: date | None


@dataclass(frozen=True, slots=True)
class Aim:
    """An active goal; ``links`` is whether it names skills of its own."""

    goal: str
    role: str | None
    links: bool


def required(row: Record) -> Required:
    return Required(row["skill"], row["level"], row["importance"])


def _known(row: Record) -> SkillThen:
    known = Known(row["mastery"], row["status"])
    return SkillThen(row["skill_id"], known, row["fresh_from"], row["fresh_half_life"])


def _held(row: Record) -> Held:
    return Held(row["skill_id"], row["root_id"], row["held_level"], row["first_verified_on"])


def _aim(row: Record) -> Aim:
    return Aim(row["goal"], row["target_role"], row["links"])


def _target(row: Record) -> tuple[str, int]:
    return row["skill"], row["level"]


REQUIRED = Children(sql.REQUIRED_OF, required)
KNOWN = Children(sql.KNOWN_OF, _known)
HELD = Children(sql.HELD_OF, _held)
AIMS = Children(sql.AIMS_OF, _aim)
TARGETS = Children(sql.TARGETS_OF, _target)


async def required_by(context: Context, role: str, day: date) -> list[Required]:
    return await context.reading.children(REQUIRED, role, day)


async def skills_on(context: Context, person: str, day: date) -> list[SkillThen]:
    """Today's are projected; those of another day are made anew from the evidence of then."""
    if day == context.today:
        return await context.reading.children(KNOWN, person)
    by_skill: dict[str, list[evidence.Known]] = {}
    for each in await evidence.known_of(context, person, (day,)):
        by_skill.setdefault(each.skill, []).append(each)
    return [_then(skill, known, day) for skill, known in by_skill.items()]


def _then(skill: str, known: list[evidence.Known], day: date) -> SkillThen:
    found = evidence.assessment(known, day)
    strong = freshest_strong(evidence.items(known), day, evidence.parameters(known))
    return SkillThen(skill, Known(found.mastery, found.status), *(strong or (None, None)))


async def known_on(context: Context, person: str, day: date) -> KnownSkills:
    return {each.skill: each.known for each in await skills_on(context, person, day)}


async def held_now(context: Context, person: str) -> dict[str, int]:
    """The levels held, by skill."""
    found = await context.reading.children(HELD, person)
    return {each.skill: each.level for each in found if each.level is not None}


async def aims_of(context: Context, person: str) -> list[Aim]:
    """Active goals, the next due first."""
    return await context.reading.children(AIMS, person)


async def targets_of(context: Context, goal: str) -> list[tuple[str, int]]:
    """The skills that a goal links, with the levels aimed at."""
    return await context.reading.children(TARGETS, goal)
