"""Ids that a service computes: the one stream for something, the command of a policy."""

from functools import cache
from uuid import NAMESPACE_URL, UUID, uuid5

from shared.kernel.messages import StreamId


@cache
def company_namespace(company: str) -> UUID:
    """The namespace of one company's unique streams; ``company`` is its short name."""
    return uuid5(NAMESPACE_URL, f"urn:mastery:{company}")


def unique_stream(company: str, category: str, *parts: str) -> StreamId:
    """The one stream of ``category`` for ``parts``; no part is a name or a mail address."""
    name = "|".join((category, *parts))
    return StreamId(f"{category}-{uuid5(company_namespace(company), name)}")


def policy_command_id(policy: str, event_id: str, target: StreamId) -> UUID:
    """The same for each delivery of an event, so a policy acts once on each stream."""
    return uuid5(NAMESPACE_URL, f"urn:mastery:policy:{policy}|{event_id}|{target}")


def deadline_command_id(stream: StreamId, kind: str, due: str) -> UUID:
    """The same however often a due day is found; ``due`` is the day in ISO 8601."""
    return uuid5(NAMESPACE_URL, f"urn:mastery:deadline:{stream}|{kind}|{due}")


def caller_command_id(actor: str, command_type: str, key: str) -> UUID:
    """Of an ``Idempotency-Key``: two actors may use the same key for two commands."""
    return uuid5(NAMESPACE_URL, f"urn:mastery:command:{actor}|{command_type}|{key}")
