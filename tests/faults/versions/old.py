"""Parcels as the post has recorded them before: its events of versions 1 and 2."""

from typing import Annotated, ClassVar

from shared.eventstore.codec import Codec
from shared.kernel.markers import PII
from shared.kernel.messages import Event, StreamId


def first() -> Codec:
    """Weights were in kilograms, and the receiver was a name."""

    class ParcelSent(Event):
        version: ClassVar[int] = 1

        parcel: StreamId
        sender: StreamId
        receiver: StreamId
        kilos: float
        name: Annotated[str, PII("receiver")]

    return Codec("post", (ParcelSent,))


def second() -> Codec:
    class ParcelSent(Event):
        version: ClassVar[int] = 2

        parcel: StreamId
        sender: StreamId
        receiver: StreamId
        grams: int
        name: Annotated[str, PII("receiver")]

    return Codec("post", (ParcelSent,))
