"""Kafka in: which events become rows, which become commands, and what due days bring."""

from services.learning.events.enrolment import Enrolled
from services.learning.foreign_events import PersonDeactivated
from services.learning.policies import REACTIONS, free_places, on_deadline
from services.learning.projections import DERIVED, MARKINGS, PROJECTIONS
from services.learning.queries import places_of_leaver
from shared.kernel.policy import Reaction
from shared.runtime.definition import Subscriptions

LEAVING = Reaction(
    name="free_places_of_leaver",
    on=(PersonDeactivated, Enrolled),
    react=free_places,
    facts=places_of_leaver,
)

SUBSCRIPTIONS = Subscriptions(
    projections=PROJECTIONS,
    derived=DERIVED,
    reactions=(*REACTIONS, LEAVING),
    markings=MARKINGS,
    on_deadline=on_deadline,
)
