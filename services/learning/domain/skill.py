"""The skill: a name for what people can do, that everything else refers to.

1. A skill is defined once; the same definition again changes nothing, whatever came since.
2. A retired or merged skill is neither renamed nor given further synonyms, and takes no new
   evidence.
3. A synonym differs from the name and from the other synonyms, capital letters apart.
4. A skill is merged once, into another one that is neither merged nor retired. What others were
   merged into may itself be merged, so merges form chains; no chain can be a ring, for its last
   skill would be merged into one that is merged already.
5. A volatility lies between 0.5 and 2.
6. What holds already is accepted and yields no event.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from services.learning.commands.skill import (
    AddSynonym,
    DefineSkill,
    MergeSkill,
    RenameSkill,
    RetireSkill,
    SetVolatility,
    SkillCommand,
)
from services.learning.events.skill import (
    SkillAbsorbed,
    SkillDefined,
    SkillEvent,
    SkillMerged,
    SkillRenamed,
    SkillRetired,
    SynonymAdded,
    VolatilitySet,
)
from shared.kernel.decider import NOTHING, Beside, Decider
from shared.kernel.errors import DomainError, NotFound
from shared.kernel.messages import NOBODY, State, StreamId
from shared.kernel.replacing import replace

LEAST_VOLATILITY, MOST_VOLATILITY = 0.5, 2.0


class Skill(State):
    """``defined`` is the definition as it was recorded, none of an unknown skill."""

    defined: SkillDefined | None = None
    name: str = ""
    other_names: frozenset[str] = frozenset()
    merged_into: StreamId | None = None
    volatility: float = 1.0
    retired: bool = False


class SkillAlreadyDefined(DomainError):
    """Rule 1: a skill is defined once."""


class UnknownSkill(DomainError):
    """Rule 1: what a command names as a skill has been defined."""


class SkillIsRetired(DomainError):
    """Rule 2: a retired skill takes no other names, no merged skill and no new evidence."""


class SkillIsMerged(DomainError):
    """Rules 2 and 4: a merged skill takes no other names, no merged skill and no new evidence."""


class SkillMergedIntoItself(DomainError):
    """Rule 4: a skill is merged into another one."""


class VolatilityOutOfRange(DomainError):
    """Rule 5: a volatility lies between 0.5 and 2."""


def decide(command: SkillCommand, skill: Skill, beside: Beside = NOTHING) -> Sequence[SkillEvent]:
    """Events that follow from ``command``; raises the ``DomainError`` that forbids it."""
    if isinstance(command, DefineSkill):
        return define(command, skill)
    if skill.defined is None:
        raise NotFound("no such skill")
    match command:
        case RenameSkill():
            return rename(command, skill)
        case AddSynonym():
            return add_synonym(command, skill)
        case MergeSkill():
            return merge(command, skill.defined.skill, beside)
        case SetVolatility():
            return set_volatility(command, skill)
        case RetireSkill():
            return retire(command, skill)


def define(command: DefineSkill, skill: Skill) -> Sequence[SkillEvent]:
    defined = SkillDefined(
        skill=command.skill,
        name=command.name,
        description=command.description,
        kind=command.kind,
        esco_uri=command.esco_uri,
        onet_id=command.onet_id,
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
    if skill.name == command.name:
        return []
    require_in_use(skill)
    return [SkillRenamed(skill=command.skill, name=command.name, renamed_on=command.today)]


def add_synonym(command: AddSynonym, skill: Skill) -> Sequence[SkillEvent]:
    spelt = command.synonym.casefold()
    if spelt in skill.other_names or spelt == skill.name.casefold():
        return []
    require_in_use(skill)
    return [SynonymAdded(skill=command.skill, synonym=command.synonym, added_on=command.today)]


def merge(command: MergeSkill, deciding: StreamId, beside: Beside) -> Sequence[SkillEvent]:
    """Of the two streams' events that of ``deciding``; both look at both, so that they agree."""
    merged, into, day = command.skill, command.into, command.today
    if merged == into:
        raise SkillMergedIntoItself("a skill is merged into another one", "into")
    before = found(merged, beside)
    if before.merged_into == into:
        return []
    if before.merged_into is not None:
        raise SkillIsMerged(f"this skill has been merged into {before.merged_into}", "skill")
    usable(into, beside, "into")
    if deciding == merged:
        return [SkillMerged(skill=merged, into=into, merged_on=day)]
    return [SkillAbsorbed(skill=into, absorbed=merged, absorbed_on=day)]


def set_volatility(command: SetVolatility, skill: Skill) -> Sequence[SkillEvent]:
    if not LEAST_VOLATILITY <= command.volatility <= MOST_VOLATILITY:
        raise VolatilityOutOfRange(
            f"a volatility lies between {LEAST_VOLATILITY} and {MOST_VOLATILITY:g}", "volatility"
        )
    if skill.volatility == command.volatility:
        return []
    require_in_use(skill)
    volatility = float(command.volatility)
    return [VolatilitySet(skill=command.skill, volatility=volatility, set_on=command.today)]


def retire(command: RetireSkill, skill: Skill) -> Sequence[SkillEvent]:
    if skill.retired:
        return []
    return [SkillRetired(skill=command.skill, retired_on=command.today)]


def require_in_use(skill: Skill, field: str | None = None) -> None:
    """Raises ``SkillIsMerged`` or ``SkillIsRetired``, at the command's ``field``."""
    if skill.merged_into is not None:
        raise SkillIsMerged(f"this skill has been merged into {skill.merged_into}", field)
    if skill.retired:
        raise SkillIsRetired("this skill is retired", field)


def looked_at(skills: Iterable[StreamId]) -> Sequence[tuple[StreamId, Decider[Any, Any, Any]]]:
    """For ``Handled.beside``: the streams of the skills that a command names."""
    return [(skill, decider) for skill in skills]


def found(skill: StreamId, beside: Beside) -> Skill:
    state = beside[skill]
    if not isinstance(state, Skill):
        raise TypeError(f"the decider of {skill} is none of skills")
    return state


def known(skill: StreamId, beside: Beside, field: str) -> None:
    """Raises ``UnknownSkill`` at the command's ``field``."""
    if found(skill, beside).defined is None:
        raise UnknownSkill("no such skill has been defined", field)


def usable(skill: StreamId, beside: Beside, field: str) -> None:
    """Rule 2, of evidence: also raises ``SkillIsMerged``, ``SkillIsRetired`` at ``field``."""
    known(skill, beside, field)
    require_in_use(found(skill, beside), field)


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
        case SkillMerged():
            return replace(skill, merged_into=event.into)
        case SkillAbsorbed():
            return skill
        case VolatilitySet():
            return replace(skill, volatility=event.volatility)
        case SkillRetired():
            return replace(skill, retired=True)


def about(_skill: Skill, _event: SkillEvent) -> Sequence[StreamId]:
    """Nobody's record."""
    return (NOBODY,)


decider: Decider[SkillCommand, Skill, SkillEvent] = Decider(
    category="skill", decide=decide, evolve=evolve, about=about, initial_state=Skill()
)
