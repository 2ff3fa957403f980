"""ESCO's file set: its skills for learning, its occupations as roles with requirements for goals.

A role from each occupation (its family the ISCO group, no rung); an essential skill is required
at level 3 with importance 3, an optional one at level 2 with importance 1.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from services.goals.commands.role import DefineRole, SetRequirement
from services.learning.imports import esco as skills_of_esco
from shared.kernel.ids import unique_stream
from shared.kernel.messages import StreamId
from shared.runtime.csv_file import Fault, Row, read
from suite.imports.catalogue import Catalogue

OCCUPATIONS = "occupations_en.csv"
RELATIONS = "occupationSkillRelations_en.csv"
OCCUPATION_COLUMNS = ("conceptUri", "iscoGroup", "preferredLabel")
RELATION_COLUMNS = ("occupationUri", "relationType", "skillUri")

Weight = tuple[Literal[2, 3], Literal[1, 3]]
WEIGHTS: Mapping[str, Weight] = {"essential": (3, 3), "optional": (2, 1)}
"""Level and importance of a requirement, by ESCO's relation type."""

COLUMN_OF = {"title": "preferredLabel", "family": "iscoGroup", "esco_uri": "conceptUri"}
DEFINE = TypeAdapter(DefineRole)


def parse(folder: Path, company: str, today: date) -> Catalogue:
    """The whole set, its relations among them: each names an occupation and a skill of the set."""
    skills = skills_of_esco.parse(folder, company, today)
    roles, roles_by_uri, faults_of_roles = read_roles(folder, company, today)
    requirements, faults = read_requirements(folder, roles_by_uri, skills.by_uri, today)
    everything_wrong = sorted([*skills.faults, *faults_of_roles, *faults])
    return Catalogue(
        today, skills.definitions, skills.broader, roles, requirements, everything_wrong
    )


def read_roles(
    folder: Path, company: str, today: date
) -> tuple[list[DefineRole], Mapping[str, StreamId], list[Fault]]:
    rows, faults = read(folder / OCCUPATIONS, OCCUPATION_COLUMNS)
    roles: list[DefineRole] = []
    by_uri: dict[str, StreamId] = {}
    for row in rows:
        uri = row["conceptUri"]
        if uri in by_uri:
            faults.append(row.fault("conceptUri", "this occupation stands twice"))
            continue
        by_uri[uri] = unique_stream(company, "role", uri)
        role = role_of(row, by_uri[uri], today)
        if isinstance(role, DefineRole):
            roles.append(role)
        else:
            faults += role
    return roles, by_uri, faults


def role_of(row: Row, role: StreamId, today: date) -> DefineRole | list[Fault]:
    try:
        return DEFINE.validate_python(
            {
                "role": role,
                "title": row["preferredLabel"],
                "family": row["iscoGroup"] or None,
                "esco_uri": row["conceptUri"],
                "today": today,
            }
        )
    except ValidationError as invalid:
        errors = invalid.errors(include_url=False, include_input=False)
        rules = {COLUMN_OF[str(error["loc"][0])]: error["msg"] for error in errors}
        return [row.fault(column, rule) for column, rule in rules.items()]


def read_requirements(
    folder: Path, roles: Mapping[str, StreamId], skills: Mapping[str, StreamId], today: date
) -> tuple[list[SetRequirement], list[Fault]]:
    """One for each role and skill: where a relation stands as both kinds, it is essential."""
    rows, faults = read(folder / RELATIONS, RELATION_COLUMNS)
    weights: dict[tuple[StreamId, StreamId], Weight] = {}
    for row in rows:
        found = faults_of_relation(row, roles, skills)
        faults += found
        if roles and skills and not found:
            key = roles[row["occupationUri"]], skills[row["skillUri"]]
            weight = WEIGHTS[row["relationType"]]
            weights[key] = max(weight, weights.get(key, weight))
    requirements = [
        SetRequirement(role=role, skill=skill, level=level, importance=importance, today=today)
        for (role, skill), (level, importance) in weights.items()
    ]
    return requirements, faults


def faults_of_relation(
    row: Row, roles: Mapping[str, StreamId], skills: Mapping[str, StreamId]
) -> list[Fault]:
    """A file that could not be read at all has been told of already."""
    faults = []
    if roles and row["occupationUri"] not in roles:
        faults.append(row.fault("occupationUri", f"is not in {OCCUPATIONS}"))
    if row["relationType"] not in WEIGHTS:
        faults.append(row.fault("relationType", "must be essential or optional"))
    if skills and row["skillUri"] not in skills:
        faults.append(row.fault("skillUri", f"is not in {skills_of_esco.FILE}"))
    return faults
