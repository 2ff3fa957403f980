"""What people learn and have learnt, and what waits for their managers' word."""

import strawberry

from services.gateway.nodes import enrolment
from services.gateway.nodes.certification import (
    Certification,
    certifications_of,
    expiring_in,
    expiring_of,
)
from services.gateway.nodes.connection import DEFAULT_FIRST, Connection, First, connect
from services.gateway.nodes.context import Info
from services.gateway.nodes.days import WITHIN
from services.gateway.nodes.enrolment import Enrolment
from services.gateway.nodes.errors import ErrorCode, Fault, bad_request
from services.gateway.nodes.learning_enums import CertificationStatus
from services.gateway.nodes.learning_filters import EnrolmentFilter
from services.gateway.nodes.learning_time import LearningWeek, weeks_of
from services.gateway.nodes.person import Person
from services.gateway.nodes.plan import LearningPlan
from services.gateway.nodes.reviews import ReviewsForHr, ReviewsWaiting
from services.gateway.queries.arguments import Token, TokenOrCursor, Whose, cursor, subject


async def _one_of(info: Info, person: str | None, team: str | None) -> Person | None:
    """The person, or the manager of the team, if the viewer may ask."""
    if person is not None and team is not None:
        raise bad_request("Of a person or of a team: say one.")
    return await subject(info, person or team, "learning" if team is None else "team")


@strawberry.type
class PersonalLearningRoots:
    @strawberry.field(description="As the field of a person.")
    async def learning_plan(
        self,
        info: Info,
        person: Whose = None,
        after: Token = None,  # noqa: ARG002 - waited for before
    ) -> LearningPlan | None:
        whose = await subject(info, person, "learning")
        return LearningPlan(person_id=whose.id) if whose else None

    @strawberry.field(description="Of a person, you unless given, or of a manager's team.")
    async def learning_time(
        self,
        info: Info,
        person: strawberry.ID | None = None,
        team: strawberry.ID | None = None,
        weeks: int = 12,
        after: Token = None,  # noqa: ARG002 - waited for before
    ) -> list[LearningWeek] | None:
        whose = await _one_of(info, person, team)
        if whose is None:
            return None
        return await weeks_of(info.context, whose.id, weeks, team=team is not None)

    @strawberry.field(description="As the field of a person.")
    async def certifications(
        self,
        info: Info,
        person: Whose = None,
        status: CertificationStatus | None = None,
        first: First = DEFAULT_FIRST,
        after: TokenOrCursor = None,
    ) -> Connection[Certification] | None:
        whose = await subject(info, person, "learning")
        if whose is None:
            return None
        after = cursor(after)
        return await certifications_of(info.context, whose.id, status, first=first, after=after)

    @strawberry.field(description="Of a person, you unless given, or of a manager's team.")
    async def expiring_certifications(
        self,
        info: Info,
        within: int = WITHIN,
        person: strawberry.ID | None = None,
        team: strawberry.ID | None = None,
        first: First = DEFAULT_FIRST,
        after: TokenOrCursor = None,
    ) -> Connection[Certification] | None:
        whose = await _one_of(info, person, team)
        if whose is None:
            return None
        context, after = info.context, cursor(after)
        if team is not None:
            return await expiring_in(context, whose.id, within, first=first, after=after)
        return await expiring_of(context, whose.id, within, first=first, after=after)

    @strawberry.field(description="As the field of a person.")
    async def enrolments(
        self,
        info: Info,
        person: Whose = None,
        filter: EnrolmentFilter | None = None,  # noqa: A002 - the argument's name in the graph
        first: First = DEFAULT_FIRST,
        after: TokenOrCursor = None,
    ) -> Connection[Enrolment] | None:
        whose = await subject(info, person, "learning")
        if whose is None:
            return None
        kind, wanted = enrolment.ENROLMENTS_OF, (filter or EnrolmentFilter()).values()
        after = cursor(after)
        return await connect(info.context, kind, whose.id, first=first, after=after, filters=wanted)

    @strawberry.field(description="As the field of a team, named by its manager.")
    async def reviews_waiting(
        self,
        info: Info,
        team: Whose = None,
        after: Token = None,  # noqa: ARG002 - waited for before
    ) -> ReviewsWaiting | None:
        whose = await subject(info, team, "team")
        return ReviewsWaiting(manager_id=whose.id) if whose else None

    @strawberry.field(description="For HR alone.")
    async def reviews_for_hr(
        self,
        info: Info,
        after: Token = None,  # noqa: ARG002 - waited for before
    ) -> ReviewsForHr | None:
        if not info.context.viewer.hr:
            raise Fault(ErrorCode.FORBIDDEN, "This is not for you to read.")
        return ReviewsForHr()
