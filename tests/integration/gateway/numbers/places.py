"""Where each type of the numbers is found, and by whom: the privacy specification once more."""

from collections.abc import Mapping

from tests.integration.gateway.numbers.company import SENIOR
from tests.integration.gateway.world import ADA, BOSS, LEAD, PRIVATE_GOAL, SHARED_GOAL

EVERYBODY = {"ada", "boss", "top", "carl", "hanna", "analyst", "hr-system"}
LEADING = {"ada", "boss", "hanna", "hr-system"}  # oneself, the direct manager, HR
LEADS_THE_TEAM = {"boss", "hanna", "hr-system"}

PERSON = f'person(id: "{ADA}") {{ %s }}'
TEAM = f'team(manager: "{BOSS}") {{ %s }}'
ROLE = f'role(id: "{LEAD}") {{ %s }}'
TRANSFER = f'transferableSkills(from: "{SENIOR}", to: "{LEAD}") {{ %s }}'
PATHS = f'careerPaths(from: "{SENIOR}", to: "{LEAD}") {{ %s }}'

PLACES: Mapping[str, tuple[str, set[str]]] = {
    "Readiness": (PERSON % "readiness { %s }", LEADING),
    "RequirementStanding": (PERSON % "readiness { requirements { %s } }", LEADING),
    "SkillFreshness": (PERSON % "skillFreshness { %s }", LEADING),
    "Adaptability": (PERSON % "adaptability { %s }", LEADING),
    "DemandedSkill": (PERSON % "demandGap { %s }", set()),  # Ada holds what is asked for
    "NextAction": (PERSON % "nextActions { %s }", LEADING),
    "Offer": (PERSON % "nextActions { offers { %s } }", LEADING),
    "SingleExpert": (TEAM % "singleExpertRisk { %s }", LEADS_THE_TEAM),
    "SkillAtRisk": (TEAM % "skillsAtRisk { %s }", LEADS_THE_TEAM),
    "Holder": (TEAM % "skillsAtRisk { holders { %s } }", LEADS_THE_TEAM),
    "BenchStrength": (ROLE % "benchStrength { %s }", EVERYBODY),
    "BenchMember": (ROLE % "benchStrength { people { %s } }", LEADING),
    "CareerPath": (PATHS, EVERYBODY),
    "CareerStep": (PATHS % "steps { %s }", EVERYBODY),
    "TransferableSkills": (TRANSFER, EVERYBODY),
    "RequiredSkill": (TRANSFER % "missing { %s }", EVERYBODY),
}

FIELDS: Mapping[str, tuple[str, set[str]]] = {
    "Person.readiness": (PERSON, LEADING),
    "Person.skillFreshness": (PERSON, LEADING),
    "Person.adaptability": (PERSON, LEADING),
    "Person.demandGap": (PERSON, LEADING),
    "Person.nextActions": (PERSON, LEADING),
    "Team.singleExpertRisk": (TEAM, LEADS_THE_TEAM),
    "Team.skillsAtRisk": (TEAM, LEADS_THE_TEAM),
    "Role.benchStrength": (ROLE, EVERYBODY),
    "BenchStrength.people": (ROLE % "benchStrength { %s }", LEADING),
    "CareerGoal.progress": (
        f'node(id: "{PRIVATE_GOAL}") {{ ... on CareerGoal {{ %s }} }}',
        LEADING,
    ),
}
"""Fields of other types that carry numbers, and one that fewer people see something in."""

SHARED = f'{{ node(id: "{SHARED_GOAL}") {{ ... on CareerGoal {{ title progress }} }} }}'
