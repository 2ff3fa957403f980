"""Facts about a person's certificate: claims, and the terms for which it was confirmed.

A confirmed term is an ``item`` of evidence of kind ``certification`` in each of ``skills``.
"""

from datetime import date
from typing import Annotated

from services.learning.events.skill import SkillLevel
from shared.kernel.markers import PII
from shared.kernel.messages import Event, StreamId


class CertificationClaimed(Event):
    certification: StreamId
    person: StreamId
    name: Annotated[str, PII("person")]
    issuer: Annotated[str | None, PII("person")]
    skills: tuple[SkillLevel, ...]
    earned_on: date
    expires_on: date
    proof: Annotated[str, PII("person")]
    claimed_by: StreamId
    claimed_on: date


class CertificationConfirmed(Event):
    """Evidence from now on: of ``person``, in each of ``skills``, of the day ``earned_on``."""

    certification: StreamId
    person: StreamId
    item: str
    skills: tuple[SkillLevel, ...]
    earned_on: date
    expires_on: date
    confirmed_by: StreamId
    confirmed_on: date


class CertificationDeclined(Event):
    certification: StreamId
    person: StreamId
    reason: Annotated[str, PII("person")]
    declined_by: StreamId
    declined_on: date


class RenewalClaimed(Event):
    certification: StreamId
    person: StreamId
    earned_on: date
    expires_on: date
    proof: Annotated[str, PII("person")]
    claimed_by: StreamId
    claimed_on: date


class CertificationRenewed(Event):
    """Evidence from now on, in the place of the item that it ``replaces``."""

    certification: StreamId
    person: StreamId
    item: str
    replaces: str
    skills: tuple[SkillLevel, ...]
    earned_on: date
    expires_on: date
    confirmed_by: StreamId
    confirmed_on: date


class RenewalDeclined(Event):
    certification: StreamId
    person: StreamId
    reason: Annotated[str, PII("person")]
    declined_by: StreamId
    declined_on: date


class CertificationRevoked(Event):
    """Its ``items`` are evidence no longer, in none of ``skills``."""

    certification: StreamId
    person: StreamId
    items: tuple[str, ...]
    skills: tuple[SkillLevel, ...]
    reason: Annotated[str, PII("person")]
    revoked_by: StreamId
    revoked_on: date


class CertificationExpired(Event):
    """The evidence ``item`` stays, and fades from the day ``expired_on`` on."""

    certification: StreamId
    person: StreamId
    item: str
    skills: tuple[SkillLevel, ...]
    expired_on: date
    recorded_on: date


TermEvent = CertificationConfirmed | CertificationRenewed
CertificationMoved = (
    TermEvent
    | CertificationDeclined
    | RenewalClaimed
    | RenewalDeclined
    | CertificationRevoked
    | CertificationExpired
)
CertificationEvent = CertificationClaimed | CertificationMoved
