"""The closed lists of values of mastery and learning, as the service's views store them."""

from enum import Enum

import strawberry


@strawberry.enum(description="How well a level is known.")
class MasteryStatus(Enum):
    VERIFIED = "verified"
    STALE = "stale"
    PROVISIONAL = "provisional"
    UNASSESSED = "unassessed"


@strawberry.enum(description="Against a required level.")
class AgainstRequired(Enum):
    MET = "met"
    BELOW = "below"
    NOT_KNOWN = "not_known"


@strawberry.enum
class EvidenceKind(Enum):
    SELF_ASSESSMENT = "self_assessment"
    MANAGER_REVIEW = "manager_review"
    PEER_FEEDBACK = "peer_feedback"
    UPWARD_FEEDBACK = "upward_feedback"
    MENTOR_ASSESSMENT = "mentor_assessment"
    TEST_SCORE = "test_score"
    LEARNING_COMPLETED = "learning_completed"
    LEARNING_ASSESSED = "learning_assessed"
    CERTIFICATION = "certification"
    STRETCH_ASSIGNMENT = "stretch_assignment"
    MENTORSHIP_SESSION = "mentorship_session"
    MENTORING = "mentoring"
    """All of mentors and sessions as one line, for whom a mentorship is no business of."""


@strawberry.enum(description="Why an item weighs less than it would by itself.")
class Cut(Enum):
    SUPERSEDED = "superseded"
    AGE = "age"
    CAP = "cap"
    WEAK = "weak"
    NOT_NEEDED = "not_needed"


@strawberry.enum
class ActivityKind(Enum):
    COURSE = "course"
    WORKSHOP = "workshop"
    SEMINAR = "seminar"
    CONFERENCE = "conference"
    PROGRAMME = "programme"
    CERTIFICATION = "certification"


@strawberry.enum
class ActivityStatus(Enum):
    PUBLISHED = "published"
    RETIRED = "retired"


@strawberry.enum
class OccurrenceStatus(Enum):
    SCHEDULED = "scheduled"
    CANCELLED = "cancelled"


@strawberry.enum
class EnrolmentStatus(Enum):
    PLANNED = "planned"
    ENROLLED = "enrolled"
    WAITING = "waiting"
    STARTED = "started"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"


@strawberry.enum
class CertificationStatus(Enum):
    CLAIMED = "claimed"
    DECLINED = "declined"
    CONFIRMED = "confirmed"
    EXPIRED = "expired"
    REVOKED = "revoked"


@strawberry.enum
class PriorLearningStatus(Enum):
    SUBMITTED = "submitted"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    REVOKED = "revoked"


@strawberry.enum(description="What became of a contested level.")
class ContestStatus(Enum):
    OPEN = "open"
    UPHELD = "upheld"
    CORRECTED = "corrected"


@strawberry.enum
class PriorLearningKind(Enum):
    CERTIFICATION = "certification"
    LEARNING_ASSESSED = "learning_assessed"


@strawberry.enum
class ContributionKind(Enum):
    ARTICLE = "article"
    TALK = "talk"
    REPOSITORY = "repository"
    ANSWER = "answer"


@strawberry.enum
class ProfileVisibility(Enum):
    PRIVATE = "private"
    PUBLIC = "public"


@strawberry.enum(description="Whose budget of learning time it is.")
class BudgetScope(Enum):
    PERSON = "person"
    TEAM = "team"
