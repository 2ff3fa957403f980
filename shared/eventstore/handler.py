"""From a command to its answer: queue, load, permission, decide, append.

A repeat is recognised by the append itself. Whatever appends nothing (a refusal, "it held
already", a fault) is answered only after the log has said that the command had not been appended
before, and a decision only if it was made on the current state.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from shared.eventstore.body_hash import keyed_hash
from shared.eventstore.codec import Codec
from shared.eventstore.folding import Folded, Folds, Named
from shared.eventstore.kinds import NOTHING_THERE, Kind
from shared.eventstore.port import (
    Answer,
    Append,
    Appended,
    Conflict,
    EventStore,
    Known,
    Reused,
    StreamWrite,
)
from shared.eventstore.queues import StreamQueues
from shared.eventstore.writing import Writer
from shared.kernel.actor import Actor, Policy, Verdict
from shared.kernel.decider import Beside, Decider, Handled
from shared.kernel.errors import (
    Busy,
    DomainError,
    Forbidden,
    KeyReused,
    NotFound,
    SubjectGone,
    TooLarge,
    Unavailable,
)
from shared.kernel.messages import Command, Event, State, StreamId
from shared.kernel.recorded import Origin
from shared.privacy.port import KeyStore

F = TypeVar("F")

TRIES = 3
FAULTS = (SubjectGone, TooLarge, Unavailable)
"""What may stand in the way of a repeat though the command was appended before."""
KEPT_STATES = 20_000
NOT_FOR_YOU = "This kind of actor may not do that."

May = Callable[[Actor, Any, tuple[Any, ...], F], Verdict | DomainError]
"""The verdict, or the refusal of a rule that facts alone decide."""
Facts = Callable[[Actor, Command, tuple[State, ...]], Awaitable[F]]


@dataclass(frozen=True, slots=True)
class Request:
    """A command with who asks and what its events will remember of it; ``body`` only hashed."""

    command: Command
    actor: Actor
    command_id: UUID
    body: bytes
    at: datetime
    correlation_id: str
    causation_id: str | None = None
    origin: Origin = "live"
    traceparent: str | None = None


Refusal = DomainError | NotFound | Forbidden
Decision = Sequence[Sequence[Event]] | Refusal
"""Events for each stream, all or none of them empty if the states are current; or why not."""


class CommandHandler(Generic[F]):
    """``facts`` are asked for each decision; ``on_appended`` is called after COMMIT (the relay)."""

    def __init__(
        self,
        *,
        store: EventStore,
        codec: Codec,
        keys: KeyStore,
        company: str,
        handled: Mapping[type[Command], Handled],
        may: May[F],
        facts: Facts[F],
        hash_key: bytes,
        on_appended: Callable[[], None] | None = None,
        kept_states: int = KEPT_STATES,
    ) -> None:
        self._store = store
        self._kinds = {kind: Kind(kind, how, company) for kind, how in handled.items()}
        self._may = may
        self._facts = facts
        self._hash = keyed_hash(hash_key)
        self._on_appended = on_appended
        self._queues = StreamQueues()
        self._writer = Writer(codec, keys)
        self.folds = Folds(store, codec, keys, kept_states)

    async def handle(self, request: Request) -> Answer:
        """Empty if it held already; raises what the tree of errors says, refusals unchanged."""
        command = request.command
        kind = self._kinds[type(command)]
        body_hash = self._hash(kind.prefix + request.body)
        named = kind.named(command)
        streams = [of.stream for of in named]
        taken = self._queues.taken(streams) or await self._queues.take(streams)
        try:
            return await self._handle_in_turn(request, kind, body_hash, named)
        except FAULTS:
            if (known := await self._store.find_command(request.command_id, body_hash)) is not None:
                return first_answer(known)
            raise
        finally:
            self._queues.leave(taken)

    async def _handle_in_turn(
        self, request: Request, kind: Kind, body_hash: bytes, named: Sequence[Named]
    ) -> Answer:
        folded = [self.folds.kept(of) or await self.folds.current(of) for of in named]
        for _ in range(TRIES):
            decision = await self._decide(request, kind, named, folded)
            if not isinstance(decision, Refusal) and all(decision):
                writes, after = await self._writer.write(named, folded, decision)
                outcome = await self._store.append(self._append(request, body_hash, writes))
                if isinstance(outcome, Appended):
                    return self._appended(outcome.answer, after)
                if not isinstance(outcome, Conflict):
                    return first_answer(outcome)
            elif await self._is_current(named, folded):
                known = await self._store.find_command(request.command_id, body_hash)
                return first_answer(known) if known is not None else nothing(request, decision)
            folded = [
                await self.folds.current(of, since) for of, since in zip(named, folded, strict=True)
            ]
        raise Busy("Others keep changing this; send the same command again.")

    async def _decide(
        self, request: Request, kind: Kind, named: Sequence[Named], folded: Sequence[Folded]
    ) -> Decision:
        """One refusal refuses all. States of different moments may give events to one alone."""
        command, actor = request.command, request.actor
        states = tuple([of.state for of in folded])
        verdict = self._may(actor, command, states, await self._facts(actor, command, states))
        if isinstance(verdict, DomainError):
            return verdict
        if verdict == "hidden":
            return NotFound(NOTHING_THERE)
        if verdict == "forbidden":
            return Forbidden(NOT_FOR_YOU)
        beside = kind.beside
        seen = await self._beside(beside(command), named, folded) if beside else None
        try:
            events = [
                tuple(of.decider.decided(command, state, seen))
                for of, state in zip(named, states, strict=True)
            ]
        except DomainError as refusal:
            return refusal
        except NotFound:
            return NotFound(NOTHING_THERE)
        return events

    async def _beside(
        self,
        wanted: Sequence[tuple[StreamId, Decider[Any, Any, Any]]],
        named: Sequence[Named],
        folded: Sequence[Folded],
    ) -> Beside:
        states = {of.stream: since.state for of, since in zip(named, folded, strict=True)}
        others = [Named(*each) for each in dict(wanted).items() if each[0] not in states]
        return states | await self.folds.states(others)

    async def _is_current(self, named: Sequence[Named], folded: Sequence[Folded]) -> bool:
        versions = await self._store.versions([of.stream for of in named])
        return all(
            versions[of.stream] == state.version for of, state in zip(named, folded, strict=True)
        )

    def _append(
        self, request: Request, body_hash: bytes, writes: tuple[StreamWrite, ...]
    ) -> Append:
        return Append(
            request.command_id,
            body_hash,
            writes,
            request.at,
            request.actor.reference,
            request.correlation_id,
            request.causation_id,
            request.origin,
            request.traceparent,
            isinstance(request.actor, Policy),
        )

    def _appended(self, answer: Answer, after: Mapping[StreamId, State]) -> Answer:
        for at in answer:
            self.folds.keep(at.stream, Folded(after[at.stream], at.version))
        if self._on_appended is not None:
            self._on_appended()
        return answer


def nothing(request: Request, decision: Decision) -> Answer:
    """Of a command that appends nothing; raises the refusal, or what only a bug can bring."""
    if isinstance(decision, Refusal):
        raise decision
    if any(decision):
        name = type(request.command).__name__
        raise AssertionError(f"{name} left one of its streams without event")
    return ()


def first_answer(outcome: Known | Reused) -> Answer:
    """Of a command that had been appended before; raises ``KeyReused``."""
    if isinstance(outcome, Reused):
        raise KeyReused("This key has been used for a command with another body.")
    return outcome.answer
