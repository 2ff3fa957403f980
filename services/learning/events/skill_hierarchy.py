"""What can have happened to the order of skills, one stream for all of them."""

from datetime import date

from shared.kernel.messages import Event, StreamId


class SkillPlaced(Event):
    """``parent`` is the wider skill, none for one at the top."""

    skill: StreamId
    parent: StreamId | None
    placed_on: date


SkillHierarchyEvent = SkillPlaced
