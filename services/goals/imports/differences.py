"""What a file says of roles that goals does not: the commands that make up for it.

A role that is not there is defined; one that only has another title is renamed. What else differs
is sent as a definition, and refused as what it is. A retired role is left as it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.goals.commands.role import DefineRole, RenameRole
from shared.kernel.messages import StreamId


@dataclass(frozen=True, slots=True)
class KnownRole:
    """``in_use``: not retired."""

    title: str
    family: str | None = None
    rung: int | None = None
    esco_uri: str | None = None
    in_use: bool = True

    def is_otherwise(self, role: DefineRole) -> bool:
        """Whether more than the title differs."""
        now = (self.family, self.rung, self.esco_uri)
        return now != (role.family, role.rung, role.esco_uri)


@dataclass(frozen=True, slots=True)
class Differences:
    """``held`` counts the roles of which nothing is to be sent."""

    defined: Sequence[DefineRole]
    renamed: Sequence[RenameRole]
    held: int


def differences(
    definitions: Sequence[DefineRole], known: Mapping[StreamId, KnownRole], today: date
) -> Differences:
    there = [(one, known[one.role]) for one in definitions if one.role in known]
    otherwise = {one.role for one, now in there if now.in_use and now.is_otherwise(one)}
    defined = [one for one in definitions if one.role not in known or one.role in otherwise]
    renamed = [
        RenameRole(role=one.role, title=one.title, today=today)
        for one, now in there
        if now.in_use and one.title != now.title and one.role not in otherwise
    ]
    return Differences(defined, renamed, len(definitions) - len(defined) - len(renamed))
