"""What waits for the word of whoever leads a team."""

import strawberry

from services.gateway.nodes import assessments, certification, enrolment
from services.gateway.nodes.connection import DEFAULT_FIRST, After, Connection, First, connect
from services.gateway.nodes.context import Info
from services.gateway.nodes.learning_refs import CertificationRef, ContestRef, PriorLearningRef
from services.gateway.nodes.refs import EnrolmentRef


@strawberry.type(description="What waits for a manager's word, the oldest first.")
class ReviewsWaiting:
    manager_id: strawberry.Private[str]

    @strawberry.field(description="Claims and renewals of direct reports, to be confirmed.")
    async def certifications(
        self, info: Info, first: First = DEFAULT_FIRST, after: After = None
    ) -> Connection[CertificationRef]:
        kind = certification.WAITING_IN_TEAM
        return await connect(info.context, kind, self.manager_id, first=first, after=after)

    @strawberry.field(description="Of direct reports, to be confirmed or declined.")
    async def prior_learning(
        self, info: Info, first: First = DEFAULT_FIRST, after: After = None
    ) -> Connection[PriorLearningRef]:
        kind = assessments.PRIOR_LEARNING_WAITING
        return await connect(info.context, kind, self.manager_id, first=first, after=after)

    @strawberry.field(description="Of activities that name this person as their assessor.")
    async def completions_to_score(
        self, info: Info, first: First = DEFAULT_FIRST, after: After = None
    ) -> Connection[EnrolmentRef]:
        kind = enrolment.TO_SCORE
        return await connect(info.context, kind, self.manager_id, first=first, after=after)

    @strawberry.field(description="Of direct reports; decided by HR.")
    async def contests(
        self, info: Info, first: First = DEFAULT_FIRST, after: After = None
    ) -> Connection[ContestRef]:
        kind = assessments.CONTESTS_WAITING
        return await connect(info.context, kind, self.manager_id, first=first, after=after)


@strawberry.type(description="What waits for HR's word, the oldest first; nothing of one's own.")
class ReviewsForHr:
    @strawberry.field(description="Claims and renewals of people whom nobody leads.")
    async def certifications(
        self, info: Info, first: First = DEFAULT_FIRST, after: After = None
    ) -> Connection[CertificationRef]:
        kind = certification.WAITING_UNLED
        return await connect(info.context, kind, "", first=first, after=after)

    @strawberry.field(description="Of people whom nobody leads.")
    async def prior_learning(
        self, info: Info, first: First = DEFAULT_FIRST, after: After = None
    ) -> Connection[PriorLearningRef]:
        kind = assessments.PRIOR_LEARNING_UNLED
        return await connect(info.context, kind, "", first=first, after=after)

    @strawberry.field(description="Of anybody.")
    async def contests(
        self, info: Info, first: First = DEFAULT_FIRST, after: After = None
    ) -> Connection[ContestRef]:
        kind = assessments.OPEN_CONTESTS
        return await connect(info.context, kind, "", first=first, after=after)
