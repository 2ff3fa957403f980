"""Commands go to the service that decides, over HTTP, with the caller's own token.

The gateway adds no right of its own: the service verifies the token again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import httpx
import orjson

_JSON = "application/json"
_REFUSALS = frozenset({403, 404, 409, 422})


@dataclass(frozen=True, slots=True)
class Passed:
    """What of the caller's request goes along: token, trace, correlation id, client time."""

    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Taken:
    """A command was taken; ``version`` and ``token`` are none where everything held already."""

    stream: str
    version: int | None
    token: str | None


@dataclass(frozen=True, slots=True)
class Refused:
    """A rule, a right or the command's own form was against it. ``field`` is in snake case."""

    code: str
    message: str
    field: str | None
    rule: str | None


class ServiceFault(Exception):
    """No answer of use; the same command, with the same key, may be sent again."""

    def __init__(
        self,
        kind: Literal["unauthenticated", "unavailable", "unexpected"],
        retry_after: int | None = None,
    ) -> None:
        super().__init__(kind)
        self.kind = kind
        self.retry_after = retry_after


class CommandSender:
    """One HTTP client for all services; ``addresses`` by the service's name."""

    def __init__(self, http: httpx.AsyncClient, addresses: Mapping[str, str]) -> None:
        self._http = http
        self._addresses = {name: url.rstrip("/") for name, url in addresses.items()}

    async def send(
        self, service: str, path: str, body: Mapping[str, Any], passed: Passed, key: str | None
    ) -> Taken | Refused:
        """``path`` is the command's route; raises ``ServiceFault``."""
        headers = {**passed.headers, "content-type": _JSON}
        if key is not None:
            headers["idempotency-key"] = key
        try:
            response = await self._http.post(
                self._addresses[service] + path, content=orjson.dumps(body), headers=headers
            )
        except httpx.HTTPError as error:
            raise ServiceFault("unavailable") from error
        return _read(response)

    async def close(self) -> None:
        await self._http.aclose()


def _read(response: httpx.Response) -> Taken | Refused:
    if response.status_code == 200:
        content = _object(response)
        return Taken(content["stream"], content["version"], content["token"])
    if response.status_code in _REFUSALS:
        return _refusal(_object(response))
    if response.status_code == 401:
        raise ServiceFault("unauthenticated")
    if response.status_code in {429, 503}:
        after = response.headers.get("retry-after", "")
        raise ServiceFault("unavailable", int(after) if after.isdecimal() else None)
    raise ServiceFault("unexpected")


def _refusal(problem: Mapping[str, Any]) -> Refused:
    errors = problem.get("errors") or [{}]
    named = problem.get("field") or errors[0].get("field") or None
    rule = problem.get("rule") or errors[0].get("rule")
    return Refused(problem["code"], problem["detail"], named, rule)


def _object(response: httpx.Response) -> dict[str, Any]:
    try:
        content = orjson.loads(response.content)
    except orjson.JSONDecodeError as error:
        raise ServiceFault("unexpected") from error
    if not isinstance(content, dict):
        raise ServiceFault("unexpected")
    return content
