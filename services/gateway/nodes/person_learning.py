"""Mastery and learning, as fields of a person."""

from datetime import date

import strawberry

from services.gateway.nodes import (
    assessments,
    certification,
    enrolment,
    mastery,
    mastery_as_of,
    plan,
    portfolio,
)
from services.gateway.nodes.connection import DEFAULT_FIRST, After, Connection, First, connect
from services.gateway.nodes.context import Info
from services.gateway.nodes.days import WITHIN, months_before
from services.gateway.nodes.errors import bad_request
from services.gateway.nodes.learning_enums import CertificationStatus
from services.gateway.nodes.learning_filters import EnrolmentFilter, MasteryFilter
from services.gateway.nodes.learning_refs import (
    BadgeRef,
    CertificationRef,
    ContestRef,
    ContributionRef,
    ExpertiseProfileRef,
    LearningPlanRef,
    MasteryRef,
    NewlyVerifiedRef,
    PriorLearningRef,
    SelfAssessmentRef,
    TestResultRef,
)
from services.gateway.nodes.learning_time import LearningWeek, weeks_of
from services.gateway.nodes.refs import EnrolmentRef
from services.gateway.nodes.standing import Standing

MOST_MONTHS = 120


@strawberry.type
class PersonLearning(Standing):
    id: strawberry.ID

    @strawberry.field(
        description="Skills with evidence, the highest level first; as known by the end of a day "
        "with `asOf`."
    )
    async def mastery(
        self,
        info: Info,
        filter: MasteryFilter | None = None,  # noqa: A002 - the argument's name in the graph
        as_of: date | None = None,
        first: First = DEFAULT_FIRST,
        after: After = None,
    ) -> Connection[MasteryRef] | None:
        wanted = filter or MasteryFilter()
        context = info.context
        return await mastery_as_of.mastery_of(
            context, self, self.id, as_of, wanted, first=first, after=after
        )

    @strawberry.field(description="Skills verified for the first time within so many months.")
    async def newly_verified(self, info: Info, months: int = 12) -> NewlyVerifiedRef | None:
        if not 1 <= months <= MOST_MONTHS:
            raise bad_request(f"months must be 1 to {MOST_MONTHS}.")
        today = info.context.today
        since = months_before(today, months)
        found = await info.context.reading.children(mastery.NEWLY_VERIFIED, self.id, since, today)
        return mastery.NewlyVerified(since=since, skills=found)

    @strawberry.field(description="What the person is known for.")
    async def expertise_profile(self, info: Info) -> ExpertiseProfileRef | None:
        return await portfolio.profile_of(info.context, self, self.id)

    @strawberry.field(description="Contributions, the latest first.")
    async def portfolio(
        self, info: Info, first: First = DEFAULT_FIRST, after: After = None
    ) -> Connection[ContributionRef] | None:
        kind = portfolio.CONTRIBUTIONS
        return await connect(info.context, kind, self.id, first=first, after=after, filters=(None,))

    @strawberry.field(description="The latest first; those that were not revoked.")
    async def badges(
        self, info: Info, first: First = DEFAULT_FIRST, after: After = None
    ) -> Connection[BadgeRef] | None:
        return await connect(info.context, portfolio.BADGES, self.id, first=first, after=after)

    @strawberry.field(description="Plans that the person was given, and what they plan to learn.")
    async def learning_plan(self, info: Info) -> LearningPlanRef | None:  # noqa: ARG002 - as the others
        return plan.LearningPlan(person_id=self.id)

    @strawberry.field(description="The last weeks up to this one, 1 to 53 of them.")
    async def learning_time(self, info: Info, weeks: int = 12) -> list[LearningWeek] | None:
        return await weeks_of(info.context, self.id, weeks)

    @strawberry.field(description="The latest first.")
    async def certifications(
        self,
        info: Info,
        status: CertificationStatus | None = None,
        first: First = DEFAULT_FIRST,
        after: After = None,
    ) -> Connection[CertificationRef] | None:
        return await certification.certifications_of(
            info.context, self.id, status, first=first, after=after
        )

    @strawberry.field(description="Those that expire within so many days, the next first.")
    async def expiring_certifications(
        self, info: Info, within: int = WITHIN, first: First = DEFAULT_FIRST, after: After = None
    ) -> Connection[CertificationRef] | None:
        return await certification.expiring_of(
            info.context, self.id, within, first=first, after=after
        )

    @strawberry.field(description="The latest first.")
    async def enrolments(
        self,
        info: Info,
        filter: EnrolmentFilter | None = None,  # noqa: A002 - the argument's name in the graph
        first: First = DEFAULT_FIRST,
        after: After = None,
    ) -> Connection[EnrolmentRef] | None:
        wanted = (filter or EnrolmentFilter()).values()
        kind = enrolment.ENROLMENTS_OF
        return await connect(info.context, kind, self.id, first=first, after=after, filters=wanted)

    @strawberry.field(description="The newest word on each skill.")
    async def self_assessments(self, info: Info) -> list[SelfAssessmentRef] | None:
        return await info.context.reading.children(assessments.SELF_ASSESSMENTS, self.id)

    @strawberry.field(description="The latest first.")
    async def test_results(
        self, info: Info, first: First = DEFAULT_FIRST, after: After = None
    ) -> Connection[TestResultRef] | None:
        kind = assessments.TEST_RESULTS
        return await connect(info.context, kind, self.id, first=first, after=after)

    @strawberry.field(description="What was learnt before, the latest submission first.")
    async def prior_learning(
        self, info: Info, first: First = DEFAULT_FIRST, after: After = None
    ) -> Connection[PriorLearningRef] | None:
        kind = assessments.PRIOR_LEARNING
        return await connect(info.context, kind, self.id, first=first, after=after)

    @strawberry.field(description="Levels that the person contested, the latest first.")
    async def contests(
        self, info: Info, first: First = DEFAULT_FIRST, after: After = None
    ) -> Connection[ContestRef] | None:
        return await connect(info.context, assessments.CONTESTS, self.id, first=first, after=after)
