"""Trace context (W3C ``traceparent``) and correlation id, from HTTP to the log to Kafka and on.

The exporter, if any, is the operator's: without an OpenTelemetry SDK the ids are passed on all
the same.
"""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from uuid import UUID, uuid4

import structlog
from opentelemetry import trace
from opentelemetry.trace import NonRecordingSpan, SpanContext, SpanKind, TraceFlags
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

_PROPAGATOR = TraceContextTextMapPropagator()
_TRACER = trace.get_tracer("mastery")

CORRELATION_HEADER = "x-correlation-id"


def correlation_of(headers: Mapping[str, str]) -> str:
    """The caller's correlation id if it is a UUID, else a new one.

    It is kept in the log for ever, so a text of the caller's own must not get there.
    """
    try:
        return str(UUID(headers[CORRELATION_HEADER]))
    except (KeyError, ValueError):
        return str(uuid4())


@contextmanager
def span(
    name: str, *, traceparent: str | None, correlation_id: str, kind: SpanKind = SpanKind.SERVER
) -> Iterator[str]:
    """Continues the caller's trace, or begins one; gives the ``traceparent`` to hand on.

    Whatever is logged inside carries both ids.
    """
    parent = _PROPAGATOR.extract({"traceparent": traceparent} if traceparent else {})
    if not trace.get_current_span(parent).get_span_context().is_valid:
        parent = trace.set_span_in_context(NonRecordingSpan(_fresh()), parent)
    with _TRACER.start_as_current_span(name, context=parent, kind=kind):
        carrier: dict[str, str] = {}
        _PROPAGATOR.inject(carrier)
        trace_id = carrier["traceparent"].split("-")[1]
        with structlog.contextvars.bound_contextvars(
            correlation_id=correlation_id, trace_id=trace_id
        ):
            yield carrier["traceparent"]


def _fresh() -> SpanContext:
    return SpanContext(
        trace_id=secrets.randbits(128) or 1,
        span_id=secrets.randbits(64) or 1,
        is_remote=True,
        trace_flags=TraceFlags(TraceFlags.DEFAULT),
    )
