"""The roots of the graph, by subject; together they are ``Query``."""

import strawberry

from services.gateway.queries.catalogue import CatalogueRoots
from services.gateway.queries.learning import LearningRoots
from services.gateway.queries.mastery import MasteryRoots
from services.gateway.queries.numbers import NumbersRoots
from services.gateway.queries.people import PeopleRoots
from services.gateway.queries.personal_learning import PersonalLearningRoots
from services.gateway.queries.work import WorkRoots


@strawberry.type(
    description="Every root takes `after`: a token from a command's answer, so that the read model "
    "has what the command did; on a connection also a cursor. A wait of 500 ms in vain sets "
    "`extensions.stale`."
)
class Query(
    PeopleRoots,
    CatalogueRoots,
    WorkRoots,
    MasteryRoots,
    LearningRoots,
    PersonalLearningRoots,
    NumbersRoots,
):
    pass


__all__ = ["Query"]
