"""Which roles a process plays, and what each of them needs to be ready."""

from collections.abc import Mapping

from shared.readmodel.projector import Projector
from shared.runtime import broker
from shared.runtime.health import Health
from shared.runtime.parts import Parts
from shared.runtime.policy_role import Policies
from shared.runtime.pools import answers
from shared.runtime.process import RunRole
from shared.runtime.scheduler import Scheduler


def of(parts: Parts, health: Health) -> Mapping[str, RunRole]:
    """The roles that the settings name, as far as the service has any work for them."""
    subscriptions, settings = parts.definition.subscriptions, parts.settings
    found: dict[str, RunRole] = {"relay": parts.relay.run, "projector": _projector(parts).run}
    if subscriptions.reactions:
        found["policies"] = Policies(parts, health).run
    if subscriptions.on_deadline is not None:
        found["scheduler"] = Scheduler(
            pool=parts.read,
            handler=parts.handler,
            on_deadline=subscriptions.on_deadline,
            clock=parts.clock,
            every=settings.scheduler_seconds,
        ).run
    return {name: role for name, role in found.items() if name in settings.roles}


def check_health(parts: Parts, health: Health) -> None:
    """A command needs the log, the keys and the rows that permissions ask; not the broker."""
    health.add("log", lambda: answers(parts.log))
    health.add("read_database", lambda: answers(parts.read))
    health.add("keys", lambda: answers(parts.keys_pool))


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
        group=f"{settings.topic_prefix or 'mastery'}.{definition.name}.projector",
    )
