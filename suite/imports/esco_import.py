"""ESCO's file set, sent: skills to learning, then roles and what they require to goals.

Keys follow from the content alone: a run that was cut off is finished by running it again, and a
further run finds everything done. What HR has made of a role since then stays for as long as the
services know the keys (30 days); a skill's new name stays in any case.
"""

from collections.abc import Sequence
from typing import Literal

from shared.kernel.messages import Command
from suite.imports.esco import Esco
from suite.imports.report import Report
from suite.imports.sender import OnProgress, Refused, Sender, Services


async def run(esco: Esco, services: Services, on_progress: OnProgress) -> Report:
    """Sends everything; raises ``ImportStopped``. The set has been found without fault."""
    report = Report()
    steps: tuple[tuple[str, Literal["goals", "learning"], Sequence[Command]], ...] = (
        ("skills", "learning", esco.skills),
        ("roles", "goals", esco.roles),
        ("requirements", "goals", esco.requirements),
    )
    for what, service, commands in steps:
        replies = await Sender(services, service).send_all(commands, what, on_progress)
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
