"""How far a goal has come, for those who may read both the goal and its owner's mastery."""

import strawberry

from services.gateway.formulas.progress import progress, skills_share
from services.gateway.nodes import person
from services.gateway.nodes.context import Info
from services.gateway.nodes.known import known_on, targets_of
from services.gateway.nodes.standing import require


@strawberry.type
class GoalProgress:
    id: strawberry.ID
    owner_id: strawberry.ID
    milestones_total: int
    milestones_completed: int

    @strawberry.field(
        description="0 to 1: the mean of the share of milestones completed and of how near the "
        "linked skills are to their targets; only for whoever may read the owner's mastery."
    )
    async def progress(self, info: Info) -> float | None:
        owner = await info.context.reading.one(person.PEOPLE, self.owner_id)
        if owner is None:
            return None
        require(owner, "numbers")
        targets = await targets_of(info.context, self.id)
        known = await known_on(info.context, self.owner_id, info.context.today) if targets else {}
        return progress(
            completed=self.milestones_completed,
            total=self.milestones_total,
            skills=skills_share(targets, known),
        )
