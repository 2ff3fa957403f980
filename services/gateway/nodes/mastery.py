"""Mastery: how well a person commands a skill, how sure we are, and why."""

from datetime import date
from typing import Annotated

import strawberry

from services.gateway.nodes import person, skill
from services.gateway.nodes.context import Info
from services.gateway.nodes.days import days_between, year_before
from services.gateway.nodes.errors import bad_request
from services.gateway.nodes.evidence import assessment, known_in, known_of
from services.gateway.nodes.explanation import (
    Explanation,
    RaisingStep,
    count,
    explanation,
    led_only,
    raising_steps,
)
from services.gateway.nodes.learning_enums import MasteryStatus
from services.gateway.nodes.reading import Children, Listing
from services.gateway.nodes.refs import PersonRef, SkillRef
from services.gateway.nodes.standing import Standing, relations
from services.gateway.sql import mastery as sql
from services.gateway.sql.reads import Record
from services.gateway.visibility import Viewer

From = Annotated[
    date | None, strawberry.argument(name="from", description="A year before `to`, unless given.")
]
To = Annotated[date | None, strawberry.argument(description="Today, unless given.")]


@strawberry.type(description="A point of the history: what was known by the end of a day.")
class MasteryPoint:
    day: date
    level: int | None
    status: MasteryStatus
    mastery: float | None
    confidence: float


@strawberry.type(description="How well a person commands a skill, 1 novice … 5 expert.")
class Mastery(Standing):
    person_id: strawberry.ID
    skill_id: strawberry.ID = strawberry.field(description="What it was merged into, if it was.")
    day: date = strawberry.field(description="The day that it was assessed for.")
    level: int | None
    status: MasteryStatus
    mastery: float | None = strawberry.field(description="M, 1 to 5.")
    confidence: float | None = strawberry.field(description="C, 0 to 1: how sure we are.")
    standard_error: float | None = strawberry.field(description="Of M, in levels.")
    weight: float | None = strawberry.field(description="W, of all evidence that is used.")
    held_level: int | None = strawberry.field(description="Of now alone: null with `asOf`.")
    held_since: date | None

    @strawberry.field(description="Null once the person has been erased.")
    async def person(self, info: Info) -> PersonRef | None:
        return await info.context.reading.one(person.PEOPLE, self.person_id)

    @strawberry.field(description="Null while the catalogue does not know it yet.")
    async def skill(self, info: Info) -> SkillRef | None:
        return await info.context.reading.one(skill.SKILLS, self.skill_id)

    @strawberry.field(description="How many items of evidence there are.")
    async def evidence_count(self, info: Info) -> int | None:
        known = await known_in(info.context, self.person_id, self.skill_id, self.day)
        return count(known, led=led_only(self.relations))

    @strawberry.field(description="What it is made of, line by line.")
    async def explanation(self, info: Info) -> Explanation | None:
        known = await known_in(info.context, self.person_id, self.skill_id, self.day)
        return explanation(known, self.day, led=led_only(self.relations))

    @strawberry.field(description="For each kind of evidence the smallest step, cheapest first.")
    async def what_would_raise(self, info: Info, to_level: int) -> list[RaisingStep] | None:
        if not 1 <= to_level <= 5:
            raise bad_request("toLevel must be 1 to 5.")
        known = await known_in(info.context, self.person_id, self.skill_id, self.day)
        return raising_steps(known, self.day, to_level, led=led_only(self.relations))

    @strawberry.field(description="What was known then, at equal distances; 2 to 30 points.")
    async def history(
        self, info: Info, from_: From = None, to: To = None, points: int = 13
    ) -> list[MasteryPoint] | None:
        end = to or self.day
        days = days_between(from_ or year_before(end), end, points)
        known = await known_of(info.context, self.person_id, days)
        own = [each for each in known if each.skill == self.skill_id]
        found = ((day, assessment([each for each in own if each.day == day], day)) for day in days)
        return [
            MasteryPoint(
                day=day,
                level=then.level,
                status=MasteryStatus(then.status),
                mastery=then.mastery,
                confidence=then.confidence,
            )
            for day, then in found
        ]


@strawberry.type(description="A skill in which somebody was verified for the first time.")
class VerifiedSkill:
    skill_id: strawberry.ID
    held_level: int | None
    first_verified_on: date

    @strawberry.field(description="Null while the catalogue does not know it yet.")
    async def skill(self, info: Info) -> SkillRef | None:
        return await info.context.reading.one(skill.SKILLS, self.skill_id)


@strawberry.type(description="Breadth gained: skills verified for the first time.")
class NewlyVerified:
    since: date
    skills: list[VerifiedSkill] = strawberry.field(description="The latest first.")

    @strawberry.field
    def count(self) -> int:
        return len(self.skills)


def mastery(row: Record, viewer: Viewer) -> Mastery:
    return Mastery(
        person_id=strawberry.ID(row["person_id"]),
        skill_id=strawberry.ID(row["skill_id"]),
        day=row["day"],
        level=row["level"],
        status=MasteryStatus(row["status"]),
        mastery=row["mastery"],
        confidence=row["confidence"],
        standard_error=row["standard_error"],
        weight=row["weight"],
        held_level=row["held_level"],
        held_since=row["held_since"],
        relations=relations(row, viewer, row["person_id"]),
        public=row["public"],
    )


def verified_skill(row: Record) -> VerifiedSkill:
    return VerifiedSkill(
        skill_id=strawberry.ID(row["skill_id"]),
        held_level=row["held_level"],
        first_verified_on=row["first_verified_on"],
    )


_OF_PERSON = (("rank", int), ("skill_id", str))
_OF_SKILL = (("rank", int), ("person_id", str))
_OF_TEAM = (("rank", int), ("person_id", str), ("skill_id", str))
MASTERY_OF = Listing(sql.MASTERY_OF, sql.MASTERY_COUNT, _OF_PERSON, mastery, viewer="rows")
EXPERTS = Listing(sql.EXPERTS_IN, sql.EXPERTS_COUNT, _OF_SKILL, mastery, viewer="rows")
STALE = Listing(sql.STALE_OF, sql.STALE_COUNT, _OF_TEAM, mastery, viewer="rows")
NEWLY_VERIFIED = Children(sql.NEWLY_VERIFIED_OF, verified_skill)
