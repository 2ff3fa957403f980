"""Each command that a service takes over HTTP is one mutation, and nothing else is."""

from datetime import date
from typing import Any

import pytest
from graphql import GraphQLInputObjectType, GraphQLNonNull, parse, validate
from graphql.execution.values import get_variable_values

from services.directory.domain import HANDLED as DIRECTORY
from services.gateway.mutations.documents import SERVICES, commands
from services.gateway.mutations.inputs import InputTypes
from services.gateway.nodes.enums import Outcome
from services.gateway.schema import Graph
from services.goals.domain import HANDLED as GOALS
from services.learning.domain import HANDLED as LEARNING

GRAPH = Graph()
HANDLED = {"directory": DIRECTORY, "goals": GOALS, "learning": LEARNING}


def test_there_is_one_mutation_for_each_command() -> None:
    names = [
        kind.__name__
        for service in SERVICES
        for kind, how in HANDLED[service].items()
        if not how.policy_only
    ]
    assert GRAPH.core.mutation_type is not None
    mutations = GRAPH.core.mutation_type.fields
    assert sorted(name[0].lower() + name[1:] for name in names) == sorted(mutations)
    for name in names:
        arguments = mutations[name[0].lower() + name[1:]].args
        assert str(arguments["input"].type) == f"{name}Input!"
        assert str(arguments["idempotencyKey"].type) == "String"


def test_a_command_of_policies_alone_is_none() -> None:
    policies = [kind for kind, how in GOALS.items() if how.policy_only]
    assert policies
    assert {kind.__name__ for kind in policies}.isdisjoint({form.name for form in commands()})


def test_what_the_service_fills_in_stands_in_no_input() -> None:
    for form in commands():
        kind = GRAPH.core.type_map[f"{form.name}Input"]
        assert isinstance(kind, GraphQLInputObjectType)
        assert {"today", "now", "commandId", "actor"}.isdisjoint(kind.fields)


def test_a_field_is_required_where_the_command_needs_a_value() -> None:
    kind = GRAPH.core.type_map["DefineCareerGoalInput"]
    assert isinstance(kind, GraphQLInputObjectType)
    needed = {name for name, each in kind.fields.items() if isinstance(each.type, GraphQLNonNull)}
    assert needed == {"goal", "title", "why", "due"}


def test_a_value_becomes_the_body() -> None:
    types = InputTypes()
    form = next(form for form in commands() if form.name == "CompleteAssignment")
    made: Any = types.of(form)
    given = made(assignment="a", person="p", outcome=Outcome.NOT_MET, learnt="L")
    assert types.body(given) == {
        "assignment": "a",
        "person": "p",
        "outcome": "not_met",
        "learnt": "L",
    }
    assert types.body(date(2026, 1, 2)) == "2026-01-02"


def test_a_certificate_is_confirmed_as_it_was_seen() -> None:
    types = InputTypes()
    form = next(form for form in commands() if form.name == "ConfirmCertification")
    made: Any = types.of(form)
    assert types.body(made(certification="c")) == {"certification": "c"}
    seen = made(certification="c", earned_on=date(2026, 1, 2), expires_on=date(2027, 1, 2))
    assert types.body(seen) == {
        "certification": "c",
        "earned_on": "2026-01-02",
        "expires_on": "2027-01-02",
    }
    kind = GRAPH.core.type_map["ConfirmCertificationInput"]
    assert isinstance(kind, GraphQLInputObjectType)
    assert kind.fields.keys() == {"certification", "earnedOn", "expiresOn", "proof"}


SET = 'setRequirement(input: {{role: "r", skill: "s", level: {level}, importance: 1}})'


@pytest.mark.parametrize("level", ["true", "3.0", '"3"'])
def test_a_level_in_a_document_is_a_whole_number(level: str) -> None:
    document = parse(f"mutation {{ {SET.format(level=level)} {{ __typename }} }}")
    (error,) = validate(GRAPH.core, document)
    assert error.message == f"Int cannot represent non-integer value: {level}"


@pytest.mark.parametrize("level", [True, 3.5, "3"])
def test_a_level_in_a_variable_is_a_whole_number(level: object) -> None:
    text = "mutation ($i: SetRequirementInput!) { setRequirement(input: $i) { __typename } }"
    definition: Any = parse(text).definitions[0]
    given = {"i": {"role": "r", "skill": "s", "level": level, "importance": 1}}
    found: Any = get_variable_values(GRAPH.core, definition.variable_definitions, given)
    assert [("at .level" in error.message) for error in found] == [True]
