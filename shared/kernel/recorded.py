"""An event together with what the log knows of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Literal, TypeVar
from uuid import UUID

from shared.kernel.messages import Event, StreamId

E = TypeVar("E", bound=Event)

Origin = Literal["live", "import", "demo"]


@dataclass(frozen=True, slots=True)
class Recorded(Generic[E]):
    """``position`` counts the log from 1, ``version`` the stream from 1; times are UTC."""

    event: E
    event_id: UUID
    service: str
    stream: StreamId
    version: int
    position: int
    recorded_at: datetime
    about: tuple[StreamId, ...]
    actor: str
    command_id: UUID
    correlation_id: str
    causation_id: str | None
    origin: Origin
