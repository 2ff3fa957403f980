"""What a line of the log says, and what it never says; which trace goes on."""

import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog

from shared.kernel.errors import Busy, DomainError
from shared.runtime.logging import configure, logger
from shared.runtime.tracing import correlation_of, span


class TooLate(DomainError):
    """Rule 1: too late."""


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_line_has_an_event_its_fields_and_what_is_bound(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure("info", service="things")
    logger("here").info("done", count=3)
    (line,) = lines(capsys)
    assert line["event"] == "done"
    assert (line["count"], line["service"], line["level"]) == (3, "things", "info")


def test_others_lines_have_the_same_form(capsys: pytest.CaptureFixture[str]) -> None:
    configure("info", service="things")
    logging.getLogger("some.library").warning("lost %s", "it")
    (line,) = lines(capsys)
    assert (line["event"], line["service"]) == ("lost it", "things")


@pytest.mark.parametrize("of", [logger, logging.getLogger])
def test_an_error_is_told_without_its_text(
    of: Callable[[str], Any], capsys: pytest.CaptureFixture[str]
) -> None:
    configure()
    try:
        int("ada@acme.example")
    except ValueError as error:
        of("here").error("failed", exc_info=error)
    written = capsys.readouterr().out
    assert "ada@" not in written
    told = json.loads(written)["error"]
    assert told["class"] == "ValueError"
    assert "test_logging_and_tracing.py" in told["frames"][-1]


def test_our_own_texts_are_told_but_those_of_refusals(capsys: pytest.CaptureFixture[str]) -> None:
    configure()
    logger("here").error("failed", exc_info=Busy("contended"))
    logger("here").error("failed", exc_info=TooLate("Ada is late"))
    first, second = (line["error"] for line in lines(capsys))
    assert isinstance(first, dict)
    assert isinstance(second, dict)
    assert first["text"] == "contended"
    assert "text" not in second


def test_a_trace_goes_on() -> None:
    given = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    with span("here", traceparent=given, correlation_id="c") as onward:
        assert onward.split("-")[1] == given.split("-")[1]


@pytest.mark.parametrize("given", [None, "", "nonsense", "00-" + "0" * 32 + "-" + "0" * 16 + "-01"])
def test_where_there_is_none_a_trace_begins(given: str | None) -> None:
    with span("here", traceparent=given, correlation_id="c") as first:
        pass
    with span("here", traceparent=given, correlation_id="c") as second:
        pass
    assert first.split("-")[1] != second.split("-")[1]


def test_a_correlation_id_of_the_callers_must_be_a_uuid() -> None:
    given = "0191e7a0-0000-7000-8000-00000000c0de"
    assert correlation_of({"x-correlation-id": given}) == given
    assert correlation_of({"x-correlation-id": "Ada"}) != "Ada"
    assert correlation_of({}) != correlation_of({})
