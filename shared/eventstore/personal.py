"""Where the marked fields of an event stand, also inside its parts.

A mark names the field with its person: of the part that has the field or, if that has no such
field, of the message around it.
"""

import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from shared.kernel.erased import ERASED
from shared.kernel.markers import PII
from shared.kernel.messages import Event, StreamId

Path = tuple[str | int, ...]
TEXTS = (str, tuple[str, ...])


@dataclass(frozen=True, slots=True)
class Marked:
    """A marked field; its person stands ``up`` levels further out, in ``subject``."""

    name: str
    subject: str
    up: int
    many: bool


@dataclass(frozen=True, slots=True)
class Inside:
    """A field that holds a part, or a tuple of parts, with marked fields."""

    name: str
    many: bool
    marks: "Marks"


@dataclass(frozen=True, slots=True)
class Marks:
    """Of one class; empty for a class without a marked field."""

    fields: tuple[Marked, ...] = ()
    parts: tuple[Inside, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.fields or self.parts)


@dataclass(frozen=True, slots=True)
class Found:
    """A marked field of one event: where it is, whose it is, what holds it."""

    path: Path
    person: Any
    mark: Marked
    holder: Any


def marks_of(cls: type, around: tuple[type, ...] = ()) -> Marks:
    """Raises ``TypeError`` for a mark that could not be honoured."""
    hints = get_type_hints(cls, include_extras=True)
    chain = (*around, cls)
    marked: list[Marked] = []
    parts: list[Inside] = []
    for field in fields(cls):
        mark, hint = unwrapped(hints[field.name])
        if mark is not None:
            marked.append(checked(field.name, mark, hint, chain))
            continue
        for part, many in parts_in(hint):
            if inner := marks_of(part, chain):
                parts.append(Inside(field.name, many, inner))
    if len({part.name for part in parts}) < len(parts):
        raise TypeError(f"{cls.__name__}: a field may hold one kind of part with marked fields")
    return Marks(tuple(marked), tuple(parts))


def unwrapped(hint: Any) -> tuple[PII | None, Any]:
    """The mark of a field, if it has one, and its type without marks."""
    if get_origin(hint) is not Annotated:
        return None, hint
    inner, *metadata = get_args(hint)
    return next((mark for mark in metadata if isinstance(mark, PII)), None), inner


def checked(name: str, mark: PII, hint: Any, chain: tuple[type, ...]) -> Marked:
    kinds = [kind for kind in alternatives(hint) if kind is not type(None)]
    if len(kinds) != 1 or kinds[0] not in TEXTS:
        raise TypeError(
            f"{chain[-1].__name__}.{name}: a marked field is a text, or a tuple of them"
        )
    for up, cls in enumerate(reversed(chain)):
        if mark.subject in {field.name for field in fields(cls)}:
            return Marked(name, mark.subject, up, many=kinds[0] is not str)
    raise TypeError(f"{chain[-1].__name__}.{name}: no field {mark.subject!r} holds its person")


def alternatives(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)


def parts_in(hint: Any) -> Iterator[tuple[type, bool]]:
    """Classes of parts in a field's type, and whether they stand in a tuple."""
    for kind in alternatives(unwrapped(hint)[1]):
        if is_dataclass(kind) and isinstance(kind, type):
            yield kind, False
        elif get_origin(kind) is tuple and get_args(kind)[1:] == (...,):
            yield from ((part, True) for part, _ in parts_in(get_args(kind)[0]))
        elif any(marks_of(part) for argument in get_args(kind) for part, _ in parts_in(argument)):
            raise TypeError(f"{kind}: parts with marked fields stand alone or in a tuple")


def find(marks: Marks, document: Any) -> Iterator[Found]:
    """The marked fields of an event's JSON, whether they are there or not."""
    return _find(marks, (document,), ())


def _find(marks: Marks, chain: tuple[Any, ...], path: Path) -> Iterator[Found]:
    holder = chain[-1]
    for mark in marks.fields:
        yield Found((*path, mark.name), chain[-1 - mark.up].get(mark.subject), mark, holder)
    for inside in marks.parts:
        parts = holder.get(inside.name)
        if parts is None:
            continue
        if not inside.many:
            yield from _find(inside.marks, (*chain, parts), (*path, inside.name))
            continue
        for nth, part in enumerate(parts):
            yield from _find(inside.marks, (*chain, part), (*path, inside.name, nth))


Text = tuple[StreamId, str, Any]
"""Person, JSON pointer and value of a marked field."""


def texts(marks: Marks, event: Event) -> Sequence[Text]:
    """Of the marked fields that have a value; raises ``ValueError`` for a text about nobody."""
    found: list[Text] = []
    _add_texts(found, marks, (event,), "")
    return found


def _add_texts(found: list[Text], marks: Marks, chain: tuple[Any, ...], at: str) -> None:
    holder = chain[-1]
    for mark in marks.fields:
        value = getattr(holder, mark.name)
        if value is None:
            continue
        person = getattr(chain[-1 - mark.up], mark.subject)
        if not person:
            raise ValueError(f"{type(chain[0]).__name__}{at}/{mark.name} is about nobody")
        found.append((person, f"{at}/{mark.name}", value))
    for inside in marks.parts:
        parts = getattr(holder, inside.name)
        if inside.many:
            for nth, part in enumerate(parts or ()):
                _add_texts(found, inside.marks, (*chain, part), f"{at}/{inside.name}/{nth}")
        elif parts is not None:
            _add_texts(found, inside.marks, (*chain, parts), f"{at}/{inside.name}")


def excluded(marks: Marks) -> Mapping[str, Any]:
    """The marked fields, as pydantic's ``exclude`` names them."""
    names: dict[str, Any] = {mark.name: True for mark in marks.fields}
    for part in marks.parts:
        inner = excluded(part.marks)
        names[part.name] = {"__all__": inner} if part.many else inner
    return names


def erased(value: Any, path: Path) -> Any:
    """``value`` with what stands at ``path`` erased."""
    if not path:
        return (ERASED,) if isinstance(value, tuple) else ERASED
    first, rest = path[0], path[1:]
    if isinstance(first, int):
        return (*value[:first], erased(value[first], rest), *value[first + 1 :])
    return replace(value, **{first: erased(getattr(value, first), rest)})


def pointer(path: Path) -> str:
    """JSON pointer (RFC 6901)."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def put(document: Any, at: str, value: Any) -> None:
    """Sets the member of ``document`` that the JSON pointer names; raises ``LookupError``."""
    *holders, last = (step.replace("~1", "/").replace("~0", "~") for step in at.split("/")[1:])
    for step in holders:
        document = document[int(step)] if isinstance(document, list) else document[step]
    document[last] = value
