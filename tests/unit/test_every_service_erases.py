"""Every service takes part in an erasure, with every table that it has."""

from collections.abc import Sequence
from dataclasses import fields
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from services.directory.api import ERASURE
from shared.kernel.projection import Derived, Projection
from shared.runtime.definition import ServiceDefinition, Subscriptions

SERVICES = sorted(
    path.parent.name for path in (Path(__file__).parents[2] / "services").glob("*/main.py")
)


def definition(name: str) -> ServiceDefinition:
    found = import_module(f"services.{name}.main").SERVICE
    assert isinstance(found, ServiceDefinition)
    return found


def test_the_directory_waits_for_every_service() -> None:
    assert sorted(ERASURE.services) == SERVICES


def tables_of(subscriptions: Subscriptions) -> Sequence[Projection[Any, Any] | Derived[Any]]:
    return [*subscriptions.projections, *subscriptions.derived]


@pytest.mark.parametrize("name", SERVICES)
def test_every_table_says_whose_record_a_row_is(name: str) -> None:
    """Else the rows of an erased person would stay: name the column, or None for nobody's."""
    subscriptions = definition(name).subscriptions
    for one in tables_of(subscriptions):
        columns = {field.name for field in fields(one.view)}
        assert one.person is None or one.person in columns, f"{name}: {one.table}"


@pytest.mark.parametrize("name", SERVICES)
def test_a_table_without_a_person_has_no_column_that_is_one_alone(name: str) -> None:
    """Where a row names one person only and is nobody's record, it is listed with the reason."""
    subscriptions = definition(name).subscriptions
    unowned = {
        one.table
        for one in tables_of(subscriptions)
        if one.person is None
        and {"owner", "person", "person_id", "applicant", "subject"}
        & {field.name for field in fields(one.view)}
    }
    assert unowned <= NOBODYS_RECORD


NOBODYS_RECORD = {"line_changes", "managers", "report_line"}
"""Reporting lines: one record of the whole company; who is erased leaves them by an event."""
