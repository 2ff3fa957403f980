"""Certificates: claimed, confirmed, renewed, expired."""

from datetime import date

import strawberry

from services.gateway.nodes import person
from services.gateway.nodes.connection import Connection, connect
from services.gateway.nodes.context import Context, Info
from services.gateway.nodes.days import ahead
from services.gateway.nodes.learning_enums import CertificationStatus
from services.gateway.nodes.node import Node
from services.gateway.nodes.reading import ById, Children, Listing
from services.gateway.nodes.refs import PersonRef
from services.gateway.nodes.skill_level import SkillAtLevel, skill_at_level
from services.gateway.nodes.standing import Standing, relations
from services.gateway.sql import certifications as sql
from services.gateway.sql.reads import Record
from services.gateway.visibility import Viewer


@strawberry.type(description="A certificate; it counts once confirmed.")
class Certification(Standing, Node):
    id: strawberry.ID
    person_id: strawberry.ID
    name: str
    issuer: str | None
    proof: str | None
    status: CertificationStatus
    earned_on: date
    expires_on: date
    claimed_on: date
    confirmed_on: date | None
    confirmed_by_id: strawberry.ID | None
    declined_on: date | None
    revoked_on: date | None
    reason: str | None = strawberry.field(description="Why it was declined or revoked.")
    renewal_earned_on: date | None = strawberry.field(
        description="While a renewal waits to be confirmed."
    )
    renewal_expires_on: date | None
    renewal_proof: str | None
    renewal_claimed_on: date | None

    @strawberry.field(description="Null once the person has been erased.")
    async def person(self, info: Info) -> PersonRef | None:
        return await info.context.reading.one(person.PEOPLE, self.person_id)

    @strawberry.field(description="Null also once the person has been erased.")
    async def confirmed_by(self, info: Info) -> PersonRef | None:
        return await info.context.reading.one(person.PEOPLE, self.confirmed_by_id)

    @strawberry.field(description="What it attests, the highest level first.")
    async def skills(self, info: Info) -> list[SkillAtLevel]:
        return await info.context.reading.children(SKILLS_ATTESTED, self.id)


def certification(row: Record, viewer: Viewer) -> Certification:
    return Certification(
        id=strawberry.ID(row["certification"]),
        person_id=strawberry.ID(row["person"]),
        name=row["name"],
        issuer=row["issuer"],
        proof=row["proof"],
        status=CertificationStatus(row["status"]),
        earned_on=row["earned_on"],
        expires_on=row["expires_on"],
        claimed_on=row["claimed_on"],
        confirmed_on=row["confirmed_on"],
        confirmed_by_id=strawberry.ID(row["confirmed_by"]) if row["confirmed_by"] else None,
        declined_on=row["declined_on"],
        revoked_on=row["revoked_on"],
        reason=row["reason"],
        renewal_earned_on=row["renewal_earned_on"],
        renewal_expires_on=row["renewal_expires_on"],
        renewal_proof=row["renewal_proof"],
        renewal_claimed_on=row["renewal_claimed_on"],
        relations=relations(row, viewer, row["person"]),
        public=row["public"],
    )


async def certifications_of(
    context: Context,
    person: str,
    status: CertificationStatus | None,
    *,
    first: int,
    after: str | None,
) -> Connection[Certification]:
    wanted = (status.value if status else None,)
    kind = CERTIFICATIONS_OF
    return await connect(context, kind, person, first=first, after=after, filters=wanted)


async def expiring_of(
    context: Context, person: str, within: int, *, first: int, after: str | None
) -> Connection[Certification]:
    kind, days = EXPIRING, ahead(context.today, within)
    return await connect(context, kind, person, first=first, after=after, filters=days)


async def expiring_in(
    context: Context, manager: str, within: int, *, first: int, after: str | None
) -> Connection[Certification]:
    kind, days = EXPIRING_IN_TEAM, ahead(context.today, within)
    return await connect(context, kind, manager, first=first, after=after, filters=days)


_BY_EXPIRY = (("expires_on", date), ("certification", str))
CERTIFICATIONS: ById[Certification] = ById(
    sql.CERTIFICATIONS_BY_ID, "certification", certification, viewer="rows"
)
CERTIFICATIONS_OF = Listing(
    sql.CERTIFICATIONS_OF,
    sql.CERTIFICATIONS_COUNT,
    (("earned_on", date), ("certification", str)),
    certification,
    viewer="rows",
)
EXPIRING = Listing(sql.EXPIRING_OF, sql.EXPIRING_COUNT, _BY_EXPIRY, certification, viewer="rows")
EXPIRING_IN_TEAM = Listing(
    sql.EXPIRING_IN_TEAM, sql.EXPIRING_IN_TEAM_COUNT, _BY_EXPIRY, certification, viewer="rows"
)
WAITING_IN_TEAM = Listing(
    sql.WAITING_IN_TEAM,
    sql.WAITING_IN_TEAM_COUNT,
    (("waiting_since", date), ("certification", str)),
    certification,
    viewer="rows",
)
WAITING_UNLED = Listing(
    sql.WAITING_UNLED,
    sql.WAITING_UNLED_COUNT,
    (("waiting_since", date), ("certification", str)),
    certification,
    viewer="rows",
)
SKILLS_ATTESTED = Children(sql.SKILLS_OF, skill_at_level)
