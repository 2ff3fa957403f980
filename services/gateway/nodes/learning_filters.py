"""What lists of mastery and learning can be narrowed by."""

import strawberry

from services.gateway.nodes.errors import bad_request
from services.gateway.nodes.filters import contains
from services.gateway.nodes.learning_enums import ActivityKind, EnrolmentStatus, MasteryStatus


def level(given: int | None, name: str) -> int | None:
    """Raises ``BAD_REQUEST`` at what is no level."""
    if given is not None and not 1 <= given <= 5:
        raise bad_request(f"{name} must be 1 to 5.")
    return given


@strawberry.input
class MasteryFilter:
    skill: strawberry.ID | None = strawberry.field(
        default=None, description="This skill, or what it was merged into."
    )
    status: MasteryStatus | None = None
    min_level: int | None = None

    def values(self) -> tuple[object, ...]:
        status = self.status.value if self.status else None
        return (self.skill, status, level(self.min_level, "minLevel"))


@strawberry.input
class ActivityFilter:
    search: str | None = strawberry.field(default=None, description="A part of the title.")
    kind: ActivityKind | None = None
    skill: strawberry.ID | None = None
    min_level: int | None = strawberry.field(
        default=None, description="Of `skill`, or of any skill if that is not given."
    )
    retired: bool | None = strawberry.field(default=False, description="Null: either.")

    def values(self) -> tuple[object, ...]:
        return (
            contains(self.search),
            self.kind.value if self.kind else None,
            self.skill,
            level(self.min_level, "minLevel"),
            self.retired,
        )


@strawberry.input
class EnrolmentFilter:
    status: EnrolmentStatus | None = None
    activity: strawberry.ID | None = None

    def values(self) -> tuple[object, ...]:
        return (self.status.value if self.status else None, self.activity)
