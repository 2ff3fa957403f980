"""The types of the numbers by name, for annotations: resolved when the schema is built."""

from typing import TYPE_CHECKING, Annotated

import strawberry

if TYPE_CHECKING:
    from services.gateway.nodes.agility import Adaptability, SkillFreshness
    from services.gateway.nodes.bench import BenchStrength
    from services.gateway.nodes.next_action import NextAction
    from services.gateway.nodes.readiness import Readiness
    from services.gateway.nodes.team_risk import DemandedSkill, SingleExpert, SkillAtRisk

_HERE = "services.gateway.nodes"

AdaptabilityRef = Annotated["Adaptability", strawberry.lazy(f"{_HERE}.agility")]
BenchStrengthRef = Annotated["BenchStrength", strawberry.lazy(f"{_HERE}.bench")]
DemandedSkillRef = Annotated["DemandedSkill", strawberry.lazy(f"{_HERE}.team_risk")]
NextActionRef = Annotated["NextAction", strawberry.lazy(f"{_HERE}.next_action")]
ReadinessRef = Annotated["Readiness", strawberry.lazy(f"{_HERE}.readiness")]
SingleExpertRef = Annotated["SingleExpert", strawberry.lazy(f"{_HERE}.team_risk")]
SkillAtRiskRef = Annotated["SkillAtRisk", strawberry.lazy(f"{_HERE}.team_risk")]
SkillFreshnessRef = Annotated["SkillFreshness", strawberry.lazy(f"{_HERE}.agility")]
