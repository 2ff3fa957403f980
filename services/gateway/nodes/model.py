"""The parameters of the mastery model that were in force on a day."""

from collections.abc import Sequence
from datetime import date

import strawberry

from services.gateway.nodes.learning_enums import EvidenceKind
from services.gateway.nodes.reading import Children
from services.gateway.sql import model as sql
from services.gateway.sql.reads import Record
from services.learning.formulas.mastery import DEFAULTS, ModelParameters, parameters_from_json


@strawberry.type(description="What an item of a kind of evidence counts for.")
class KindOfEvidence:
    kind: EvidenceKind
    strong: bool = strawberry.field(description="Weak: what one can bring about alone.")
    one_sided: bool = strawberry.field(description="An achievement: at least this level.")
    reliability: float = strawberry.field(description="Of one rater, 0 to 1.")
    weight: float = strawberry.field(description="Of one fresh item of one rater.")
    half_life: float = strawberry.field(description="In days; of a certificate from its expiry.")
    cap: float | None = strawberry.field(description="On the weight of all items of the kind.")


@strawberry.type(description="The mastery model's parameters.")
class MasteryModel:
    effective_from: date | None = strawberry.field(description="Null: the defaults.")
    set_on: date | None
    enough: float = strawberry.field(description="The weight that makes a level verified.")
    kinds: list[KindOfEvidence]


def _model(
    given: ModelParameters, effective_from: date | None, set_on: date | None
) -> MasteryModel:
    return MasteryModel(
        effective_from=effective_from,
        set_on=set_on,
        enough=given.enough,
        kinds=[
            KindOfEvidence(
                kind=EvidenceKind(kind),
                strong=rule.strong,
                one_sided=rule.one_sided,
                reliability=given.kinds[kind].reliability,
                weight=rule.weight,
                half_life=rule.half_life,
                cap=rule.cap,
            )
            for kind, rule in given.rules.items()
        ],
    )


def _from_row(row: Record) -> MasteryModel:
    given = parameters_from_json(row["parameters"])
    return _model(given, row["effective_from"], row["set_on"])


IN_FORCE = Children(sql.IN_FORCE, _from_row)


def in_force(found: Sequence[MasteryModel]) -> MasteryModel:
    """What was set, else the defaults."""
    return found[0] if found else _model(DEFAULTS, None, None)
