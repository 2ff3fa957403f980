"""Who may change the catalogue of skills: HR, and imports what other catalogues say.

Everybody may read all of it.
"""

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
from services.learning.permissions.facts import Entry, Facts, Need, hr, imports, verdict
from shared.kernel.actor import Actor, Client, Person, Policy, Verdict
from shared.kernel.messages import Command, State


def renames(actor: Actor, _command: Command, _states: tuple[State, ...], _facts: Facts) -> Verdict:
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
    RenameSkill: renames,
    MergeSkill: hr,
    SetVolatility: hr,
    RetireSkill: hr,
}
NEEDS: Mapping[type[Command], Need] = {}
