"""The document says what the routes take, and nothing of what the service fills in."""

import json
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # it has no types
import pytest

from services.directory.main import SERVICE as DIRECTORY
from services.goals.main import SERVICE as GOALS
from services.learning.main import SERVICE as LEARNING
from shared.kernel.naming import kebab
from shared.runtime.asyncapi import asyncapi
from shared.runtime.bodies import shape_of
from shared.runtime.definition import ServiceDefinition
from shared.runtime.openapi import document

SERVICES = [DIRECTORY, GOALS, LEARNING]
every_service = pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)


def of(service: ServiceDefinition) -> dict[str, Any]:
    return document(service.name, service.commands.handled)


@every_service
def test_every_command_but_a_policys_has_a_path(service: ServiceDefinition) -> None:
    assert set(of(service)["paths"]) == {
        f"/commands/{kebab(kind.__name__)}"
        for kind, handled in service.commands.handled.items()
        if not handled.policy_only
    }


@every_service
def test_no_schema_has_a_field_of_the_services(service: ServiceDefinition) -> None:
    schemas = of(service)["components"]["schemas"]
    for kind, handled in service.commands.handled.items():
        if not handled.policy_only:
            schema = schemas[kind.__name__]
            shape = shape_of(kind)
            assert set(schema["properties"]) == set(shape.required)
            assert set(schema.get("required", [])) == {
                name for name, needed in shape.required.items() if needed
            }
            assert schema["additionalProperties"] is False


@every_service
def test_every_reference_leads_somewhere(service: ServiceDefinition) -> None:
    found = of(service)
    for reference in references(found):
        part: Any = found
        for step in reference.removeprefix("#/").split("/"):
            part = part[step]


@every_service
def test_every_schema_is_one(service: ServiceDefinition) -> None:
    for schema in of(service)["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)


@every_service
def test_the_document_is_the_same_each_time(service: ServiceDefinition) -> None:
    assert json.dumps(of(service)) == json.dumps(of(service))


@every_service
def test_policies_name_the_schemas_of_what_they_read(service: ServiceDefinition) -> None:
    found = asyncapi(service)
    assert found["asyncapi"].startswith("3.")
    read = {event.__name__ for reaction in service.subscriptions.reactions for event in reaction.on}
    named = {reference.rpartition("/")[2].partition(".")[0] for reference in references(found)}
    assert read <= named


def references(part: object) -> list[str]:
    match part:
        case dict():
            own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
            return own + [found for value in part.values() for found in references(value)]
        case list():
            return [found for value in part for found in references(value)]
        case _:
            return []
