"""The order of skills: which is part of which, all in one stream so that no cycle can be.

1. No skill stands under itself, by whatever detour.
2. What holds already is accepted and yields no event.

A skill may be placed before it is defined: what reads the order leaves out the unknown ones.
"""

from collections.abc import Sequence
from dataclasses import field

from services.learning.commands.skill_hierarchy import PlaceUnder, SkillHierarchyCommand
from services.learning.events.skill_hierarchy import SkillHierarchyEvent, SkillPlaced
from shared.kernel.decider import Decider
from shared.kernel.errors import DomainError
from shared.kernel.frozen_map import FrozenMap
from shared.kernel.messages import NOBODY, State, StreamId


class SkillHierarchy(State):
    """``parents`` has the skills that stand under another."""

    parents: FrozenMap[StreamId, StreamId] = field(default_factory=FrozenMap)


class SkillsFormCycle(DomainError):
    """Rule 1: no skill stands under itself, by whatever detour."""


def decide(
    command: SkillHierarchyCommand, hierarchy: SkillHierarchy
) -> Sequence[SkillHierarchyEvent]:
    """Events that follow from ``command``; raises the ``DomainError`` that forbids it."""
    match command:
        case PlaceUnder():
            return place_under(command, hierarchy)


def place_under(command: PlaceUnder, hierarchy: SkillHierarchy) -> Sequence[SkillHierarchyEvent]:
    if hierarchy.parents.get(command.skill) == command.parent:
        return []
    above = command.parent
    while above is not None:
        if above == command.skill:
            raise SkillsFormCycle("the skill would stand under itself", "parent")
        above = hierarchy.parents.get(above)
    return [SkillPlaced(skill=command.skill, parent=command.parent, placed_on=command.today)]


def evolve(hierarchy: SkillHierarchy, event: SkillHierarchyEvent) -> SkillHierarchy:
    """The hierarchy after ``event``; refuses nothing, for events have happened."""
    match event:
        case SkillPlaced():
            parents = hierarchy.parents
            if event.parent is None:
                return SkillHierarchy(parents=parents.without(event.skill))
            return SkillHierarchy(parents=parents.with_(event.skill, event.parent))


def about(_hierarchy: SkillHierarchy, _event: SkillHierarchyEvent) -> Sequence[StreamId]:
    """Nobody's record."""
    return (NOBODY,)


decider = Decider(
    category="skill_hierarchy",
    decide=decide,
    evolve=evolve,
    about=about,
    initial_state=SkillHierarchy(),
)
