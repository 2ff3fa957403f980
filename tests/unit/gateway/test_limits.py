"""What a document may be and cost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.gateway.main.rates import Rates
from services.gateway.nodes.errors import Fault
from services.gateway.schema import Graph
from services.gateway.schema.cost import MOST_COST, cost_of
from services.gateway.schema.documents import Documents, Invalid
from services.gateway.schema.limits import MOST_ALIASES, MOST_DEPTH

GRAPH = Graph()
DOCUMENTS = Documents(GRAPH.core)


def refused(text: str) -> str:
    with pytest.raises(Invalid) as caught:
        DOCUMENTS.read(text)
    return str((caught.value.errors[0].extensions or {})["code"])


def nested(depth: int) -> str:
    return "{ viewer " + "{ manager " * (depth - 2) + "{ id }" + " }" * (depth - 1)


def test_a_document_may_be_as_deep_as_the_limit() -> None:
    DOCUMENTS.read(nested(MOST_DEPTH))
    assert refused(nested(MOST_DEPTH + 1)) == "TOO_DEEP"


def test_depth_counts_through_fragments() -> None:
    manager = "fragment M on Person { manager { manager { manager { manager { id } } } } }"
    one = f"{{ viewer {{ ...M }} }} {manager}"
    DOCUMENTS.read(one)
    two = "fragment N on Person { manager { manager { manager { manager { ...M } } } } }"
    three = "fragment O on Person { manager { manager { manager { ...N } } } }"
    assert refused(f"{{ viewer {{ ...O }} }} {manager} {two} {three}") == "TOO_DEEP"


def test_fragments_that_fan_out_are_measured_once() -> None:
    """2^30 paths through 30 fragments take no longer than 30."""
    fans = " ".join(f"fragment F{n} on Person {{ ...F{n + 1} ...F{n + 1} }}" for n in range(30))
    DOCUMENTS.read(f"{{ viewer {{ ...F0 }} }} {fans} fragment F30 on Person {{ id }}")


def test_aliases_have_a_limit() -> None:
    def aliased(count: int) -> str:
        return "{ " + " ".join(f"a{n}: __typename" for n in range(count)) + " }"

    DOCUMENTS.read(aliased(MOST_ALIASES))
    assert refused(aliased(MOST_ALIASES + 1)) == "TOO_MANY_ALIASES"
    assert refused(aliased(500)) == "TOO_MANY_ALIASES"


def test_tokens_have_a_limit() -> None:
    assert refused("{ " + "__typename " * 2_000 + "}") == "TOO_LONG"


def test_a_document_is_validated_once() -> None:
    text = "{ viewer { name } }"
    assert DOCUMENTS.read(text) is DOCUMENTS.read(text)


def test_the_documents_kept_have_a_limit() -> None:
    few = Documents(GRAPH.core, most=2)
    first = few.read("{ viewer { id } }")
    few.read("{ viewer { name } }")
    few.read("{ viewer { title } }")
    assert few.read("{ viewer { id } }") is not first


def cost(text: str, **variables: object) -> int:
    return cost_of(GRAPH.core, DOCUMENTS.read(text).parts, variables)


def test_what_takes_long_to_compute_costs_more_than_its_objects() -> None:
    path = 'careerPaths(from: "role-1", to: "role-2") { total }'
    assert cost(f"{{ {path} }}") == 10 + 10_000
    assert cost("{ people(first: 3) { edges { node { nextActions { gap } } } } }") == 3 * (1 + 110)
    with pytest.raises(Fault):
        cost("{ " + " ".join(f"p{n}: {path}" for n in range(5)) + " }")


def test_an_object_costs_one_and_a_connection_as_many_as_it_may_hold() -> None:
    assert cost("{ viewer { name } }") == 1
    assert cost("{ viewer { manager { id } role { id } } }") == 3
    assert cost("{ people(first: 7) { edges { node { id } } } }") == 7
    assert cost("{ people { edges { node { id } } } }") == 20
    inner = "reports(first: 3) { edges { node { id } } }"
    assert cost(f"{{ people(first: 5) {{ edges {{ node {{ {inner} }} }} }} }}") == 20


def test_first_may_be_a_variable() -> None:
    query = "query ($n: Int! = 9) { people(first: $n) { edges { node { id } } } }"
    assert cost(query) == 9
    assert cost(query, n=4) == 4
    assert cost(query, n="many") == 100


def test_a_fragment_costs_what_is_in_it() -> None:
    assert cost("{ viewer { ...F } } fragment F on Person { manager { id } }") == 2
    assert cost("{ viewer { ... { manager { id } } ... on Person { role { id } } } }") == 3


def test_fragments_that_fan_out_are_costed_once() -> None:
    """2^60 paths through 60 fragments take no longer than 60."""
    fans = " ".join(f"fragment F{n} on Person {{ ...F{n + 1} ...F{n + 1} }}" for n in range(60))
    last = "fragment F60 on Person { manager { id } }"
    with pytest.raises(Fault, match="at most 50000"):
        cost(f"{{ viewer {{ ...F0 }} }} {fans} {last}")


def test_what_costs_too_much_is_refused() -> None:
    query = """query ($n: Int!) { people(first: 100) { edges { node { reports(first: $n) {
        edges { node { careerGoals(first: 10) { edges { node { id } } } } } } } } } }"""
    assert cost(query, n=40) <= MOST_COST
    with pytest.raises(Fault, match="at most 50000"):
        cost(query, n=100)


def test_a_mutation_costs_more_than_what_it_answers() -> None:
    assert cost('mutation { pauseGoal(input: {goal: "g"}) { __typename } }') == 11


@given(st.lists(st.floats(min_value=0, max_value=5), max_size=40))
def test_no_client_gets_more_than_its_rate(pauses: list[float]) -> None:
    now, taken = 0.0, 0
    rates = Rates(3, 2.0, clock=lambda: now)
    for pause in pauses:
        now += pause
        allowance = rates.take("person-1")
        taken += allowance.retry_after is None
        assert taken <= 3 + now * 2.0
        assert 0 <= int(allowance.headers["x-ratelimit-remaining"]) <= 3
        assert allowance.retry_after in {None, 1}


def test_a_request_that_answers_much_counts_as_several() -> None:
    now = 0.0
    rates = Rates(10, 1.0, clock=lambda: now)
    assert rates.take("person-1").retry_after is None
    assert rates.charge("person-1", 499)["x-ratelimit-remaining"] == "9"
    assert rates.charge("person-1", 5_000)["x-ratelimit-remaining"] == "0"
    assert rates.take("person-1").retry_after == 2
    assert rates.take("person-2").retry_after is None
    now = 2.0
    assert rates.take("person-1").retry_after is None
