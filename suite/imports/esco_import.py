"""ESCO's file set, sent: skills to learning, then roles and what they require to goals.

A run that was cut off is finished by running it again. What is there already stays as it is: a
definition said again changes nothing, and what HR has made of a requirement is not undone.
"""

from collections.abc import Collection, Sequence
from typing import Literal
from uuid import uuid4

import asyncpg

from shared.kernel.messages import Command, StreamId
from suite.imports.esco import Esco
from suite.imports.report import Report
from suite.imports.sender import OnProgress, Refused, Sender, Services

Pair = tuple[StreamId, StreamId]
"""A role and a skill."""

KNOWN = "SELECT DISTINCT role, skill FROM goals.requirements"


async def known_requirements(read_url: str) -> frozenset[Pair]:
    """What roles require now or have once required, as the read model says."""
    connection = await asyncpg.connect(read_url)
    try:
        return frozenset((row["role"], row["skill"]) for row in await connection.fetch(KNOWN))
    finally:
        await connection.close()


async def run(
    esco: Esco, services: Services, on_progress: OnProgress, known: Collection[Pair] = ()
) -> Report:
    """Sends everything but the requirements that are ``known``; raises ``ImportStopped``.

    The set has been found without fault.
    """
    new = [one for one in esco.requirements if (one.role, one.skill) not in known]
    report = Report(held=len(esco.requirements) - len(new))
    steps: tuple[tuple[str, Literal["goals", "learning"], Sequence[Command]], ...] = (
        ("skills", "learning", esco.skills),
        ("roles", "goals", esco.roles),
        ("requirements", "goals", new),
    )
    this_run = f"{uuid4()}-"
    for what, service, commands in steps:
        sender = Sender(services, service, run=this_run)
        replies = await sender.send_all(commands, what, on_progress)
        report.count(reply for _, reply in replies)
        report.complaints += [
            f"{what}: {named(command)}: {reply.code}: {reply.detail}"
            for command, reply in replies
            if isinstance(reply, Refused)
        ]
    return report


def named(command: Command) -> str:
    """What the command is about, in the words of the file."""
    return str(getattr(command, "esco_uri", None) or getattr(command, "role", ""))
