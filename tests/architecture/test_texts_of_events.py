"""Each text in an event is sealed under somebody's key, or stands here with a reason."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import services.directory.events
import services.goals.events
import services.learning.events
from shared.eventstore.personal import parts_in, unwrapped
from shared.kernel.markers import PII

EVENTS = (
    *services.directory.events.EVENTS,
    *services.goals.events.EVENTS,
    *services.learning.events.EVENTS,
)
IDS = {
    "badge", "claim", "contest", "contribution", "item", "items", "occurrence", "replaces",
    "result",
}  # fmt: skip
"""UUIDs: the form of the command's field lets no other text in."""

COMPANYS = "it belongs to the company, not to a person"
CATALOGUE = "it belongs to a catalogue, in an event that has no person"
OPEN = "not sealed yet: version 2 of the event is to seal it"
CLEAR: Mapping[str, str] = {
    "PersonHired.department": COMPANYS,
    "JobChanged.department": COMPANYS,
    "AssignmentPublished.title": COMPANYS,
    "AssignmentPublished.description": COMPANYS,
    "ActivityPublished.title": COMPANYS,
    "ActivityPublished.description": COMPANYS,
    "ActivityPublished.link": COMPANYS,
    "ActivityRevised.title": COMPANYS,
    "ActivityRevised.description": COMPANYS,
    "ActivityRevised.link": COMPANYS,
    "OccurrenceScheduled.place": COMPANYS,
    "PlanTemplateCreated.title": COMPANYS,
    "PlanTemplateCreated.description": COMPANYS,
    "RoleDefined.title": CATALOGUE,
    "RoleDefined.family": CATALOGUE,
    "RoleDefined.esco_uri": CATALOGUE,
    "RoleRenamed.title": CATALOGUE,
    "DemandSnapshotImported.source": CATALOGUE,
    "SkillDefined.name": CATALOGUE,
    "SkillDefined.description": CATALOGUE,
    "SkillDefined.esco_uri": CATALOGUE,
    "SkillDefined.synonyms": CATALOGUE,
    "SkillDefined.onet_id": CATALOGUE,
    "SkillRenamed.name": CATALOGUE,
    "SynonymAdded.synonym": CATALOGUE,
    "ModelParametersSet.parameters.kinds.kind": "one of the kinds of evidence that the code names",
    "TestResultRecorded.test": OPEN,
    "BadgeIssued.name": OPEN,
}


def clear_texts(kind: type, at: str = "") -> Iterator[str]:
    """The fields of an event, and of its parts, that hold a text that is not sealed."""
    for name, hint in get_type_hints(kind, include_extras=True).items():
        mark, plain = unwrapped(hint)
        if mark is not None:
            continue
        if name not in IDS and holds_text(plain):
            yield f"{at}{name}"
        for part, _ in parts_in(plain):
            yield from clear_texts(part, f"{at}{name}.")


def holds_text(hint: Any) -> bool:
    if get_origin(hint) is Annotated:
        return holds_text(get_args(hint)[0])
    return hint is str or any(holds_text(part) for part in get_args(hint))


def test_each_text_is_sealed_or_has_a_reason_not_to_be() -> None:
    found = {f"{kind.__name__}.{text}" for kind in EVENTS for text in clear_texts(kind)}
    assert found == set(CLEAR)


def test_a_text_that_nobody_marked_is_found_wherever_it_stands() -> None:
    class Inner:
        note: str | None

    class Outer:
        sealed: Annotated[str, PII("person")]
        plain: Annotated[str, "a mark of another kind"]
        many: tuple[str, ...]
        badge: str
        count: int

    assert list(clear_texts(Outer)) == ["plain", "many"]
    assert list(clear_texts(Inner)) == ["note"]
