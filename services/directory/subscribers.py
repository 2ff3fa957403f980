"""Kafka in: which events become rows."""

from services.directory.policies import REACTIONS
from services.directory.projections import DERIVED, PROJECTIONS
from shared.runtime.definition import Subscriptions

SUBSCRIPTIONS = Subscriptions(projections=PROJECTIONS, derived=DERIVED, reactions=REACTIONS)
