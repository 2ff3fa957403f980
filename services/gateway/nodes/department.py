"""Departments: not an object of their own, but the field of people's jobs, counted."""

import strawberry

from services.gateway.nodes.reading import Listing
from services.gateway.sql import people as sql
from services.gateway.sql.reads import Record
from services.gateway.visibility import Viewer


@strawberry.type(description="A department that somebody works in.")
class Department:
    name: str
    active_people: int


def department(row: Record, _viewer: Viewer) -> Department:
    return Department(name=row["department"], active_people=row["active_people"])


DEPARTMENTS = Listing(sql.DEPARTMENTS, sql.DEPARTMENTS_COUNT, (("department", str),), department)
