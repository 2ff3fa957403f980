"""Kafka in: which events become rows, which become commands, and what due days bring."""

from services.learning.policies import REACTIONS, on_deadline
from services.learning.projections import DERIVED, MARKINGS, PROJECTIONS
from shared.runtime.definition import Subscriptions

SUBSCRIPTIONS = Subscriptions(
    projections=PROJECTIONS,
    derived=DERIVED,
    reactions=REACTIONS,
    markings=MARKINGS,
    on_deadline=on_deadline,
)
