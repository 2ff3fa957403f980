"""The matrix for the numbers that combine services: what each of their fields carries."""

from collections.abc import Mapping

from services.gateway.visibility.cells import Content, named

CONNECTIONS: Mapping[str, Content] = {}
"""What the objects of a connection carry, by their type."""

FIELDS: Mapping[str, Content] = {
    **named("Person", "numbers", "readiness skillFreshness adaptability demandGap nextActions"),
    **named("Team", "team", "singleExpertRisk skillsAtRisk"),
    **named("CareerGoal", "numbers", "progress"),  # its resolver asks: the owner is who is meant
    **named("Role", "numbers", "benchStrength"),  # by row: over those whose readiness one reads
    **named(
        "Readiness", "numbers", "personId roleId role asOf low high met below notKnown requirements"
    ),
    **named(
        "RequirementStanding", "numbers", "skillId skill level importance standing mastery status"
    ),
    **named("SkillFreshness", "numbers", "skillId skill freshness days halfLife halfLives"),
    **named("Adaptability", "numbers", "newlyVerified shareFresh recoveryDays"),
    **named("DemandedSkill", "numbers", "skillId skill index heldLevel"),
    **named("NextAction", "numbers", "requirement gap kind items value offers"),
    **named("Offer", "numbers", "id node"),
    **named("SingleExpert", "team", "skillId skill requiredLevel holder"),
    **named("SkillAtRisk", "team", "skillId skill obsolete fall holders"),
    **named("Holder", "team", "personId person level"),
    **named("BenchStrength", "numbers", "roleId considered ready possiblyReady people"),
    **named("BenchMember", "numbers", "personId person low high"),
    **named("CareerPath", "catalogue", "largestStep total steps"),
    **named("CareerStep", "catalogue", "roleId role size"),
    **named("TransferableSkills", "catalogue", "share transferable missing"),
    **named("RequiredSkill", "catalogue", "skillId skill level importance"),
    **named("Query", "numbers", "readiness skillFreshness adaptability demandGap nextActions"),
    **named("Query", "numbers", "benchStrength"),
    **named("Query", "team", "singleExpertRisk skillsAtRisk"),
    **named("Query", "catalogue", "careerPaths transferableSkills"),
}

WITHHOLDING: Mapping[str, frozenset[Content]] = {}
