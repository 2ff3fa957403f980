"""The rules, one module per aggregate, and which streams each command names."""

from collections.abc import Mapping

from services.learning.commands.skill import AddSynonym, DefineSkill, RenameSkill, RetireSkill
from services.learning.commands.skill_hierarchy import PlaceUnder
from services.learning.domain import skill, skill_hierarchy
from shared.kernel.decider import Field, Handled, Target, Unique
from shared.kernel.messages import Command

SKILL = Target(Field("skill"), skill.decider)
HIERARCHY = Target(Unique("skill_hierarchy"), skill_hierarchy.decider)

HANDLED: Mapping[type[Command], Handled] = {
    DefineSkill: Handled((SKILL,)),
    RenameSkill: Handled((SKILL,)),
    AddSynonym: Handled((SKILL,)),
    RetireSkill: Handled((SKILL,)),
    PlaceUnder: Handled((HIERARCHY,)),
}
