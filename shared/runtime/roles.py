"""Which roles a process plays, and what each of them needs to be ready."""

import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

from shared.bus.relay import Relay
from shared.readmodel.projector import Projector
from shared.runtime import broker
from shared.runtime.erasure.ledger import Erasures
from shared.runtime.erasure.role import Erasing, Forgetting
from shared.runtime.health import Health
from shared.runtime.parts import Parts
from shared.runtime.policy_role import Policies
from shared.runtime.pools import answers
from shared.runtime.process import RunRole
from shared.runtime.purge import Purge
from shared.runtime.scheduler import Scheduler

PROGRESS_WITHIN = 30.0
"""Seconds; relay and projector say at least once a second that they have come further, or that
there is nothing to do."""


def of(parts: Parts, health: Health) -> Mapping[str, RunRole]:
    """The roles that the settings name, as far as the service has any work for them."""
    settings = parts.settings
    found: dict[str, RunRole] = {}
    decides = "api" not in settings.roles
    if "relay" in settings.roles:
        found["relay"] = parts.relay.run
        health.add("relay", _moves(parts.relay), decides=decides)
    if "projector" in settings.roles:
        projector = _projector(parts)
        found["projector"] = projector.run
        health.add("projector", _moves(projector), decides=decides)
    if "policies" in settings.roles and parts.definition.subscriptions.reactions:
        policies = Policies(parts, health)
        found["policies"] = policies.run
        health.add("policies_consume", policies.consume, decides=decides)
    if "scheduler" in settings.roles:
        keep = timedelta(days=settings.keep_commands_days)
        found["purge"] = Purge(parts.log, keep).run
        found["erasure"] = Erasing(parts).run
        if (scheduler := _scheduler(parts)) is not None:
            found["scheduler"] = scheduler.run
    found["forgetting"] = Forgetting(Erasures(parts.keys_pool), parts.handler.folds).run
    for name, process in parts.definition.processes.items():
        if name in settings.roles:
            found[name] = process(parts, health)
    return found


def check_health(parts: Parts, health: Health) -> None:
    """A command needs the log, the keys and the rows that permissions ask; not the broker."""
    parts.store.continuity.alarm = lambda reason: health.stop("log", reason, decides=True)
    health.add("log", lambda: answers(parts.log))
    health.add("read_database", lambda: answers(parts.read))
    health.add("keys", lambda: answers(parts.keys_pool))


def _moves(role: Relay | Projector) -> Callable[[], Awaitable[bool]]:
    """A relay that stands by for another one is as ready as it can be."""

    async def moves() -> bool:
        stands_by = isinstance(role, Relay) and not role.leading
        return stands_by or time.monotonic() - role.progressed_at < PROGRESS_WITHIN

    return moves


def _projector(parts: Parts) -> Projector:
    definition, settings = parts.definition, parts.settings
    return Projector(
        name=definition.name,
        pool=parts.read,
        connect=broker.connection(settings),
        topics=parts.topics(definition.sources),
        codec=parts.codec,
        keys=parts.keys,
        projections=definition.subscriptions.projections,
        derived=definition.subscriptions.derived,
        markings=definition.subscriptions.markings,
        today=lambda: parts.clock.now().date(),
        group=f"{settings.topic_prefix or 'mastery'}.{definition.name}.projector",
    )


def _scheduler(parts: Parts) -> Scheduler | None:
    on_deadline = parts.definition.subscriptions.on_deadline
    if on_deadline is None:
        return None
    return Scheduler(
        pool=parts.read,
        handler=parts.handler,
        on_deadline=on_deadline,
        clock=parts.clock,
        every=parts.settings.scheduler_seconds,
    )
