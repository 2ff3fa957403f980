"""What an import asks of the directory: arrangements that the rules take, in whatever order."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from services.directory.commands.person import HirePerson
from services.directory.domain import person, reporting_lines
from services.directory.events.reporting_lines import ManagerChanged, PersonJoinedLines
from services.directory.imports import company_commands
from services.directory.imports.company_csv import Company, Known, in_cycles
from shared.kernel.messages import StreamId

DAY = date(2026, 11, 23)
PEOPLE = [StreamId(f"person-{number}") for number in range(12)]


def company(managers: dict[StreamId, StreamId | None]) -> Company:
    return Company(rows={}, managers=managers, hires=(), faults=())


def lines_of(managers: dict[StreamId, StreamId | None]) -> reporting_lines.ReportingLines:
    joined = [PersonJoinedLines(person=one, joined_on=DAY) for one in PEOPLE]
    placed = [
        ManagerChanged(person=one, manager=above, previous=None, changed_on=DAY)
        for one, above in managers.items()
    ]
    return reporting_lines.decider.fold([*joined, *placed])


def test_a_row_of_somebody_hired_before_changes_profile_and_job() -> None:
    hired = HirePerson(person=PEOPLE[0], name="N", mail="n@acme.example", title="T", today=DAY)
    state = person.decider.fold(person.decide(hired, person.Person()))
    for change in company_commands.changes(hired):
        assert person.decide(change, state) == []


MAYBE = st.none() | st.sampled_from(PEOPLE)


@given(
    st.dictionaries(st.sampled_from(PEOPLE), MAYBE),
    st.dictionaries(st.sampled_from(PEOPLE), MAYBE),
    st.integers(1, 4),
)
def test_small_arrangements_in_turn_lead_to_the_lines_of_the_file(
    before: dict[StreamId, StreamId | None], wanted: dict[StreamId, StreamId | None], most: int
) -> None:
    now: dict[StreamId, StreamId | None] = {**dict.fromkeys(PEOPLE), **before}
    if in_cycles(now) or in_cycles({**now, **wanted}):
        return
    lines = lines_of(now)
    whole = company_commands.arrangements(company(wanted), Known(managers=now), (), DAY)
    for arrangement in whole:
        for first in range(0, len(arrangement.lines), most):
            part = type(arrangement)(lines=arrangement.lines[first : first + most], today=DAY)
            for event in reporting_lines.decide(part, lines):
                lines = reporting_lines.evolve(lines, event)
    assert dict(lines.managers) == {**now, **wanted}


def test_a_thousand_lines_at_a_time() -> None:
    many: dict[StreamId, StreamId | None] = {StreamId(f"person-{n}"): None for n in range(2_500)}
    parts = company_commands.arrangements(company(many), Known(), (), DAY)
    assert [len(part.lines) for part in parts] == [1_000, 1_000, 500]


def test_those_left_alone_keep_their_line_and_take_no_newcomers() -> None:
    own, other, new = PEOPLE[:3]
    found = company({own: other, other: None, new: own})
    (known,) = company_commands.arrangements(
        found, Known(managers={own: None, other: None}), {own}, DAY
    )
    assert [(line.person, line.manager) for line in known.lines] == [(other, None), (new, own)]
    (unknown,) = company_commands.arrangements(found, Known(), {own}, DAY)
    assert [line.person for line in unknown.lines] == [other]
