"""A company as a CSV file: people, their jobs and who reports to whom.

Columns: ``id, name, mail, job, department, role, manager, time_zone, languages``. ``manager`` is
the ``id`` of a row or of somebody known, ``role`` a role's id or the URI of an ESCO occupation,
``languages`` are split by ``;``. All but id, name and mail may be empty. Every fault is found
before anything is done; who is not in the file stays as they are.
"""

import hmac
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from zoneinfo import available_timezones

from pydantic import TypeAdapter, ValidationError

from services.directory.commands.person import HirePerson
from shared.kernel.ids import unique_stream
from shared.kernel.markers import UUID_PATTERN
from shared.kernel.messages import StreamId
from shared.runtime.csv_file import Fault, Row, read

COLUMNS = (
    "id", "name", "mail", "job", "department", "role", "manager", "time_zone", "languages"
)  # fmt: skip
ROLE_ID = re.compile(f"role-{UUID_PATTERN}")
OCCUPATION = re.compile(r"https?://data\.europa\.eu/esco/occupation/\S+")

COLUMN_OF = {"external_id": "id", "title": "job"}
RULES = {
    "external_id": "must be 1 to 200 characters",
    "mail": "must be a mail address",
    "time_zone": "must be an IANA time zone such as Europe/Berlin",
}
HIRE = TypeAdapter(HirePerson)


@dataclass(frozen=True, slots=True)
class Ids:
    """How the company's own ids become ours: no name, no mail address, and not to be guessed."""

    company: str
    key: bytes

    def person(self, external_id: str) -> StreamId:
        """UUIDv5 of ``person|HMAC-SHA256(key, external id)`` in the company's namespace."""
        digest = hmac.new(self.key, external_id.encode(), sha256).hexdigest()
        return unique_stream(self.company, "person", digest)

    def role(self, text: str) -> StreamId:
        """A role's id as it is, an ESCO URI as the import of ESCO names its role."""
        if ROLE_ID.fullmatch(text):
            return StreamId(text)
        return unique_stream(self.company, "role", text)


@dataclass(frozen=True, slots=True)
class Known:
    """Who was in the directory before: the manager of each active person, and who has left."""

    managers: Mapping[StreamId, StreamId | None] = field(default_factory=dict)
    left: frozenset[StreamId] = frozenset()


@dataclass(frozen=True, slots=True)
class Company:
    """Rows and their managers by person, also of rows at fault; ``hires`` are of the good ones.

    With any of the ``faults``, which are in the order of the file, nothing may be imported.
    """

    rows: Mapping[StreamId, Row]
    managers: Mapping[StreamId, StreamId | None]
    hires: Sequence[HirePerson]
    faults: Sequence[Fault]

    @property
    def named(self) -> frozenset[StreamId]:
        """Everybody whom the file names, to be looked up before ``checked``."""
        return frozenset(self.rows) | {manager for manager in self.managers.values() if manager}


def parse(path: Path, ids: Ids, today: date) -> Company:
    """What the file says by itself; ``checked`` adds what only the directory can tell."""
    rows, faults = read(path, COLUMNS)
    zones = available_timezones()
    hires: list[HirePerson] = []
    by_person: dict[StreamId, Row] = {}
    for row in rows:
        by_person.setdefault(ids.person(row["id"]), row)
        found = list(faults_of(row, ids, today, zones))
        faults += found
        hires += [] if found else [hire_of(row, ids, today)]
    managers = {
        person: ids.person(row["manager"]) if row["manager"] else None
        for person, row in by_person.items()
    }
    faults += repeated(rows, "id") + repeated(rows, "mail")
    return Company(by_person, managers, hires, sorted(faults))


def faults_of(row: Row, ids: Ids, today: date, zones: set[str]) -> Iterator[Fault]:
    if row["time_zone"] and row["time_zone"] not in zones:
        yield row.fault("time_zone", RULES["time_zone"])
    if row["role"] and not (ROLE_ID.fullmatch(row["role"]) or OCCUPATION.fullmatch(row["role"])):
        yield row.fault("role", "must be a role's id, the URI of an ESCO occupation or empty")
    try:
        hire_of(row, ids, today)
    except ValidationError as invalid:
        errors = invalid.errors(include_url=False, include_input=False)
        for name, rule in {str(error["loc"][0]): error["msg"] for error in errors}.items():
            if name not in ("time_zone", "role"):
                yield row.fault(COLUMN_OF.get(name, name), RULES.get(name, rule))


def hire_of(row: Row, ids: Ids, today: date) -> HirePerson:
    """Raises pydantic's ``ValidationError`` where the service would refuse the body."""
    return HIRE.validate_python(
        {
            "person": ids.person(row["id"]),
            "external_id": row["id"],
            "name": row["name"],
            "mail": row["mail"],
            "title": row["job"] or None,
            "department": row["department"] or None,
            "role": ids.role(row["role"]) if row["role"] else None,
            "time_zone": row["time_zone"] or None,
            "languages": tuple(filter(None, map(str.strip, row["languages"].split(";")))),
            "today": today,
        }
    )


def repeated(rows: Sequence[Row], column: str) -> list[Fault]:
    """Each further row with the same value; mail addresses are the same in capitals."""
    first: dict[str, Row] = {}
    faults = []
    for row in rows:
        value = row[column].lower() if column == "mail" else row[column]
        before = first.setdefault(value, row)
        if value and before is not row:
            line, _ = before.places[column]
            faults.append(row.fault(column, f"stands in line {line} already"))
    return faults


def checked(company: Company, known: Known) -> list[Fault]:
    """All faults, those of the file by itself and those that the directory makes them."""
    circle = in_cycles({**known.managers, **company.managers})
    faults = [*company.faults]
    for person, manager in company.managers.items():
        row = company.rows[person]
        if person in known.left:
            faults.append(row.fault("id", "has left: reactivate this person first"))
        if person in circle:
            faults.append(row.fault("manager", "would report to themselves in the end"))
        elif manager in known.left:
            faults.append(row.fault("manager", "has left"))
        elif manager and manager not in company.rows and manager not in known.managers:
            faults.append(row.fault("manager", "is neither in this file nor known"))
    return sorted(faults)


def in_cycles(managers: Mapping[StreamId, StreamId | None]) -> set[StreamId]:
    """Those whose line comes back to them: who is left when all without reports go, in turn."""
    reports = Counter(managers.values())
    ends = [person for person in managers if not reports[person]]
    remaining = dict(managers)
    while ends:
        manager = remaining.pop(ends.pop())
        reports[manager] -= 1
        if manager in remaining and not reports[manager]:
            ends.append(manager)
    return set(remaining)
