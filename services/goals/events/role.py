"""Facts about a role; its title and family speak of no person."""

from datetime import date

from shared.kernel.messages import Event, StreamId


class RoleDefined(Event):
    role: StreamId
    title: str
    family: str | None
    rung: int | None
    esco_uri: str | None
    defined_on: date


class RoleRenamed(Event):
    role: StreamId
    title: str
    renamed_on: date


class RequirementSet(Event):
    """``number`` counts the versions of this requirement; ``replaces`` is the one that it ends."""

    role: StreamId
    skill: StreamId
    number: int
    level: int
    importance: int
    replaces: int | None
    valid_from: date


class RequirementDropped(Event):
    """The version ``number`` holds no longer, from the day ``valid_to`` on."""

    role: StreamId
    skill: StreamId
    number: int
    valid_to: date


class RoleRetired(Event):
    role: StreamId
    retired_on: date


RoleEvent = RoleDefined | RoleRenamed | RequirementSet | RequirementDropped | RoleRetired
