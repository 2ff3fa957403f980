"""The types of mastery and learning by name, for annotations: resolved when the schema is built."""

from typing import TYPE_CHECKING, Annotated

import strawberry

if TYPE_CHECKING:
    from services.gateway.nodes.assessments import (
        Contest,
        PriorLearning,
        SelfAssessment,
        TestResult,
    )
    from services.gateway.nodes.certification import Certification
    from services.gateway.nodes.mastery import Mastery, NewlyVerified
    from services.gateway.nodes.plan import LearningPlan
    from services.gateway.nodes.portfolio import Badge, Contribution, ExpertiseProfile
    from services.gateway.nodes.reviews import ReviewsWaiting
    from services.gateway.nodes.skill_matrix import SkillMatrix

_HERE = "services.gateway.nodes"

BadgeRef = Annotated["Badge", strawberry.lazy(f"{_HERE}.portfolio")]
CertificationRef = Annotated["Certification", strawberry.lazy(f"{_HERE}.certification")]
ContestRef = Annotated["Contest", strawberry.lazy(f"{_HERE}.assessments")]
ContributionRef = Annotated["Contribution", strawberry.lazy(f"{_HERE}.portfolio")]
ExpertiseProfileRef = Annotated["ExpertiseProfile", strawberry.lazy(f"{_HERE}.portfolio")]
LearningPlanRef = Annotated["LearningPlan", strawberry.lazy(f"{_HERE}.plan")]
MasteryRef = Annotated["Mastery", strawberry.lazy(f"{_HERE}.mastery")]
NewlyVerifiedRef = Annotated["NewlyVerified", strawberry.lazy(f"{_HERE}.mastery")]
PriorLearningRef = Annotated["PriorLearning", strawberry.lazy(f"{_HERE}.assessments")]
ReviewsWaitingRef = Annotated["ReviewsWaiting", strawberry.lazy(f"{_HERE}.reviews")]
SelfAssessmentRef = Annotated["SelfAssessment", strawberry.lazy(f"{_HERE}.assessments")]
SkillMatrixRef = Annotated["SkillMatrix", strawberry.lazy(f"{_HERE}.skill_matrix")]
TestResultRef = Annotated["TestResult", strawberry.lazy(f"{_HERE}.assessments")]
