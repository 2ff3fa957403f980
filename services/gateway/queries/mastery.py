"""Mastery, expertise and what people show of it."""

from datetime import date

import strawberry

from services.gateway.nodes import mastery as nodes
from services.gateway.nodes import portfolio as shown
from services.gateway.nodes.connection import DEFAULT_FIRST, Connection, First, connect
from services.gateway.nodes.context import Info
from services.gateway.nodes.learning_filters import level
from services.gateway.nodes.mastery import Mastery
from services.gateway.nodes.mastery_as_of import mastery_in
from services.gateway.nodes.model import IN_FORCE, MasteryModel, in_force
from services.gateway.nodes.portfolio import Badge, Contribution, ExpertiseProfile, profile_of
from services.gateway.queries.arguments import Token, TokenOrCursor, Whose, cursor, subject

COMPETENT = 3


@strawberry.type
class MasteryRoots:
    @strawberry.field(
        description="Of a person in a skill, or in what it was merged into; also without evidence. "
        "As known by the end of a day with `asOf`."
    )
    async def mastery(
        self,
        info: Info,
        skill: strawberry.ID,
        person: Whose = None,
        as_of: date | None = None,
        after: Token = None,  # noqa: ARG002 - waited for before
    ) -> Mastery | None:
        whose = await subject(info, person, "mastery" if as_of is None else "evidence")
        if whose is None:
            return None
        return await mastery_in(info.context, whose, whose.id, skill, as_of)

    @strawberry.field(
        description="Whom you may know to be verified in a skill at a level or above, the highest "
        "first: yourself, your reports, and whoever shows their profile; HR knows all."
    )
    async def experts(
        self,
        info: Info,
        skill: strawberry.ID,
        min_level: int = COMPETENT,
        first: First = DEFAULT_FIRST,
        after: TokenOrCursor = None,
    ) -> Connection[Mastery]:
        least = level(min_level, "minLevel")
        return await connect(
            info.context, nodes.EXPERTS, skill, first=first, after=cursor(after), filters=(least,)
        )

    @strawberry.field(description="Of a manager's direct reports; as the field of a team.")
    async def stale_skills(
        self,
        info: Info,
        team: Whose = None,
        first: First = DEFAULT_FIRST,
        after: TokenOrCursor = None,
    ) -> Connection[Mastery] | None:
        whose = await subject(info, team, "team")
        if whose is None:
            return None
        return await connect(info.context, nodes.STALE, whose.id, first=first, after=cursor(after))

    @strawberry.field(description="As the field of a person.")
    async def expertise_profile(
        self,
        info: Info,
        person: Whose = None,
        after: Token = None,  # noqa: ARG002 - waited for before
    ) -> ExpertiseProfile | None:
        whose = await subject(info, person, "portfolio")
        return await profile_of(info.context, whose, whose.id) if whose else None

    @strawberry.field(description="As the field of a person.")
    async def portfolio(
        self,
        info: Info,
        person: Whose = None,
        first: First = DEFAULT_FIRST,
        after: TokenOrCursor = None,
    ) -> Connection[Contribution] | None:
        whose = await subject(info, person, "portfolio")
        if whose is None:
            return None
        kind = shown.CONTRIBUTIONS
        return await connect(
            info.context, kind, whose.id, first=first, after=cursor(after), filters=(None,)
        )

    @strawberry.field(description="As the field of a person.")
    async def badges(
        self,
        info: Info,
        person: Whose = None,
        first: First = DEFAULT_FIRST,
        after: TokenOrCursor = None,
    ) -> Connection[Badge] | None:
        whose = await subject(info, person, "portfolio")
        if whose is None:
            return None
        return await connect(info.context, shown.BADGES, whose.id, first=first, after=cursor(after))

    @strawberry.field(description="The parameters in force on a day, today unless given.")
    async def mastery_model(
        self,
        info: Info,
        as_of: date | None = None,
        after: Token = None,  # noqa: ARG002 - waited for before
    ) -> MasteryModel:
        day = as_of or info.context.today
        return in_force(await info.context.reading.children(IN_FORCE, "", day))
