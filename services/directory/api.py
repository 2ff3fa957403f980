"""HTTP in: the routes follow from the commands, and this is what they are judged by."""

from services.directory import queries
from services.directory.domain import HANDLED
from services.directory.permissions import Facts, may, needs
from shared.runtime.definition import Commands

COMMANDS = Commands(
    handled=HANDLED,
    may=may,
    needs=needs,
    facts=queries.facts,
    no_facts=Facts(),
    active=queries.active,
)
