"""Who may change the catalogue of skills: HR and imports. Everybody may read all of it."""

from collections.abc import Sequence

from services.learning.commands.skill import AddSynonym, DefineSkill, RenameSkill, RetireSkill
from services.learning.commands.skill_hierarchy import PlaceUnder
from shared.kernel.actor import Actor, Client, Person, Verdict
from shared.kernel.messages import Command, State, StreamId, Value

OF_HR = (RenameSkill, RetireSkill)
OF_IMPORTS = (DefineSkill, AddSynonym, PlaceUnder)


class Facts(Value):
    """Nothing but the actor's scopes is needed."""


def needs(_actor: Actor, _command: Command, _states: Sequence[State]) -> frozenset[StreamId]:
    return frozenset()


def may(actor: Actor, command: Command, _states: Sequence[State], _facts: Facts) -> Verdict:
    """The verdict on ``actor`` issuing ``command``."""
    match actor:
        case Person(scopes=scopes):
            allowed = (isinstance(command, (*OF_HR, *OF_IMPORTS)) and "hr" in scopes) or (
                isinstance(command, OF_IMPORTS) and "admin" in scopes
            )
        case Client(scopes=scopes):
            allowed = isinstance(command, (*OF_HR, *OF_IMPORTS)) and bool(scopes & {"hr", "admin"})
        case _:
            allowed = False
    return "allowed" if allowed else "forbidden"
