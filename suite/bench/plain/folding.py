"""Goals' rows folded as dicts in memory, which never forget, and written by one upsert a table."""

from binascii import a2b_base64
from collections.abc import Iterable, Mapping
from datetime import date
from operator import itemgetter
from typing import Any

import orjson
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.bus.cursor import Connection
from shared.kernel.messages import StreamId

Row = dict[str, Any]
Rows = dict[str, dict[str, Row]]

TABLES: Mapping[str, Mapping[str, str]] = {
    "career_goals": {
        "goal": "text", "owner": "text", "title": "text", "why": "text", "status": "text",
        "target_role": "text", "due": "date", "defined_on": "date", "milestones_total": "integer",
        "milestones_completed": "integer", "last_check_in_on": "date",
        "last_confidence": "integer", "blocked_since": "date", "shared_with": "text",
        "closed_on": "date", "closing_reason": "text",
    },
    "milestones": {
        "milestone_key": "text", "goal": "text", "milestone": "text", "owner": "text",
        "title": "text", "added_on": "date", "completed_on": "date",
    },
    "linked_skills": {
        "linked_skill_key": "text", "goal": "text", "skill": "text", "owner": "text",
        "level": "integer", "linked_on": "date",
    },
    "check_ins": {
        "check_in_key": "text", "goal": "text", "owner": "text", "number": "integer",
        "confidence": "integer", "blocked": "boolean", "note": "text", "checked_in_on": "date",
    },
    "requirements": {
        "requirement_key": "text", "role": "text", "skill": "text", "number": "integer",
        "level": "integer", "importance": "integer", "valid_from": "date", "valid_to": "date",
    },
}  # fmt: skip


def upsert(table: str) -> str:
    columns = TABLES[table]
    names = ", ".join(columns)
    arrays = ", ".join(f"${nth}::{kind}[]" for nth, kind in enumerate(columns.values(), 1))
    key, *others = columns
    changed = ", ".join(f"{name} = excluded.{name}" for name in others)
    return (
        f"INSERT INTO {table} ({names}) SELECT * FROM unnest({arrays}) "  # noqa: S608 - our names
        f"ON CONFLICT ({key}) DO UPDATE SET {changed}"
    )


UPSERTS = {table: upsert(table) for table in TABLES}
VALUES = {table: itemgetter(*columns) for table, columns in TABLES.items()}


class Fold:
    """``rows`` are all that there are, ``touched`` those since the last write."""

    def __init__(self, keys: Mapping[StreamId, bytes]) -> None:
        self._ciphers = {person: AESGCM(key) for person, key in keys.items()}
        self.rows: Rows = {table: {} for table in TABLES}
        self.touched: Rows = {table: {} for table in TABLES}

    def add(self, value: bytes) -> None:
        envelope = orjson.loads(value)
        event, kind = envelope["data"], envelope["type"]
        for block in event.get("personal", ()):
            raw, person = a2b_base64(block["data"]), block["person"]
            bound = f"{envelope['id']}|{kind}|{person}".encode()
            opened = self._ciphers[person].decrypt(raw[:12], raw[12:], bound)
            event.update({at[1:]: text for at, text in orjson.loads(opened).items()})
        FOLDS[kind](self, event)

    def put(self, table: str, key: str, row: Row) -> None:
        self.rows[table][key] = self.touched[table][key] = row

    async def write(self, connection: Connection) -> None:
        for table, rows in self.touched.items():
            if rows:
                columns = zip(*map(VALUES[table], rows.values()), strict=True)
                await connection.execute(UPSERTS[table], *map(list, columns))
        self.touched = {table: {} for table in TABLES}


def defined(fold: Fold, event: Row) -> None:
    row = dict.fromkeys(TABLES["career_goals"]) | event
    row |= {"due": day(event["due"]), "defined_on": day(event["defined_on"])}
    row |= {"status": "active", "shared_with": "nobody"}
    row |= {"milestones_total": 0, "milestones_completed": 0}
    fold.put("career_goals", event["goal"], row)


def linked(fold: Fold, event: Row) -> None:
    key = f"{event['goal']}/{event['skill']}"
    row = event | {"linked_skill_key": key, "linked_on": day(event["linked_on"])}
    fold.put("linked_skills", key, row)


def added(fold: Fold, event: Row) -> None:
    key = f"{event['goal']}/{event['milestone']}"
    row = event | {"milestone_key": key, "added_on": day(event["added_on"]), "completed_on": None}
    fold.put("milestones", key, row)
    goal = fold.rows["career_goals"][event["goal"]]
    goal["milestones_total"] += 1
    fold.touched["career_goals"][event["goal"]] = goal


def completed(fold: Fold, event: Row) -> None:
    key = f"{event['goal']}/{event['milestone']}"
    row = fold.rows["milestones"][key]
    row["completed_on"] = day(event["completed_on"])
    fold.touched["milestones"][key] = row
    goal = fold.rows["career_goals"][event["goal"]]
    goal["milestones_completed"] += 1
    fold.touched["career_goals"][event["goal"]] = goal


def checked_in(fold: Fold, event: Row) -> None:
    key, on = f"{event['goal']}/{event['number']}", day(event["checked_in_on"])
    fold.put("check_ins", key, event | {"check_in_key": key, "checked_in_on": on})
    goal = fold.rows["career_goals"][event["goal"]]
    goal["last_check_in_on"], goal["last_confidence"] = on, event["confidence"]
    goal["blocked_since"] = (goal["blocked_since"] or on) if event["blocked"] else None
    fold.touched["career_goals"][event["goal"]] = goal


def required(fold: Fold, event: Row) -> None:
    on, requirement = day(event["valid_from"]), f"{event['role']}/{event['skill']}"
    if event["replaces"] is not None:
        key = f"{requirement}/{event['replaces']}"
        replaced = fold.rows["requirements"][key]
        replaced["valid_to"] = on
        fold.touched["requirements"][key] = replaced
    key = f"{requirement}/{event['number']}"
    row = event | {"requirement_key": key, "valid_from": on, "valid_to": None}
    fold.put("requirements", key, row)


day = date.fromisoformat
FOLDS = {
    "mastery.goals.career-goal-defined.v1": defined,
    "mastery.goals.skill-linked.v1": linked,
    "mastery.goals.milestone-added.v1": added,
    "mastery.goals.milestone-completed.v1": completed,
    "mastery.goals.checked-in.v1": checked_in,
    "mastery.goals.requirement-set.v1": required,
}


def folded(fold: Fold, values: Iterable[bytes]) -> None:
    for value in values:
        fold.add(value)
