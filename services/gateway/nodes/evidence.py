"""Evidence as it was known by the end of a day, and what the model makes of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from services.gateway.nodes.context import Context
from services.gateway.nodes.reading import Children
from services.gateway.sql import mastery as sql
from services.gateway.sql.reads import Record
from services.learning.formulas.mastery import (
    DEFAULTS,
    Assessment,
    Evidence,
    ModelParameters,
    assess,
    parameters_from_json,
)


@dataclass(frozen=True, slots=True)
class Known:
    """An item as known by the end of ``day``, and the parameters in force for its skill then."""

    day: date
    skill: str
    item: Evidence
    source: str
    parameters: ModelParameters


@lru_cache(maxsize=256)
def _parameters(text: str | None, volatility: float) -> ModelParameters:
    given = DEFAULTS if text is None else parameters_from_json(text)
    return replace(given, volatility=volatility)


def _known(row: Record) -> Known:
    return Known(
        day=row["day"],
        skill=row["skill_id"],
        item=Evidence(
            kind=row["kind"],
            value=row["value"],
            occurred_on=row["occurred_on"],
            raters=row["raters"],
            rater_or_test=row["rater_or_test"] or "",
            evidence_id=row["evidence_id"],
            expires_on=row["expires_on"],
        ),
        source=row["source"],
        parameters=_parameters(row["parameters"], row["volatility"]),
    )


EVIDENCE = Children(sql.EVIDENCE_ON_DAYS, _known)


async def known_of(context: Context, person: str, days: tuple[date, ...]) -> list[Known]:
    """Of all of a person's skills: what several of them are asked for is read at once."""
    return await context.reading.children(EVIDENCE, person, days)


async def known_in(context: Context, person: str, skill: str, day: date) -> list[Known]:
    return [each for each in await known_of(context, person, (day,)) if each.skill == skill]


def items(known: Iterable[Known]) -> list[Evidence]:
    return [each.item for each in known]


def parameters(known: Sequence[Known]) -> ModelParameters:
    """The same for all items of a skill on a day."""
    return known[0].parameters if known else DEFAULTS


def assessment(known: Sequence[Known], day: date) -> Assessment:
    return assess(items(known), day, parameters(known))
