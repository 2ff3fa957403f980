"""Sends commands to the services over HTTP: many at a time, each until it is answered.

A service that is busy or starting is asked again with the same key, so that no command acts
twice. What a rule refuses is an answer like any other; only the absence of one stops an import.
"""

import asyncio
import random
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Literal, TypeVar

import httpx
import orjson

from shared.kernel.messages import Command
from shared.kernel.naming import kebab
from shared.runtime.bodies import callers_fields

AT_ONCE = 10  # httpx looks through all of its connections at each request
TRIES = 12
LONGEST_PAUSE = 5.0
STOPPING = frozenset({401, 403})

C = TypeVar("C", bound=Command)
OnProgress = Callable[[int, int, str], None]
"""(done, total, what)"""


class ImportStopped(Exception):
    """No answer, or one that no further command would change; running it again finishes it."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """``recorded``: something has changed by it; else it held already."""

    recorded: bool


@dataclass(frozen=True, slots=True)
class Refused:
    code: str
    detail: str


Reply = Accepted | Refused


@dataclass(frozen=True, slots=True)
class Services:
    """Where the services are, with whose token they are asked, and as what the events are marked.

    ``stamp`` are the headers ``Mastery-Origin`` and ``Mastery-Time``, which need the scope
    ``backdate``; empty: the events are live ones.
    """

    client: httpx.AsyncClient
    addresses: Mapping[str, str]
    token: str
    stamp: Mapping[str, str] = field(default_factory=lambda: {"mastery-origin": "import"})

    async def post(self, service: str, command: str, body: bytes, key: str) -> Reply:
        """``command`` in kebab case; raises ``ImportStopped`` if there is no answer to be had."""
        url = f"{self.addresses[service]}/commands/{command}"
        headers = {
            "authorization": f"Bearer {self.token}",
            "content-type": "application/json",
            "idempotency-key": key,
            **self.stamp,
        }
        reason = ""
        for attempt in range(TRIES):
            pause = 0.0
            try:
                response = await self.client.post(url, content=body, headers=headers)
            except httpx.TransportError as error:
                reason = type(error).__name__
            else:
                if response.status_code < 500 and response.status_code != 429:
                    return reply_of(response)
                reason, pause = str(response.status_code), wanted_pause(response)
            jitter = random.uniform(0.5, 1.0)  # noqa: S311 - spreads the tries, guards nothing
            await asyncio.sleep(max(pause, min(LONGEST_PAUSE, 0.1 * 2**attempt) * jitter))
        raise ImportStopped(f"{service} gives no answer to {command} ({reason})")


@dataclass(frozen=True, slots=True)
class Sender:
    """Of one service; ``run`` makes the keys of one run its own.

    So a further run is decided afresh, and what has been changed since is seen.
    """

    services: Services
    service: Literal["directory", "goals", "learning"]
    run: str

    async def send(self, command: Command) -> Reply:
        """Raises ``ImportStopped`` if no service can be brought to an answer."""
        kind = type(command)
        body = orjson.dumps({name: getattr(command, name) for name in callers_fields(kind)})
        key = sha256(kind.__name__.encode() + b"\0" + body).hexdigest()
        return await self.services.post(
            self.service, kebab(kind.__name__), body, f"{self.run}{key}"
        )

    async def send_all(
        self, commands: Sequence[C], what: str, on_progress: OnProgress
    ) -> list[tuple[C, Reply]]:
        """Each with its reply, in the order of the replies."""
        waiting = iter(commands)
        replied: list[tuple[C, Reply]] = []

        async def work() -> None:
            for command in waiting:
                replied.append((command, await self.send(command)))
                on_progress(len(replied), len(commands), what)

        workers = [asyncio.create_task(work()) for _ in range(min(AT_ONCE, len(commands)))]
        try:
            await asyncio.gather(*workers)
        finally:
            await ended(workers)
        return replied


async def ended(tasks: Collection["asyncio.Task[None]"]) -> None:
    """Ends what still runs of ``tasks`` and waits for it."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def reply_of(response: httpx.Response) -> Reply:
    """Raises ``ImportStopped`` where every other command would be answered so too."""
    answer = response.json() if "json" in response.headers.get("content-type", "") else {}
    if response.status_code == 200:
        return Accepted(recorded=answer["version"] is not None)
    code, detail = answer.get("code", str(response.status_code)), answer.get("detail", "")
    if response.status_code in STOPPING:
        raise ImportStopped(f"{response.url.path}: {code}: {detail}")
    errors = "; ".join(f"{error['field']}: {error['rule']}" for error in answer.get("errors", ()))
    return Refused(code, errors or detail)


def wanted_pause(response: httpx.Response) -> float:
    """Seconds of ``Retry-After``."""
    text = response.headers.get("retry-after", "0")
    return min(LONGEST_PAUSE, float(text)) if text.isdigit() else 0.0
