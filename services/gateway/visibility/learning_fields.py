"""The matrix for mastery and learning: what each of their fields carries."""

from collections.abc import Mapping

from services.gateway.visibility.cells import Content, named

CONNECTIONS: Mapping[str, Content] = {
    "Mastery": "mastery",
    "Contribution": "portfolio",
    "Endorsement": "portfolio",
    "Badge": "portfolio",
    "Activity": "catalogue",
    "Occurrence": "catalogue",
    "PlanTemplate": "catalogue",
    "AssignedPlan": "learning",
    "Enrolment": "learning",
    "Certification": "learning",
    "TestResult": "evidence",
    "PriorLearning": "evidence",
    "Contest": "evidence",
}
"""What the objects of a connection carry, by their type."""

_PERSON: Mapping[str, Content] = {
    **named("Person", "mastery", "mastery"),
    **named("Person", "mastery_numbers", "newlyVerified"),
    **named("Person", "evidence", "testResults priorLearning contests"),
    **named("Person", "self_assessment", "selfAssessments"),
    **named("Person", "portfolio", "expertiseProfile portfolio badges"),
    **named(
        "Person",
        "learning",
        "learningPlan learningTime certifications expiringCertifications enrolments",
    ),
}

_MASTERY: Mapping[str, Content] = {
    **named("Mastery", "mastery", "personId person skillId skill day level status"),
    **named(
        "Mastery",
        "mastery_numbers",
        "mastery confidence standardError weight heldLevel heldSince",
    ),
    **named("Mastery", "evidence", "evidenceCount explanation whatWouldRaise history"),
    **named("Explanation", "evidence", "day status level sum lines"),
    **named(
        "EvidenceLine",
        "evidence",
        "kind value raters ageDays occurredOn weight share contribution cuts item source",
    ),
    **named("RaisingStep", "evidence", "kind items raters value again level confidence"),
    **named("MasteryPoint", "evidence", "day level status mastery confidence"),
    **named("NewlyVerified", "mastery_numbers", "since count skills"),
    **named("VerifiedSkill", "mastery_numbers", "skillId skill heldLevel firstVerifiedOn"),
    **named("MasteryModel", "catalogue", "effectiveFrom setOn enough kinds"),
    **named("KindOfEvidence", "catalogue", "kind strong oneSided reliability weight halfLife cap"),
    **named("SelfAssessment", "self_assessment", "skillId skill level assessedOn"),
    **named(
        "TestResult",
        "evidence",
        "id item personId person skillId skill test level takenOn recordedOn revokedOn",
    ),
    **named(
        "PriorLearning",
        "evidence",
        "id item personId person skillId skill kind level score status earnedOn expiresOn proof "
        "submittedOn decidedOn revokedOn reason",
    ),
    **named(
        "Contest",
        "evidence",
        "id personId person skillId skill reason status answer contestedOn decidedOn",
    ),
}

_TEAM: Mapping[str, Content] = {
    **named(
        "Team",
        "team",
        "skillMatrix staleSkills learningTime expiringCertifications reviewsWaiting",
    ),
    **named("SkillMatrix", "team", "skills rows"),
    **named("MatrixSkill", "team", "skillId skill"),
    **named("MatrixRow", "team", "personId person cells"),
    **named(
        "MatrixCell", "team", "skillId level confidence status requiredLevel importance against"
    ),
    **named("ReviewsForHr", "team", "certifications priorLearning contests"),
    **named("ReviewsWaiting", "team", "certifications priorLearning completionsToScore contests"),
}

_SHOWN: Mapping[str, Content] = {
    **named("ExpertiseProfile", "portfolio", "personId person visibility changedOn featured"),
    **named("ExpertiseProfile", "portfolio", "badges"),
    **named("ExpertiseProfile", "mastery", "skills"),
    **named(
        "Contribution",
        "portfolio",
        "id personId person kind title link publishedOn featured endorsementsTotal skills "
        "endorsements",
    ),
    **named("Endorsement", "portfolio", "endorserId endorser endorsedOn"),
    **named(
        "Badge", "portfolio", "id personId person skillId skill name reason issuedById issuedBy"
    ),
    **named("Badge", "portfolio", "issuedOn"),
}

_LEARNING: Mapping[str, Content] = {
    **named(
        "Activity",
        "catalogue",
        "id title description kind minutes link status publishedOn retiredOn assessorId assessor "
        "skills occurrences",
    ),
    **named("Occurrence", "catalogue", "id day place status seats taken waiting free"),
    **named("SkillAtLevel", "catalogue", "skillId skill level"),
    **named("PlanTemplate", "catalogue", "id title description createdOn retiredOn items"),
    **named("PlanTemplateItem", "catalogue", "number activityId activity withinDays"),
    **named("LearningPlan", "learning", "personId plans planned"),
    **named(
        "AssignedPlan",
        "learning",
        "planId plan assignedById assignedBy startsOn assignedOn items",
    ),
    **named(
        "PlanItem",
        "learning",
        "number activityId activity dueOn status completedOn overdue enrolment",
    ),
    **named("LearningWeek", "learning", "week startsOn minutes budget"),
    **named(
        "Enrolment",
        "completion",
        "id personId person activityId activity occurrenceId day kind status assessed completedOn",
    ),
    **named(
        "Enrolment",
        "learning",
        "minutesPlanned minutesSpent plannedOn plannedFor enrolledOn startedOn endedOn",
    ),
    **named("Enrolment", "evidence", "score scoredOn revokedOn"),
    **named(
        "Certification",
        "learning",
        "id personId person name issuer status earnedOn expiresOn claimedOn confirmedOn "
        "confirmedById confirmedBy declinedOn revokedOn renewalEarnedOn renewalExpiresOn "
        "renewalClaimedOn skills",
    ),
    **named("Certification", "evidence", "proof renewalProof reason"),
}

FIELDS: Mapping[str, Content] = {
    **_PERSON,
    **_MASTERY,
    **_TEAM,
    **_SHOWN,
    **_LEARNING,
    **named("Skill", "catalogue", "onetId volatility mergedInto mergedOn"),
    **named("Query", "mastery", "mastery experts"),
    **named("Query", "team", "staleSkills reviewsWaiting reviewsForHr"),
    **named("Query", "portfolio", "expertiseProfile portfolio badges"),
    **named("Query", "catalogue", "masteryModel activity activities planTemplate planTemplates"),
    **named("Query", "learning", "learningPlan learningTime certifications enrolments"),
    **named("Query", "learning", "expiringCertifications"),  # of a team: as that is judged
}

WITHHOLDING: Mapping[str, frozenset[Content]] = {
    "Mastery": frozenset({"mastery"}),
    "ExpertiseProfile": frozenset({"portfolio"}),
    "Enrolment": frozenset({"completion"}),
    "Certification": frozenset({"learning"}),
}
