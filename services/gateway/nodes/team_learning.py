"""Mastery and learning of a team, as its fields: for whoever leads it, and for HR."""

import strawberry

from services.gateway.nodes import certification, mastery, reviews, skill_matrix
from services.gateway.nodes.connection import DEFAULT_FIRST, After, Connection, First, connect
from services.gateway.nodes.context import Info
from services.gateway.nodes.days import WITHIN
from services.gateway.nodes.learning_refs import (
    CertificationRef,
    MasteryRef,
    ReviewsWaitingRef,
    SkillMatrixRef,
)
from services.gateway.nodes.learning_time import LearningWeek, weeks_of
from services.gateway.nodes.refs import PersonRef


@strawberry.type
class TeamLearning:
    manager: PersonRef

    @strawberry.field(
        description="The people by what their roles require and what they have shown."
    )
    async def skill_matrix(self, info: Info) -> SkillMatrixRef | None:
        context = info.context
        found = await context.reading.children(skill_matrix.MATRIX, self.manager.id, context.today)
        return skill_matrix.skill_matrix(found)

    @strawberry.field(description="Known once, and confirmed by nobody lately; the highest first.")
    async def stale_skills(
        self, info: Info, first: First = DEFAULT_FIRST, after: After = None
    ) -> Connection[MasteryRef] | None:
        return await connect(info.context, mastery.STALE, self.manager.id, first=first, after=after)

    @strawberry.field(description="All members' together, the last weeks up to this one, 1 to 53.")
    async def learning_time(self, info: Info, weeks: int = 12) -> list[LearningWeek] | None:
        return await weeks_of(info.context, self.manager.id, weeks, team=True)

    @strawberry.field(description="Those that expire within so many days, the next first.")
    async def expiring_certifications(
        self, info: Info, within: int = WITHIN, first: First = DEFAULT_FIRST, after: After = None
    ) -> Connection[CertificationRef] | None:
        manager = self.manager.id
        return await certification.expiring_in(
            info.context, manager, within, first=first, after=after
        )

    @strawberry.field(description="What waits for the manager's word.")
    async def reviews_waiting(self, info: Info) -> ReviewsWaitingRef | None:  # noqa: ARG002 - as the others
        return reviews.ReviewsWaiting(manager_id=self.manager.id)
