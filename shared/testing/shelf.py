"""A small aggregate for tests of the machinery: a shelf with a bounded number of places.

1. A shelf is opened once.
2. It holds no more books than it has places.
3. Opening a shelf takes its name and its first books along; texts are its owner's.
4. Placing a book that stands there yields no event.
5. A book moves from a shelf that has it to one with a place left: on both or on neither.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any

from shared.kernel.actor import Actor, Client, Verdict
from shared.kernel.decider import Decider, Field, Handled, Target, Unique
from shared.kernel.errors import DomainError, NotFound
from shared.kernel.markers import PII
from shared.kernel.messages import Command, Event, Part, State, StreamId


class Book(Part):
    book: str
    inscription: Annotated[str, PII("owner")]


class OpenShelf(Command):
    shelf: StreamId
    owner: StreamId
    name: str
    places: int
    books: tuple[Book, ...] = ()


class PlaceBook(Command):
    shelf: StreamId
    book: str
    note: str | None = None


class MoveBook(Command):
    source: StreamId
    target: StreamId
    book: str


class CountVisit(Command):
    """On the one visitors' book of an owner."""

    owner: StreamId


class ShelfOpened(Event):
    """A shelf stands, perhaps with books."""

    shelf: StreamId
    owner: StreamId
    name: Annotated[str, PII("owner")]
    places: int
    books: tuple[Book, ...]


class BookPlaced(Event):
    shelf: StreamId
    owner: StreamId
    book: str
    note: Annotated[str | None, PII("owner")]


class BookTaken(Event):
    shelf: StreamId
    book: str


class VisitCounted(Event):
    owner: StreamId
    number: int


class ShelfAlreadyOpened(DomainError):
    """Rule 1: a shelf is opened once."""


class ShelfFull(DomainError):
    """Rule 2: a shelf holds no more books than it has places."""


class BookNotThere(DomainError):
    """Rule 5: the shelf does not have this book."""


class Shelf(State):
    owner: StreamId | None = None
    places: int = 0
    books: frozenset[str] = frozenset()


class Visits(State):
    number: int = 0


ShelfEvent = ShelfOpened | BookPlaced | BookTaken
EVENTS: tuple[type[Event], ...] = (ShelfOpened, BookPlaced, BookTaken, VisitCounted)


def decide(command: OpenShelf | PlaceBook | MoveBook, shelf: Shelf) -> Sequence[ShelfEvent]:
    if isinstance(command, OpenShelf):
        return open_shelf(command, shelf)
    if shelf.owner is None:
        raise NotFound("no such shelf")
    name = command.shelf if isinstance(command, PlaceBook) else command.target
    note = command.note if isinstance(command, PlaceBook) else None
    if command.book in shelf.books:
        return []
    if len(shelf.books) >= shelf.places:
        raise ShelfFull("every place is taken", "book")
    return [BookPlaced(shelf=name, owner=shelf.owner, book=command.book, note=note)]


def open_shelf(command: OpenShelf, shelf: Shelf) -> Sequence[ShelfEvent]:
    if shelf.owner is not None:
        raise ShelfAlreadyOpened("this shelf is there")
    if len(command.books) > command.places:
        raise ShelfFull("more books than places", "books")
    return [
        ShelfOpened(
            shelf=command.shelf,
            owner=command.owner,
            name=command.name,
            places=command.places,
            books=command.books,
        )
    ]


def take(command: MoveBook, shelf: Shelf) -> Sequence[ShelfEvent]:
    if command.book not in shelf.books:
        raise BookNotThere("another shelf has this book", "book")
    return [BookTaken(shelf=command.source, book=command.book)]


def evolve(shelf: Shelf, event: ShelfEvent) -> Shelf:
    match event:
        case ShelfOpened():
            books = frozenset(book.book for book in event.books)
            return Shelf(owner=event.owner, places=event.places, books=books)
        case BookPlaced():
            return replace(shelf, books=shelf.books | {event.book})
        case BookTaken():
            return replace(shelf, books=shelf.books - {event.book})


def about(shelf: Shelf, _event: ShelfEvent) -> Sequence[StreamId]:
    return [shelf.owner] if shelf.owner is not None else []


def count(command: CountVisit, visits: Visits) -> Sequence[VisitCounted]:
    return [VisitCounted(owner=command.owner, number=visits.number + 1)]


def counted(_visits: Visits, event: VisitCounted) -> Visits:
    return Visits(number=event.number)


decider: Decider[Any, Shelf, ShelfEvent] = Decider("shelf", decide, evolve, about, Shelf())
giver: Decider[Any, Shelf, ShelfEvent] = replace(decider, decide=take)
visitors: Decider[CountVisit, Visits, VisitCounted] = Decider(
    "visitors", count, counted, lambda _visits, event: [event.owner], Visits()
)

HANDLED = {
    OpenShelf: Handled((Target(Field("shelf"), decider),)),
    PlaceBook: Handled((Target(Field("shelf"), decider),)),
    MoveBook: Handled((Target(Field("source"), giver), Target(Field("target"), decider))),
    CountVisit: Handled((Target(Unique("visitors", ("owner",)), visitors),)),
}


def may(actor: Actor, _command: Command, states: tuple[State, ...], _facts: None) -> Verdict:
    """A client never; to a shelf of another it answers as if there were none."""
    if isinstance(actor, Client):
        return "forbidden"
    owners = {state.owner for state in states if isinstance(state, Shelf)}
    return "allowed" if owners <= {None, actor.reference} else "hidden"


async def no_facts(_actor: Actor, _command: Command, _states: tuple[State, ...]) -> None:
    return None
