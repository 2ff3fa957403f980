"""What every request must be before any route sees it, whatever the application.

1. A header that decides something is there once: a proxy may look at the other one. Else 400.
2. The body arrives within ``seconds``. Else 408, and the connection is closed.
"""

import asyncio
from collections.abc import Collection

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.runtime import problems

_ONCE = frozenset(
    {
        b"authorization",
        b"content-type",
        b"idempotency-key",
        b"mastery-origin",
        b"mastery-time",
    }
)


class Front:
    """``application``, but for requests that are turned away here."""

    def __init__(self, application: ASGIApp, seconds: float) -> None:
        self._application = application
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._application(scope, receive, send)
        twice = _given_twice(scope["headers"])
        if twice:
            refused = problems.problem(
                400, "HeaderTwice", "A header is there twice", f"Send {', '.join(twice)} once."
            )
            return await refused(scope, receive, send)
        return await _Exchange(self._seconds, receive, send).answer(self._application, scope)


def _given_twice(headers: Collection[tuple[bytes, bytes]]) -> list[str]:
    names = [name for name, _ in headers if name in _ONCE]
    return sorted({name.decode() for name in names if names.count(name) > 1})


class _Exchange:
    """One request and its answer.

    To the application a late body looks like a caller who went away; what it answers to that is
    dropped for 408.
    """

    def __init__(self, seconds: float, receive: Receive, send: Send) -> None:
        self._deadline = asyncio.get_running_loop().time() + seconds
        self._receive = receive
        self._send = send
        self._arrived = False
        self._answering = False
        self._late = False

    async def answer(self, application: ASGIApp, scope: Scope) -> None:
        try:
            await application(scope, self._next, self._pass_on)
        except ClientDisconnect:
            if not self._late:
                raise
        if self._late and not self._answering:
            refused = problems.problem(
                408,
                "BodyTooSlow",
                "The body did not arrive in time",
                "Send the whole body at once.",
                headers={"connection": "close"},
            )
            await refused(scope, self._receive, self._send)

    async def _next(self) -> Message:
        if self._arrived:
            return await self._receive()  # only the caller's going away is left to be told
        try:
            async with asyncio.timeout_at(self._deadline):
                message = await self._receive()
        except TimeoutError:
            self._late = True
            return {"type": "http.disconnect"}
        self._arrived = not message.get("more_body", False)
        return message

    async def _pass_on(self, message: Message) -> None:
        if self._late and not self._answering:
            return
        self._answering = True
        await self._send(message)
