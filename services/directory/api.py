"""HTTP in: the routes follow from the commands, and this is what they are judged by."""

from datetime import date

from services.directory import queries
from services.directory.commands.person import CompleteErasure
from services.directory.domain import HANDLED
from services.directory.events.person import SubjectErased
from services.directory.permissions import Facts, may, needs
from shared.kernel.messages import StreamId
from shared.runtime.definition import Commands, Erasure

COMMANDS = Commands(
    handled=HANDLED,
    may=may,
    needs=needs,
    facts=queries.facts,
    no_facts=Facts(),
    active=queries.active,
)


def complete(person: StreamId, today: date) -> CompleteErasure:
    return CompleteErasure(person=person, today=today)


ERASURE = Erasure(
    erased=SubjectErased,
    services=("directory", "goals", "learning"),
    complete=complete,
)
