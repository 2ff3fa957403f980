"""Kafka in: which events become rows."""

from services.learning.policies import REACTIONS
from services.learning.projections import DERIVED, MARKINGS, PROJECTIONS
from shared.runtime.definition import Subscriptions

SUBSCRIPTIONS = Subscriptions(
    projections=PROJECTIONS, derived=DERIVED, reactions=REACTIONS, markings=MARKINGS
)
