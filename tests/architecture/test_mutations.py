"""The named mutations of ``tests/mutations`` keep up with the code that they change."""

from collections import Counter
from pathlib import Path

import pytest

from tests.mutations.patches import MUTATIONS, Mutation

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.name)
def test_a_mutation_changes_one_place_and_names_tests_that_exist(mutation: Mutation) -> None:
    assert (ROOT / mutation.file).read_text().count(mutation.old) == 1
    assert mutation.new != mutation.old
    assert mutation.tests
    assert [path for path in mutation.tests if not (ROOT / path.partition("::")[0]).exists()] == []


def test_each_mutation_has_a_name_of_its_own() -> None:
    assert [name for name, times in Counter(m.name for m in MUTATIONS).items() if times > 1] == []
