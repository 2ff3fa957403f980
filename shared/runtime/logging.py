"""Structured logs: one JSON object a line, an event name and fields, never a payload.

What other libraries log goes the same way. Of an error stand its class, where it came from and,
where we wrote the text ourselves, the text: a driver's message may quote a row.
"""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

from shared.kernel.errors import DomainError, SuiteError

_TELL = (SuiteError, OSError, TimeoutError)


def configure(level: str = "info", **bound: str) -> None:
    """Once a process; ``bound`` stands on every line, such as the service's name."""
    chain: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _told_without_payload,
    ]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=chain,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(),
        ],
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in ("aiokafka", "faststream", "httpx", "httpcore", "uvicorn"):
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    structlog.configure(
        processors=[*chain, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(**bound)


def logger(name: str) -> structlog.stdlib.BoundLogger:
    found: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return found


def told(error: BaseException) -> dict[str, Any]:
    """An error without what it may quote: class, text if it is our own, frames, its cause."""
    frames = [
        f"{frame.filename.rpartition('site-packages/')[2]}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    found: dict[str, Any] = {"class": type(error).__qualname__, "frames": frames[-12:]}
    if isinstance(error, _TELL) and not isinstance(error, DomainError):
        found["text"] = str(error)
    if sqlstate := getattr(error, "sqlstate", None):
        found["sqlstate"] = sqlstate
        found["constraint"] = getattr(error, "constraint_name", None)
    cause = error.__cause__ or error.__context__
    if cause is not None and cause is not error:
        found["cause"] = type(cause).__qualname__
    return found


def _told_without_payload(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> EventDict:
    """Replaces ``exc_info``, which would print the error's text and locals' repr."""
    found = event.pop("exc_info", None)
    error: object = sys.exc_info()[1] if found is True else found
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        event["error"] = told(error)
    return event
