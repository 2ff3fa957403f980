"""Who may ask what of learning; every command has exactly one entry, one module an area."""

from collections.abc import Mapping

from services.learning.permissions import activities, catalogue, credentials, ledger, showcase
from services.learning.permissions.facts import Entry, Facts, Judgement, Need
from shared.kernel.actor import Actor, Person
from shared.kernel.messages import Command, State, StreamId

__all__ = ["ENTRIES", "Facts", "may", "needs"]

ENTRIES: Mapping[type[Command], Entry] = {
    **activities.ENTRIES,
    **catalogue.ENTRIES,
    **credentials.ENTRIES,
    **ledger.ENTRIES,
    **showcase.ENTRIES,
}
NEEDS: Mapping[type[Command], Need] = {
    **activities.NEEDS,
    **catalogue.NEEDS,
    **credentials.NEEDS,
    **ledger.NEEDS,
    **showcase.NEEDS,
}


def may(actor: Actor, command: Command, states: tuple[State, ...], facts: Facts) -> Judgement:
    """Whether ``actor`` may ask this; ``states`` are the folded streams that it names."""
    return ENTRIES[type(command)](actor, command, states, facts)


def needs(actor: Actor, command: Command, states: tuple[State, ...]) -> frozenset[StreamId]:
    """The people whose place in the reporting lines decides; none where no person asks."""
    need = NEEDS.get(type(command))
    if need is None or not isinstance(actor, Person):
        return frozenset()
    return need(actor, command, states)
