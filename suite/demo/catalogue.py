"""What the demo's year needs of the catalogue: roles with their skills."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wanted:
    """A skill that a role requires: its stream id, its name and the level 1 to 5."""

    skill: str
    name: str
    level: int


@dataclass(frozen=True, slots=True)
class CatalogueRole:
    """A role by its stream id; ``wanted`` has the essential skills first."""

    role: str
    uri: str
    title: str
    wanted: Sequence[Wanted]


@dataclass(frozen=True, slots=True)
class Member:
    """A colleague as the year knows them: by person ids."""

    person: str
    manager: str | None
    role: str | None
    department: str
    level: int
