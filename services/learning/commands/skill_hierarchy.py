"""What can be asked about the order of skills."""

from services.learning.commands.skill import Skill, Today
from shared.kernel.messages import Command


class PlaceUnder(Command):
    """``parent`` is a wider skill; none: the skill stands at the top."""

    skill: Skill
    parent: Skill | None
    today: Today


SkillHierarchyCommand = PlaceUnder
