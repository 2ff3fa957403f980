"""Bench strength of a role: who outside it is ready for it, or might be.

Over the people whose readiness the viewer may read, no others: oneself, direct reports, for HR all.
"""

import strawberry

from services.gateway.nodes import person
from services.gateway.nodes.connection import MOST_FIRST
from services.gateway.nodes.context import Context, Info
from services.gateway.nodes.errors import bad_request
from services.gateway.nodes.reading import Children
from services.gateway.nodes.refs import PersonRef
from services.gateway.sql import numbers as sql
from services.gateway.sql.reads import Record


@strawberry.type(description="Somebody outside a role, with their readiness for it.")
class BenchMember:
    person_id: strawberry.ID
    low: float
    high: float

    @strawberry.field(description="Null once the person has been erased.")
    async def person(self, info: Info) -> PersonRef | None:
        return await info.context.reading.one(person.PEOPLE, self.person_id)


@strawberry.type(
    description="Of the people outside a role whose readiness you may read; readiness counts from "
    "0.8 on."
)
class BenchStrength:
    role_id: strawberry.ID
    considered: int = strawberry.field(description="How many people are counted over.")
    ready: int = strawberry.field(description="With the low end at 0.8 or more.")
    possibly_ready: int = strawberry.field(
        description="With the high end at 0.8 or more: ready if all that is not known were there."
    )

    @strawberry.field(description="Those possibly ready, the readiest first; at most 100.")
    async def people(self, info: Info, first: int = 20) -> list[BenchMember]:
        if not 1 <= first <= MOST_FIRST:
            raise bad_request(f"first must be 1 to {MOST_FIRST}.")
        context = info.context
        return await context.reading.children(PEOPLE, self.role_id, context.today, first)


def _member(row: Record) -> BenchMember:
    return BenchMember(person_id=strawberry.ID(row["person_id"]), low=row["low"], high=row["high"])


def _strength(row: Record) -> BenchStrength:
    return BenchStrength(
        role_id=strawberry.ID(row["parent"]),
        considered=row["considered"],
        ready=row["ready"],
        possibly_ready=row["possibly_ready"],
    )


COUNTS = Children(sql.BENCH_COUNTS, _strength, viewer="rows", varies=True)
PEOPLE = Children(sql.BENCH_PEOPLE, _member, viewer="rows", varies=True)


async def bench_of(context: Context, role: str) -> BenchStrength:
    """Nobody is considered for a role that requires nothing."""
    found = await context.reading.children(COUNTS, role, context.today)
    nobody = BenchStrength(role_id=strawberry.ID(role), considered=0, ready=0, possibly_ready=0)
    return next(iter(found), nobody)
