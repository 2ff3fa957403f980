"""Kafka in: which events become rows, which become commands, and what due days bring."""

from services.goals.policies import REACTIONS, on_deadline
from services.goals.projections import DERIVED, PROJECTIONS
from shared.runtime.definition import Subscriptions

SUBSCRIPTIONS = Subscriptions(
    projections=PROJECTIONS, derived=DERIVED, reactions=REACTIONS, on_deadline=on_deadline
)
