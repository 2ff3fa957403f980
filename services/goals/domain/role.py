"""The role: a job that people hold or aim for, with the level that it requires of each skill.

1. A role is defined once; the same definition again, as of a repeated import, changes nothing,
   whether it has the title of then or that of now.
2. A rung counts the ladder from 1 to 20.
3. A requirement is one skill at one level and importance; what changes ends one dated version and
   begins the next, so that the requirements of any past day can be told.
4. A retired role keeps its title and its requirements as they are.
5. What holds already is accepted and yields no event.
"""

from collections.abc import Sequence
from dataclasses import field as state_field

from services.goals.commands.role import (
    DefineRole,
    DropRequirement,
    RenameRole,
    RetireRole,
    RoleCommand,
    SetRequirement,
)
from services.goals.events.role import (
    RequirementDropped,
    RequirementSet,
    RoleDefined,
    RoleEvent,
    RoleRenamed,
    RoleRetired,
)
from shared.kernel.decider import Decider
from shared.kernel.errors import DomainError, NotFound
from shared.kernel.frozen_map import FrozenMap
from shared.kernel.messages import NOBODY, State, StreamId
from shared.kernel.replacing import replace

HIGHEST_RUNG = 20


class Requirement(State):
    """The newest version of one requirement; ``holds`` until it is dropped."""

    number: int
    level: int
    importance: int
    holds: bool = True


class Role(State):
    """``defined`` is the definition as it was recorded, none of an unknown role."""

    defined: RoleDefined | None = None
    title: str = ""
    requirements: FrozenMap[StreamId, Requirement] = state_field(default_factory=FrozenMap)
    retired: bool = False


class RoleAlreadyDefined(DomainError):
    """Rule 1: a role is defined once."""


class RungOutOfRange(DomainError):
    """Rule 2: a rung counts the ladder from 1 to 20."""


class RoleIsRetired(DomainError):
    """Rule 4: a retired role keeps its title and its requirements as they are."""


def decide(command: RoleCommand, role: Role) -> Sequence[RoleEvent]:
    """Events that follow from ``command``; raises the ``DomainError`` that forbids it."""
    if isinstance(command, DefineRole):
        return define(command, role)
    if role.defined is None:
        raise NotFound("no such role")
    match command:
        case RenameRole():
            return rename(command, role)
        case SetRequirement():
            return set_requirement(command, role)
        case DropRequirement():
            return drop_requirement(command, role)
        case RetireRole():
            if role.retired:
                return []
            return [RoleRetired(role=command.role, retired_on=command.today)]


def define(command: DefineRole, role: Role) -> Sequence[RoleEvent]:
    if command.rung is not None and not 1 <= command.rung <= HIGHEST_RUNG:
        raise RungOutOfRange(f"a rung lies between 1 and {HIGHEST_RUNG}", "rung")
    defined = RoleDefined(
        role=command.role,
        title=command.title,
        family=command.family,
        rung=command.rung,
        esco_uri=command.esco_uri,
        defined_on=command.today,
    )
    if role.defined is None:
        return [defined]
    before = role.defined
    same = replace(defined, title=before.title, defined_on=before.defined_on) == before
    if not same or command.title not in {before.title, role.title}:
        raise RoleAlreadyDefined("this role has been defined before, in other words")
    return []


def rename(command: RenameRole, role: Role) -> Sequence[RoleEvent]:
    if command.title == role.title:
        return []
    require_in_use(role)
    return [RoleRenamed(role=command.role, title=command.title, renamed_on=command.today)]


def set_requirement(command: SetRequirement, role: Role) -> Sequence[RoleEvent]:
    before = role.requirements.get(command.skill)
    wanted = (command.level, command.importance, True)
    if before and (before.level, before.importance, before.holds) == wanted:
        return []
    require_in_use(role)
    return [
        RequirementSet(
            role=command.role,
            skill=command.skill,
            number=before.number + 1 if before else 1,
            level=command.level,
            importance=command.importance,
            replaces=before.number if before and before.holds else None,
            valid_from=command.today,
        )
    ]


def drop_requirement(command: DropRequirement, role: Role) -> Sequence[RoleEvent]:
    before = role.requirements.get(command.skill)
    if before is None or not before.holds:
        return []
    require_in_use(role)
    return [
        RequirementDropped(
            role=command.role,
            skill=command.skill,
            number=before.number,
            valid_to=command.today,
        )
    ]


def require_in_use(role: Role) -> None:
    if role.retired:
        raise RoleIsRetired("this role is retired")


def evolve(role: Role, event: RoleEvent) -> Role:
    """The role after ``event``; refuses nothing, for events have happened."""
    match event:
        case RoleDefined():
            return Role(defined=event, title=event.title)
        case RoleRenamed(title=title):
            return replace(role, title=title)
        case RequirementSet():
            newest = Requirement(
                number=event.number, level=event.level, importance=event.importance
            )
            return replace(role, requirements=role.requirements.with_(event.skill, newest))
        case RequirementDropped():
            ended = replace(role.requirements[event.skill], holds=False)
            return replace(role, requirements=role.requirements.with_(event.skill, ended))
        case RoleRetired():
            return replace(role, retired=True)


def about(_role: Role, _event: RoleEvent) -> Sequence[StreamId]:
    """Nobody's record."""
    return (NOBODY,)


decider = Decider(category="role", decide=decide, evolve=evolve, about=about, initial_state=Role())
