"""Callers of the directory over HTTP, who send a request again that they got no answer to.

The key of a request is the same each time, and the process that is asked mostly another one.
"""

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import httpx
import orjson

from shared.eventstore.port import StoredEvent
from shared.kernel.ids import caller_command_id, unique_stream
from shared.kernel.messages import StreamId
from shared.kernel.naming import kebab
from shared.runtime.tokens import ConsistencyTokens
from tests.faults.history import History
from tests.faults.kills.replicas import Replica

CALLERS = 8
PAUSE = 0.04
AGAIN = 0.05
GIVES_UP = 0.2
LINES = unique_stream("acme", "reporting_lines")


def told(event: StoredEvent) -> tuple[str, str, object]:
    """What a caller knows of an event beforehand: its stream, its type and what it says."""
    payload = orjson.loads(event.payload)
    return event.stream, event.type, said(payload)


def said(payload: Any) -> object:
    return payload.get("department") or payload.get("manager") or payload.get("person")


@dataclass
class Call:
    name: str
    body: dict[str, object]
    events: tuple[tuple[str, str, object], ...]
    key: str = field(default_factory=lambda: str(uuid4()))

    @property
    def command_id(self) -> UUID:
        return caller_command_id("client:importer", self.name, self.key)


def hire(person: str) -> Call:
    department = str(uuid4())
    body: dict[str, object] = {
        "person": person, "name": "Ada", "mail": "ada@acme.example", "department": department
    }  # fmt: skip
    hired = (person, "mastery.directory.person-hired.v1", department)
    joined = (LINES, "mastery.directory.person-joined-lines.v1", person)
    return Call("HirePerson", body, (hired, joined))


def change_job(person: str) -> Call:
    department = str(uuid4())
    body: dict[str, object] = {
        "person": person, "title": None, "department": department, "role": None
    }  # fmt: skip
    changed = (person, "mastery.directory.job-changed.v1", department)
    return Call("ChangeJob", body, (changed,))


def change_manager(person: str, manager: str) -> Call:
    body: dict[str, object] = {"person": person, "manager": manager}
    changed = (LINES, "mastery.directory.manager-changed.v1", manager)
    return Call("ChangeManager", body, (changed,))


@dataclass
class Callers:
    """``answered``: by each process's port; ``complaints``: of answers that are not the first."""

    replicas: list[Replica]
    token: str
    tokens: ConsistencyTokens
    dice: random.Random
    history: History = field(default_factory=History)
    answered: Counter[int] = field(default_factory=Counter)
    complaints: list[str] = field(default_factory=list)
    unanswered: int = 0
    given_up: int = 0

    async def run(self, stop: asyncio.Event) -> None:
        async with asyncio.TaskGroup() as group:
            for _ in range(CALLERS):
                group.create_task(self._caller(stop))

    async def _caller(self, stop: asyncio.Event) -> None:
        people: list[str] = []
        async with httpx.AsyncClient(timeout=20) as http:
            while not stop.is_set():
                await self._call(http, people)
                await asyncio.sleep(self.dice.uniform(0, PAUSE))

    async def _call(self, http: httpx.AsyncClient, people: list[str]) -> None:
        """Of people of one's own; whoever comes later in the list reports to one before."""
        if len(people) < 2 or self.dice.random() < 0.2:
            person = f"person-{uuid4()}"
            if await self._ask(http, hire(person)):
                people.append(person)
            return
        manager, person = (people[at] for at in sorted(self.dice.sample(range(len(people)), 2)))
        call = self.dice.choice((change_job(person), change_manager(person, manager), hire(person)))
        if not await self._ask(http, call):
            people.remove(person)

    async def _ask(self, http: httpx.AsyncClient, call: Call) -> bool:
        """Whether it was answered; else nobody knows what became of it."""
        self.history.offered[call.command_id] = call.events
        answer = await self._answer(http, call, gives_up=self.dice.random() < GIVES_UP)
        if answer is None:
            self.given_up += 1
            return False
        self._note(call, answer)
        if self.dice.random() < 0.1:
            again = await self._answer(http, call, gives_up=False, besides=answer.url.port)
            if again is None or again.content != answer.content:
                self.complaints.append(f"{call.command_id} was answered otherwise")
        return True

    async def _answer(
        self, http: httpx.AsyncClient, call: Call, *, gives_up: bool, besides: int | None = None
    ) -> httpx.Response | None:
        """``besides``: of another process than the one at that port, if there is another."""
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": call.key}
        while True:
            ready = [one for one in self.replicas if one.ready and one.port != besides]
            replica = self.dice.choice(ready or self.replicas)
            url = f"{replica.url}/commands/{kebab(call.name)}"
            try:
                response = await http.post(url, json=call.body, headers=headers)
            except httpx.ConnectError:
                await asyncio.sleep(AGAIN)
                continue
            except httpx.TransportError:
                self.unanswered += 1
                if gives_up:
                    return None
                continue
            if response.status_code == 503:
                await asyncio.sleep(AGAIN)
                continue
            self.answered[replica.port] += 1
            return response

    def _note(self, call: Call, answer: httpx.Response) -> None:
        content = answer.json()
        if answer.status_code != 200:
            self.history.refused.add(call.command_id)
            if content["code"] != "PersonAlreadyHired":
                self.complaints.append(f"{call.name}: {answer.text}")
            return
        if content["token"] is None:  # such a line was drawn before
            self.history.refused.add(call.command_id)
            return
        marks = self.tokens.read(content["token"])
        self.history.answers[call.command_id] = [
            (StreamId(moved["stream"]), moved["version"], mark.position)
            for moved, mark in zip(content["streams"], marks, strict=True)
        ]
