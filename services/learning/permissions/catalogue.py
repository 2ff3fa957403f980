"""Who may change the catalogue of skills: HR and imports. Everybody may read all of it."""

from collections.abc import Mapping

from services.learning.commands.skill import (
    AddSynonym,
    DefineSkill,
    MergeSkill,
    RenameSkill,
    RetireSkill,
    SetVolatility,
)
from services.learning.commands.skill_hierarchy import PlaceUnder
from services.learning.permissions.facts import Entry, Facts, Need, imports, verdict
from shared.kernel.actor import Actor, Client, Person, Policy, Verdict
from shared.kernel.messages import Command, State


def changes(actor: Actor, _command: Command, _states: tuple[State, ...], _facts: Facts) -> Verdict:
    """HR, or a program that imports what has changed elsewhere."""
    match actor:
        case Person(scopes=scopes):
            return verdict("hr" in scopes)
        case Client(scopes=scopes):
            return verdict(bool(scopes & {"hr", "admin"}))
        case Policy():
            return "forbidden"


ENTRIES: Mapping[type[Command], Entry] = {
    DefineSkill: imports,
    AddSynonym: imports,
    PlaceUnder: imports,
    RenameSkill: changes,
    MergeSkill: changes,
    SetVolatility: changes,
    RetireSkill: changes,
}
NEEDS: Mapping[type[Command], Need] = {}
