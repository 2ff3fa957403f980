"""What a file says of skills that the catalogue does not: the commands that make up for it.

A skill that is not there is defined. Of one that is there, only three things are followed: another
name renames it, a label that it does not have becomes a synonym, another broader skill moves it.
What the file does not say stays: labels that it has dropped, other descriptions, what HR has placed
under a skill of its own, and whatever has been retired or merged.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.learning.commands.skill import AddSynonym, DefineSkill, RenameSkill
from services.learning.commands.skill_hierarchy import PlaceUnder
from services.learning.domain.skill import distinct
from shared.kernel.messages import StreamId

Broader = Mapping[StreamId, Sequence[StreamId]]
"""The skills that the file says are right above one, the first one first."""


@dataclass(frozen=True, slots=True)
class KnownSkill:
    """``in_use``: neither retired nor merged."""

    name: str
    synonyms: Sequence[str] = ()
    parent: StreamId | None = None
    in_use: bool = True


@dataclass(frozen=True, slots=True)
class Differences:
    """To be sent in this order: a name that one skill gives up may be another one's synonym.

    ``placed`` in groups: whatever a group's skills come under is in its place by then, so that
    no order of sending makes a cycle on the way. ``held`` counts the skills that differ in
    nothing.
    """

    defined: Sequence[DefineSkill]
    renamed: Sequence[RenameSkill]
    synonyms: Sequence[AddSynonym]
    placed: Sequence[Sequence[PlaceUnder]]
    held: int


def differences(
    definitions: Sequence[DefineSkill],
    broader: Broader,
    known: Mapping[StreamId, KnownSkill],
    today: date,
) -> Differences:
    defined = [one for one in definitions if one.skill not in known]
    there = [
        (one, known[one.skill])
        for one in definitions
        if one.skill in known and known[one.skill].in_use
    ]
    renamed = [
        RenameSkill(skill=one.skill, name=one.name, today=today)
        for one, now in there
        if one.name != now.name
    ]
    synonyms = [added for one, now in there for added in new_synonyms(one, now, today)]
    moves = moved(definitions, broader, known)
    changed = {
        *moves,
        *(one.skill for one in defined),
        *(one.skill for one in renamed),
        *(one.skill for one in synonyms),
    }
    return Differences(
        defined=defined,
        renamed=renamed,
        synonyms=synonyms,
        placed=in_groups(moves, known, today),
        held=len({one.skill for one in definitions} - changed),
    )


def new_synonyms(one: DefineSkill, now: KnownSkill, today: date) -> Iterator[AddSynonym]:
    had = {synonym.casefold() for synonym in now.synonyms}
    for synonym in distinct(one.name, one.synonyms):
        if synonym.casefold() not in had:
            yield AddSynonym(skill=one.skill, synonym=synonym, today=today)


def moved(
    definitions: Sequence[DefineSkill], broader: Broader, known: Mapping[StreamId, KnownSkill]
) -> dict[StreamId, StreamId | None]:
    """Where a skill belongs that stands elsewhere: between two skills of the file it decides.

    Several may be broader: then the first, unless it stands under another of them already.
    """
    of_file = {one.skill for one in definitions}
    places: dict[StreamId, StreamId | None] = {}
    for skill in of_file if broader else ():
        now = known.get(skill, KnownSkill(""))
        wanted = broader.get(skill, ())
        mine_to_move = now.parent is None or now.parent in of_file
        if now.in_use and mine_to_move and now.parent not in (wanted or (None,)):
            places[skill] = wanted[0] if wanted else None
    return places


def in_groups(
    moves: Mapping[StreamId, StreamId | None],
    known: Mapping[StreamId, KnownSkill],
    today: date,
) -> list[list[PlaceUnder]]:
    """By the depth at which each will stand: the top first, so no move waits for a later one."""

    def above(skill: StreamId) -> StreamId | None:
        return moves[skill] if skill in moves else known[skill].parent if skill in known else None

    def depth(skill: StreamId) -> int:
        passed = {skill}
        while (wider := above(skill)) is not None and wider not in passed:
            passed.add(wider)
            skill = wider
        return len(passed)

    groups: dict[int, list[PlaceUnder]] = defaultdict(list)
    for skill in sorted(moves):
        groups[depth(skill)].append(PlaceUnder(skill=skill, parent=moves[skill], today=today))
    return [groups[level] for level in sorted(groups)]
