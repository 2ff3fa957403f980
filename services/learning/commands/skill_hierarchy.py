"""What can be asked about the order of skills."""

from services.learning.commands.fields import SkillId, Today
from shared.kernel.messages import Command


class PlaceUnder(Command):
    """``parent`` is a wider skill; none: the skill stands at the top."""

    skill: SkillId
    parent: SkillId | None
    today: Today


SkillHierarchyCommand = PlaceUnder
