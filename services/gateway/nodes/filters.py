"""What lists can be narrowed by. A filter sees only what its viewer may read anyway."""

from datetime import date

import strawberry

from services.gateway.nodes.enums import ApplicationStatus, GoalStatus
from services.gateway.nodes.errors import bad_request

_LONGEST_SEARCH = 100


def searched(text: str) -> str:
    """The text of a search without blanks around it; raises ``BAD_REQUEST``."""
    if not text.strip() or len(text) > _LONGEST_SEARCH or "\0" in text:
        raise bad_request(f"search takes 1 to {_LONGEST_SEARCH} characters.")
    return text.strip()


def contains(text: str | None) -> str | None:
    """The pattern of a search for a part of a name, whatever its case."""
    if text is None:
        return None
    plain = searched(text).lower()
    for special in ("\\", "%", "_"):
        plain = plain.replace(special, "\\" + special)
    return f"%{plain}%"


@strawberry.input
class PeopleFilter:
    search: str | None = strawberry.field(default=None, description="A part of the name.")
    department: str | None = None
    role: strawberry.ID | None = None
    active: bool | None = strawberry.field(default=True, description="Null: those who left too.")
    under: strawberry.ID | None = strawberry.field(
        default=None, description="Everybody who reports to this person, over however many steps."
    )

    def values(self) -> tuple[object, ...]:
        return (contains(self.search), self.department, self.role, self.active, self.under)


@strawberry.input
class RoleFilter:
    search: str | None = strawberry.field(default=None, description="A part of the title.")
    family: str | None = None
    retired: bool | None = strawberry.field(default=False, description="Null: either.")

    def values(self) -> tuple[object, ...]:
        return (contains(self.search), self.family, self.retired)


@strawberry.input
class SkillFilter:
    search: str | None = strawberry.field(
        default=None,
        description="A name or a synonym, its beginning or a part of it, or nearly one.",
    )
    retired: bool | None = strawberry.field(
        default=False, description="Retired or merged ones; null: either."
    )
    under: strawberry.ID | None = strawberry.field(
        default=None, description="Those placed right under this skill."
    )

    def values(self) -> tuple[object, ...]:
        """All but ``search``, which has an order of its own."""
        return (self.retired, self.under)


@strawberry.input
class CareerGoalFilter:
    status: GoalStatus | None = None
    target_role: strawberry.ID | None = None
    due_before: date | None = None

    def values(self) -> tuple[object, ...]:
        status = self.status.value if self.status else None
        return (status, self.target_role, self.due_before)


@strawberry.input
class ApplicationFilter:
    status: ApplicationStatus | None = None

    def values(self) -> tuple[object, ...]:
        return (self.status.value if self.status else None,)
