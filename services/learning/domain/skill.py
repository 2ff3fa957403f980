"""The skill: a name for what people can do, that everything else refers to.

1. A skill is defined once; the same definition again changes nothing, whatever came since.
2. A retired skill is neither renamed nor given further synonyms.
3. A synonym differs from the name and from the other synonyms, capital letters apart.
4. What holds already is accepted and yields no event.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from services.learning.commands.skill import (
    AddSynonym,
    DefineSkill,
    RenameSkill,
    RetireSkill,
    SkillCommand,
)
from services.learning.events.skill import (
    SkillDefined,
    SkillEvent,
    SkillRenamed,
    SkillRetired,
    SynonymAdded,
)
from shared.kernel.decider import Decider
from shared.kernel.errors import DomainError, NotFound
from shared.kernel.messages import NOBODY, State, StreamId


class Skill(State):
    """``defined`` is the definition as it was recorded, none of an unknown skill."""

    defined: SkillDefined | None = None
    name: str = ""
    other_names: frozenset[str] = frozenset()
    retired: bool = False


class SkillAlreadyDefined(DomainError):
    """Rule 1: a skill is defined once."""


class SkillIsRetired(DomainError):
    """Rule 2: a retired skill is neither renamed nor given further synonyms."""


def decide(command: SkillCommand, skill: Skill) -> Sequence[SkillEvent]:
    """Events that follow from ``command``; raises the ``DomainError`` that forbids it."""
    match command:
        case DefineSkill():
            return define(command, skill)
        case RenameSkill():
            return rename(command, skill)
        case AddSynonym():
            return add_synonym(command, skill)
        case RetireSkill():
            return retire(command, skill)


def define(command: DefineSkill, skill: Skill) -> Sequence[SkillEvent]:
    defined = SkillDefined(
        skill=command.skill,
        name=command.name,
        description=command.description,
        kind=command.kind,
        esco_uri=command.esco_uri,
        synonyms=distinct(command.name, command.synonyms),
        defined_on=command.today,
    )
    if skill.defined is None:
        return [defined]
    if not same(skill.defined, defined, day=skill.defined.defined_on):
        raise SkillAlreadyDefined("this skill has been defined before, in other words")
    return []


def same(first: SkillDefined, second: SkillDefined, *, day: date) -> bool:
    """Whether they say the same, on whatever day each was said."""
    return replace(first, defined_on=day) == replace(second, defined_on=day)


def distinct(name: str, synonyms: Sequence[str]) -> tuple[str, ...]:
    """Rule 3: the synonyms in their order, without repetitions and without the name itself."""
    found: dict[str, str] = {}
    for synonym in synonyms:
        found.setdefault(synonym.casefold(), synonym)
    found.pop(name.casefold(), None)
    return tuple(found.values())


def rename(command: RenameSkill, skill: Skill) -> Sequence[SkillEvent]:
    require_defined(skill)
    if skill.name == command.name:
        return []
    require_in_use(skill)
    return [SkillRenamed(skill=command.skill, name=command.name, renamed_on=command.today)]


def add_synonym(command: AddSynonym, skill: Skill) -> Sequence[SkillEvent]:
    require_defined(skill)
    spelt = command.synonym.casefold()
    if spelt in skill.other_names or spelt == skill.name.casefold():
        return []
    require_in_use(skill)
    return [SynonymAdded(skill=command.skill, synonym=command.synonym, added_on=command.today)]


def retire(command: RetireSkill, skill: Skill) -> Sequence[SkillEvent]:
    require_defined(skill)
    if skill.retired:
        return []
    return [SkillRetired(skill=command.skill, retired_on=command.today)]


def require_defined(skill: Skill) -> None:
    if skill.defined is None:
        raise NotFound("no such skill")


def require_in_use(skill: Skill) -> None:
    if skill.retired:
        raise SkillIsRetired("this skill is retired")


def evolve(skill: Skill, event: SkillEvent) -> Skill:
    """The skill after ``event``; refuses nothing, for events have happened."""
    match event:
        case SkillDefined():
            others = frozenset(synonym.casefold() for synonym in event.synonyms)
            return Skill(defined=event, name=event.name, other_names=others)
        case SkillRenamed():
            return replace(skill, name=event.name)
        case SynonymAdded():
            return replace(skill, other_names=skill.other_names | {event.synonym.casefold()})
        case SkillRetired():
            return replace(skill, retired=True)


def about(_skill: Skill, _event: SkillEvent) -> Sequence[StreamId]:
    """Nobody's record."""
    return (NOBODY,)


decider = Decider(
    category="skill", decide=decide, evolve=evolve, about=about, initial_state=Skill()
)
