"""A catalogue, sent: its skills to learning, then roles and what they require to goals.

A run that was cut off is finished by running it again; a further run sends what has changed in
the file since, and of skills and roles only that (``services/learning/imports/differences``,
``services/goals/imports/differences``). What HR has made of a requirement is not undone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal
from uuid import uuid4

import asyncpg

from services.goals.imports import differences as of_goals
from services.goals.imports.differences import KnownRole
from services.learning.imports.differences import Differences, KnownSkill, differences
from shared.kernel.messages import Command, StreamId
from suite.imports.catalogue import Catalogue
from suite.imports.report import Report
from suite.imports.sender import OnProgress, Refused, Sender, Services

Pair = tuple[StreamId, StreamId]
"""A role and a skill."""

REQUIREMENTS = "SELECT DISTINCT role, skill FROM goals.requirements"
ROLES = "SELECT role, title, family, rung, esco_uri, status = 'defined' AS in_use FROM goals.roles"
SKILLS = """
SELECT skills.skill_id, name, synonyms, parent_id,
    retired_on IS NULL AND merged_into IS NULL AS in_use
FROM learning.skills LEFT JOIN learning.skill_placements USING (skill_id)
"""


@dataclass(frozen=True, slots=True)
class Known:
    """The skills and roles that there are, and what these require now or have once required."""

    skills: Mapping[StreamId, KnownSkill] = field(default_factory=dict)
    requirements: frozenset[Pair] = frozenset()
    roles: Mapping[StreamId, KnownRole] = field(default_factory=dict)


async def known(read_url: str) -> Known:
    """As the read models say."""
    connection = await asyncpg.connect(read_url)
    try:
        skills = await connection.fetch(SKILLS)
        requirements = await connection.fetch(REQUIREMENTS)
        roles = await connection.fetch(ROLES)
    finally:
        await connection.close()
    return Known(
        skills={
            row["skill_id"]: KnownSkill(
                row["name"], row["synonyms"], row["parent_id"], row["in_use"]
            )
            for row in skills
        },
        requirements=frozenset((row["role"], row["skill"]) for row in requirements),
        roles={
            row["role"]: KnownRole(
                row["title"], row["family"], row["rung"], row["esco_uri"], row["in_use"]
            )
            for row in roles
        },
    )


NOTHING_KNOWN = Known()


@dataclass(frozen=True, slots=True)
class Step:
    what: str
    service: Literal["goals", "learning"]
    commands: Sequence[Command]


async def run(
    found: Catalogue,
    services: Services,
    on_progress: OnProgress,
    before: Known = NOTHING_KNOWN,
) -> Report:
    """Sends what differs from ``before``; raises ``ImportStopped``.

    The files have been found without fault.
    """
    changes = differences(found.skills, found.broader, before.skills, found.today)
    new = [one for one in found.requirements if (one.role, one.skill) not in before.requirements]
    roles = of_goals.differences(found.roles, before.roles, found.today)
    held = changes.held + roles.held + len(found.requirements) - len(new)
    report = Report(held=held)
    steps = [
        *of_skills(changes),
        Step("roles", "goals", roles.defined),
        Step("new titles", "goals", roles.renamed),
        Step("requirements", "goals", new),
    ]
    this_run = f"{uuid4()}-"
    for step in steps:
        sender = Sender(services, step.service, run=this_run)
        replies = await sender.send_all(step.commands, step.what, on_progress)
        report.count(reply for _, reply in replies)
        report.complaints += [
            f"{step.what}: {named(command)}: {reply.code}: {reply.detail}"
            for command, reply in replies
            if isinstance(reply, Refused)
        ]
    return report


def of_skills(changes: Differences) -> Iterator[Step]:
    yield Step("skills", "learning", changes.defined)
    yield Step("new names", "learning", changes.renamed)
    yield Step("synonyms", "learning", changes.synonyms)
    for group in changes.placed:
        yield Step("order of skills", "learning", group)


def named(command: Command) -> str:
    """What the command is about, in the words of the file."""
    about = ("esco_uri", "role", "skill")
    return next(str(value) for name in about if (value := getattr(command, name, None)))
