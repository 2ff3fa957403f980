"""One event, one policy: which commands follow, issued until each has an answer.

A refusal is an answer. What is only busy or away is asked again with back-off for as long as it
takes, and so are tables that do not hold the event yet; a reaction that fails in itself is tried a
few times and then stops its partition.
"""

import asyncio
import random
from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg
from opentelemetry.trace import SpanKind

from shared.eventstore import lanes as database
from shared.eventstore.handler import CommandHandler, Request
from shared.eventstore.kinds import namer
from shared.kernel.actor import Policy
from shared.kernel.decider import Handled
from shared.kernel.errors import (
    Busy,
    DomainError,
    Forbidden,
    KeyReused,
    NotFound,
    SubjectGone,
    SuiteError,
    TooLarge,
    Unavailable,
)
from shared.kernel.ids import policy_command_id
from shared.kernel.messages import Command, Event
from shared.kernel.policy import Reaction
from shared.kernel.recorded import Recorded
from shared.runtime import metrics, tracing
from shared.runtime.clock import Clock
from shared.runtime.logging import logger
from shared.runtime.policy_facts import NotYetInTables, PolicyFacts

REFUSED = (DomainError, Forbidden, KeyReused, NotFound, SubjectGone, TooLarge)
MOMENTARY = (*database.MOMENTARY, Busy, Unavailable)
"""The same command may be answered soon. An error that a statement makes every time is none."""
TRANSIENT = (*MOMENTARY, asyncpg.PostgresError)
"""For a loop that does one thing alone, and has nothing better to do than to try it again."""
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 5.0
BODY = b""
"""A policy's command is known by its id alone: newer code may react otherwise to the same event."""

_log = logger(__name__)


class Stopping(Exception):
    """The process is to end; what has no answer yet is reacted to again at the next start."""


class Reactor:
    """Issues the commands of policies through the service's handler."""

    def __init__(
        self,
        handler: CommandHandler[Any],
        handled: Mapping[type[Command], Handled],
        company: str,
        clock: Clock,
        stop: asyncio.Event,
        facts: PolicyFacts,
    ) -> None:
        self._handler = handler
        self._handled = handled
        self._company = company
        self._clock = clock
        self._stop = stop
        self._facts = facts

    async def react(
        self, reaction: Reaction, recorded: Recorded[Event], traceparent: str | None
    ) -> None:
        """Returns when every command has its answer; raises ``Stopping``."""
        commands = await self._commands(reaction, recorded)
        with tracing.span(
            f"policy {reaction.name}",
            traceparent=traceparent,
            correlation_id=recorded.correlation_id,
            kind=SpanKind.CONSUMER,
        ) as onward:
            requests = [self._request(reaction, recorded, one, onward) for one in commands]
            if len({request.command_id for request in requests}) < len(requests):
                raise AssertionError(f"{reaction.name} asks one stream twice: taken for a repeat")
            for request in requests:
                outcome = await self._answered(request)
                metrics.POLICY_EVENTS.labels(reaction.name, outcome).inc()
                _log.info(
                    "policy_answered",
                    policy=reaction.name,
                    command=type(request.command).__name__,
                    outcome=outcome,
                    event_id=str(recorded.event_id),
                )

    async def _commands(self, reaction: Reaction, recorded: Recorded[Event]) -> Sequence[Command]:
        while True:
            try:
                return await self._facts.commands(reaction, recorded)
            except (*MOMENTARY, NotYetInTables) as error:
                _log.warning("policy_waits", reason=type(error).__name__)
            await self._pause(LONGEST_PAUSE)

    def _request(
        self, reaction: Reaction, recorded: Recorded[Event], command: Command, traceparent: str
    ) -> Request:
        target = self._handled[type(command)].targets[0]
        stream = namer(target, self._company)(command)
        live = recorded.origin == "live"
        return Request(
            command=command,
            actor=Policy(name=reaction.name),
            command_id=policy_command_id(reaction.name, str(recorded.event_id), stream),
            body=BODY,
            at=self._clock.now() if live else recorded.recorded_at,
            correlation_id=recorded.correlation_id,
            causation_id=str(recorded.event_id),
            origin=recorded.origin,
            traceparent=traceparent,
        )

    async def _answered(self, request: Request) -> str:
        pause = FIRST_PAUSE
        while True:
            try:
                await self._handler.handle(request)
            except REFUSED as refusal:
                return refusal.code
            except MOMENTARY as error:
                code = error.code if isinstance(error, SuiteError) else type(error).__name__
                _log.warning("policy_waits", reason=code)
            else:
                return "Accepted"
            await self._pause(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    async def _pause(self, seconds: float) -> None:
        """Raises ``Stopping`` as soon as the process is to end."""
        jittered = seconds * random.uniform(0.5, 1.0)  # noqa: S311 - spreads tries, keeps no secret
        try:
            await asyncio.wait_for(self._stop.wait(), jittered)
        except TimeoutError:
            return
        raise Stopping
