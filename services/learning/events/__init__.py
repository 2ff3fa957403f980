"""The facts that learning records and publishes, one module per aggregate."""

from services.learning.events.skill import SkillDefined, SkillRenamed, SkillRetired, SynonymAdded
from services.learning.events.skill_hierarchy import SkillPlaced
from shared.kernel.messages import Event

EVENTS: tuple[type[Event], ...] = (
    SkillDefined,
    SkillRenamed,
    SynonymAdded,
    SkillRetired,
    SkillPlaced,
)
