"""AsyncAPI 3 of what a service's policies read: FastStream's document, with our messages in it.

FastStream knows the subscribers; what a message looks like, it is not told: it decodes none.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from faststream.kafka import KafkaBroker
from faststream.specification import AsyncAPI

from shared.bus.topics import topic_of
from shared.kernel.messages import Event
from shared.kernel.policy import Reaction
from shared.runtime.definition import ServiceDefinition, source_of
from shared.runtime.policy_role import by_source

_TEXT = {"type": "string"}
ATTRIBUTES: Mapping[str, Any] = {
    "specversion": {"const": "1.0"},
    "id": {"type": "string", "format": "uuid"},
    "source": {"type": "string", "pattern": "^/[a-z0-9-]+/[a-z]+$"},
    "type": _TEXT,
    "subject": {"description": "The stream.", **_TEXT},
    "time": {"type": "string", "format": "date-time"},
    "datacontenttype": {"const": "application/json"},
    "dataschema": {"type": "string", "format": "uri"},
    "partitionkey": _TEXT,
    "sequence": {"description": "The position in the log.", "pattern": "^[0-9]{20}$", **_TEXT},
    "prev": {
        "description": "The position that was sent to this partition before.",
        "pattern": "^[0-9]{20}$",
        **_TEXT,
    },
    "streamversion": {"type": "integer", "minimum": 1},
    "about": {"description": "Opaque ids; the first is whose record it is, or -.", **_TEXT},
    "actor": _TEXT,
    "commandid": {"type": "string", "format": "uuid"},
    "origin": {"enum": ["live", "import", "demo"]},
    "correlationid": _TEXT,
}
OPTIONAL: Mapping[str, Any] = {"causationid": _TEXT, "traceparent": _TEXT}


def asyncapi(definition: ServiceDefinition) -> dict[str, Any]:
    """The document, without addresses; its references lead into ``schemas/events``."""
    broker = KafkaBroker("kafka:9092", consumer_only=True, apply_types=False)
    reactions = by_source(definition)
    for source, reacting in reactions.items():
        _declare(broker, topic_of(source), reacting)
    specification = AsyncAPI(
        broker, title=f"Mastery: policies of {definition.name}", version="1", schema_version="3.0.0"
    )
    document: dict[str, Any] = specification.to_specification().to_jsonable()
    del document["servers"]
    for channel in document["channels"].values():
        channel.pop("servers", None)
    messages, schemas = {}, {}
    for source, reacting in reactions.items():
        name = f"{topic_of(source)}:SubscribeMessage"
        messages[name] = {
            "title": f"Event of {source}",
            "contentType": "application/cloudevents+json",
            "correlationId": {"location": "$message.payload#/correlationid"},
            "payload": {"$ref": f"#/components/schemas/{name}"},
        }
        schemas[name] = _envelope(source, _events(definition, source, reacting))
    document["components"] = {"messages": messages, "schemas": schemas}
    for part in ("channels", "operations"):  # FastStream keeps its subscribers in a set
        document[part] = dict(sorted(document[part].items()))
    return document


def _declare(broker: KafkaBroker, topic: str, reactions: Sequence[Reaction]) -> None:
    names = ", ".join(reaction.name for reaction in reactions)
    subscriber = broker.subscriber(topic, title=topic, description=f"Policies: {names}")

    @subscriber
    async def react(event: object) -> None: ...


def _events(
    definition: ServiceDefinition, source: str, reactions: Sequence[Reaction]
) -> Sequence[type[Event]]:
    on = dict.fromkeys(event for reaction in reactions for event in reaction.on)
    return [event for event in on if source_of(event, definition.name) == source]


def _envelope(source: str, events: Sequence[type[Event]]) -> dict[str, Any]:
    """CloudEvents 1.0, structured; other types stand on the topic too and are passed over."""
    data = [
        {"$ref": f"../events/{source}/{event.__name__}.v{event.version}.json"} for event in events
    ]
    return {
        "type": "object",
        "required": [*ATTRIBUTES, "data"],
        "properties": {**ATTRIBUTES, **OPTIONAL, "data": {"anyOf": data}},
    }
