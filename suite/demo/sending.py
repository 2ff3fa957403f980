"""The demo's steps, sent: a month at a time, so that the log tells the year in its order."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import orjson

from suite.demo.step import HR, Step
from suite.imports.sender import Refused, Services
from suite.local.secret_files import SecretFiles

AT_ONCE = 10  # httpx looks through all of its connections at each request
AN_HOUR = 3600


class StepRefused(Exception):
    """A rule refused a step of the demo: the demo and the rules do not fit any more."""


@dataclass(slots=True)
class Hands:
    """Everybody's token, made when it is first needed."""

    services: Services
    secrets: SecretFiles
    hr: str
    tokens: dict[str, str] = field(default_factory=dict)

    def token(self, actor: str) -> str:
        if actor not in self.tokens:
            scopes = ["backdate", "hr"] if actor == HR else ["backdate"]
            subject = self.hr if actor == HR else actor
            self.tokens[actor] = self.secrets.sign({"sub": subject}, scopes, AN_HOUR)
        return self.tokens[actor]

    async def carry_out(self, step: Step, number: int) -> None:
        stamp = {"mastery-origin": "demo", "mastery-time": step.at.isoformat()}
        services = replace(self.services, token=self.token(step.actor), stamp=stamp)
        body = orjson.dumps(step.body)
        reply = await services.post(step.service, step.command, body, f"demo-{number}")
        if isinstance(reply, Refused):
            raise StepRefused(f"{step.command} of {step.at:%d %B}: {reply.code}: {reply.detail}")


async def play(
    steps: Sequence[Step], hands: Hands, on_progress: Callable[[int, int, str], None]
) -> None:
    """Raises ``StepRefused`` or ``ImportStopped``; what was recorded by then stays."""
    months: defaultdict[date, defaultdict[str, list[tuple[int, Step]]]]
    months = defaultdict(lambda: defaultdict(list))
    for number, step in enumerate(steps):
        months[step.at.date().replace(day=1)][step.stream].append((number, step))
    done = 0

    async def work(lanes: Iterable[list[tuple[int, Step]]], what: str) -> None:
        nonlocal done
        for lane in lanes:
            for number, step in lane:
                await hands.carry_out(step, number)
                done += 1
                on_progress(done, len(steps), what)

    for month in sorted(months):
        lanes = iter(months[month].values())
        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(work(lanes, f"{month:%B %Y}"))
