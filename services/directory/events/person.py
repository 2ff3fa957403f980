"""What can have happened to a person of the company.

Append-only, like the streams they are stored in: a field is never renamed, retyped or removed.
"""

from datetime import date
from typing import Annotated

from shared.kernel.markers import PII
from shared.kernel.messages import Event, StreamId


class PersonHired(Event):
    """``external_id`` is the company's own number or name for the person, from HR's system."""

    person: StreamId
    external_id: Annotated[str | None, PII("person")]
    name: Annotated[str, PII("person")]
    mail: Annotated[str, PII("person")]
    title: Annotated[str | None, PII("person")]
    department: str | None
    role: StreamId | None
    time_zone: Annotated[str | None, PII("person")]
    languages: Annotated[tuple[str, ...], PII("person")]
    hired_on: date


class ProfileChanged(Event):
    person: StreamId
    name: Annotated[str, PII("person")]
    mail: Annotated[str, PII("person")]
    time_zone: Annotated[str | None, PII("person")]
    languages: Annotated[tuple[str, ...], PII("person")]
    changed_on: date


class JobChanged(Event):
    """``role`` is what the person's requirements come from, or none."""

    person: StreamId
    title: Annotated[str | None, PII("person")]
    department: str | None
    role: StreamId | None
    changed_on: date


class PersonDeactivated(Event):
    person: StreamId
    deactivated_on: date


class PersonReactivated(Event):
    person: StreamId
    reactivated_on: date


class SubjectErased(Event):
    """From here on the person's key is to be destroyed, and every reader forgets the person."""

    person: StreamId
    erased_on: date


class ErasureCompleted(Event):
    """The key is destroyed, and every service has purged its tables of the person."""

    person: StreamId
    completed_on: date


PersonEvent = (
    PersonHired
    | ProfileChanged
    | JobChanged
    | PersonDeactivated
    | PersonReactivated
    | SubjectErased
    | ErasureCompleted
)
