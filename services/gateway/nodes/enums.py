"""The closed lists of values in the graph, as the services' views store them."""

from enum import Enum

import strawberry


@strawberry.enum
class GoalStatus(Enum):
    ACTIVE = "active"
    PAUSED = "paused"
    ACHIEVED = "achieved"
    ABANDONED = "abandoned"


@strawberry.enum(description="Who besides its owner, their manager and HR reads a goal.")
class Sharing(Enum):
    NOBODY = "nobody"
    MENTORS = "mentors"
    EVERYONE = "everyone"


@strawberry.enum(description="Why a goal is at risk on a day.")
class Risk(Enum):
    OVERDUE = "overdue"
    NO_CHECK_IN = "no_check_in"
    LOW_CONFIDENCE = "low_confidence"
    BLOCKED = "blocked"
    PACE = "pace"


@strawberry.enum
class RoleStatus(Enum):
    DEFINED = "defined"
    RETIRED = "retired"


@strawberry.enum
class AssignmentStatus(Enum):
    OPEN = "open"
    CANCELLED = "cancelled"


@strawberry.enum
class ApplicationStatus(Enum):
    WAITING = "waiting"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    ACCEPTED = "accepted"
    COMPLETED = "completed"
    VALIDATED = "validated"


@strawberry.enum
class Outcome(Enum):
    EXCEEDED = "exceeded"
    MET = "met"
    PARTLY = "partly"
    NOT_MET = "not_met"


@strawberry.enum
class EntryKind(Enum):
    REFLECTION = "reflection"
    SETBACK = "setback"


@strawberry.enum(description="By half-lives since the newest strong evidence: 1 and 2 divide them.")
class Freshness(Enum):
    FRESH = "fresh"
    AGEING = "ageing"
    STALE = "stale"
