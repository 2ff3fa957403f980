"""Where each type of mastery and learning is found, and by whom: the specification once more.

``WHO`` in a path stands for a person: Ada, whose profile is private, and Ben, whose is public.
What the team's manager reads is the same for both.
"""

from collections.abc import Mapping

from tests.integration.gateway.learning.company import COURSE, OLD_RUST, PLAN
from tests.integration.gateway.world import BOSS

OTHERS = {"boss", "top", "carl", "hanna", "analyst", "hr-system"}
LEADING = {"own", "boss", "hanna", "hr-system"}  # oneself, the direct manager, HR
ABOVE = LEADING | {"top"}
EVERYBODY = OTHERS | {"own"}
HR = {"hanna", "hr-system"}
LEADS_THE_TEAM = {"boss", "hanna", "hr-system"}

PERSON = 'person(id: "WHO") { %s }'
TEAM = f'team(manager: "{BOSS}") {{ %s }}'
ACTIVITY = f'activity(id: "{COURSE}") {{ %s }}'
TEMPLATE = f'planTemplate(id: "{PLAN}") {{ %s }}'
MASTERY = PERSON % "mastery { edges { node { %s } } }"
PROFILE = PERSON % "expertiseProfile { %s }"
CONTRIBUTION = PERSON % "portfolio { edges { node { %s } } }"
PLANS = PERSON % "learningPlan { plans { edges { node { %s } } } }"
MATRIX = TEAM % "skillMatrix { %s }"

Narrower = Mapping[str, tuple[set[str], set[str]]]
Place = tuple[str, set[str], set[str]]
"""A path; who sees such objects of a private profile; who of a public one."""

PLACES: Mapping[str, Place] = {
    "Mastery": (MASTERY, LEADING, EVERYBODY),
    "Explanation": (MASTERY % "explanation { %s }", LEADING, LEADING),
    "EvidenceLine": (MASTERY % "explanation { lines { %s } }", LEADING, LEADING),
    "RaisingStep": (MASTERY % "whatWouldRaise(toLevel: 5) { %s }", LEADING, LEADING),
    "MasteryPoint": (MASTERY % "history { %s }", LEADING, LEADING),
    "NewlyVerified": (PERSON % "newlyVerified { %s }", LEADING, LEADING),
    "VerifiedSkill": (PERSON % "newlyVerified { skills { %s } }", LEADING, LEADING),
    "SelfAssessment": (PERSON % "selfAssessments { %s }", LEADING, LEADING),
    "TestResult": (PERSON % "testResults { edges { node { %s } } }", LEADING, LEADING),
    "PriorLearning": (PERSON % "priorLearning { edges { node { %s } } }", LEADING, LEADING),
    "Contest": (PERSON % "contests { edges { node { %s } } }", LEADING, LEADING),
    "ExpertiseProfile": (PROFILE, ABOVE, EVERYBODY),
    "Contribution": (CONTRIBUTION, ABOVE, EVERYBODY),
    "Endorsement": (
        CONTRIBUTION % "endorsements { edges { node { %s } } }",
        ABOVE,
        EVERYBODY,
    ),
    "Badge": (PERSON % "badges { edges { node { %s } } }", ABOVE, EVERYBODY),
    "LearningPlan": (PERSON % "learningPlan { %s }", LEADING, EVERYBODY),
    "AssignedPlan": (PLANS, LEADING, EVERYBODY),
    "PlanItem": (PLANS % "items { %s }", LEADING, EVERYBODY),
    "LearningWeek": (PERSON % "learningTime { %s }", LEADING, EVERYBODY),
    "Enrolment": (PERSON % "enrolments { edges { node { %s } } }", LEADING, EVERYBODY),
    "Certification": (
        PERSON % "certifications { edges { node { %s } } }",
        LEADING,
        EVERYBODY,
    ),
    "SkillMatrix": (MATRIX, LEADS_THE_TEAM, LEADS_THE_TEAM),
    "MatrixSkill": (MATRIX % "skills { %s }", LEADS_THE_TEAM, LEADS_THE_TEAM),
    "MatrixRow": (MATRIX % "rows { %s }", LEADS_THE_TEAM, LEADS_THE_TEAM),
    "MatrixCell": (MATRIX % "rows { cells { %s } }", LEADS_THE_TEAM, LEADS_THE_TEAM),
    "ReviewsWaiting": (TEAM % "reviewsWaiting { %s }", LEADS_THE_TEAM, LEADS_THE_TEAM),
    "ReviewsForHr": ("reviewsForHr { %s }", HR, HR),
    "MasteryModel": ("masteryModel { %s }", EVERYBODY, EVERYBODY),
    "KindOfEvidence": ("masteryModel { kinds { %s } }", EVERYBODY, EVERYBODY),
    "Activity": (ACTIVITY, EVERYBODY, EVERYBODY),
    "Occurrence": (
        ACTIVITY % "occurrences { edges { node { %s } } }",
        EVERYBODY,
        EVERYBODY,
    ),
    "SkillAtLevel": (ACTIVITY % "skills { %s }", EVERYBODY, EVERYBODY),
    "PlanTemplate": (TEMPLATE, EVERYBODY, EVERYBODY),
    "PlanTemplateItem": (TEMPLATE % "items { %s }", EVERYBODY, EVERYBODY),
    "Skill": (f'skill(id: "{OLD_RUST}") {{ %s }}', EVERYBODY, EVERYBODY),
    "Team": (TEAM, LEADS_THE_TEAM, LEADS_THE_TEAM),
    "Person": (PERSON, LEADING, LEADING),
}

FINER = (
    "mastery confidence standardError weight heldLevel heldSince evidenceCount explanation "
    "whatWouldRaise history"
)
OF_LEARNING = "mastery learningPlan learningTime certifications expiringCertifications enrolments"


def named(kind: str, fields: str, private: set[str], public: set[str]) -> Narrower:
    return {f"{kind}.{field}": (private, public) for field in fields.split()}


NARROWER: Narrower = {
    **named("Mastery", FINER, LEADING, LEADING),
    **named("EvidenceLine", "raters", LEADING - {"boss"}, LEADING - {"boss"}),
    **named("Enrolment", "score scoredOn revokedOn", LEADING, LEADING),
    **named("Certification", "proof renewalProof reason", LEADING, LEADING),
    **named("ExpertiseProfile", "skills", LEADING, EVERYBODY),
    **named("Person", OF_LEARNING, LEADING, EVERYBODY),
    **named("Person", "expertiseProfile portfolio badges", ABOVE, EVERYBODY),
}
"""Fields that others read than see their objects, or than read a person's evidence."""
