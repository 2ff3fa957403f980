"""A service as its own process, on the run's PostgreSQL and Kafka, with tokens to call it."""

import asyncio
import json
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from joserfc import jwt
from joserfc.jwk import OKPKey, RSAKey

PROJECT = Path(__file__).parents[3]
ISSUER, AUDIENCE = "https://id.example", "mastery"


@dataclass
class Issuer:
    """An identity provider whose JWKS lies in a file."""

    folder: Path
    key: RSAKey = field(
        default_factory=lambda: RSAKey.generate_key(2048, {"kid": "test-1", "use": "sig"})
    )

    @property
    def jwks(self) -> Path:
        return self.folder / "jwks.json"

    def publish(self, *keys: RSAKey | OKPKey) -> None:
        public = [key.as_dict(private=False) for key in (keys or (self.key,))]
        self.jwks.write_text(json.dumps({"keys": public}))

    def token(self, subject: str, *scopes: str, expires: float = 600, **claims: object) -> str:
        now = int(time.time())
        content = {
            "iss": ISSUER, "aud": AUDIENCE, "sub": subject, "iat": now, "exp": int(now + expires),
            "scope": " ".join(scopes), **claims,
        }  # fmt: skip
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, content, self.key)

    def client(self, *scopes: str) -> str:
        return self.token("importer", *scopes, client_id="importer")


@dataclass
class Service:
    """A running service; ``log`` is everything that it has written."""

    name: str
    url: str
    process: asyncio.subprocess.Process
    log: Path
    http: httpx.AsyncClient

    async def command(
        self, command: str, body: object, token: str | None, **headers: str
    ) -> httpx.Response:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if token is not None:
            sent["Authorization"] = f"Bearer {token}"
        return await self.http.post(f"/commands/{command}", json=body, headers=sent)

    async def stop(self) -> int:
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
        return await self.process.wait()


Start = Callable[..., Awaitable[Service]]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@asynccontextmanager
async def running(
    name: str, environment: Mapping[str, str], folder: Path, **changes: str
) -> AsyncIterator[Service]:
    """The service once it is ready; ended by SIGTERM."""
    async with started(name, environment, folder, **changes) as service:
        await ready(service)
        yield service


@asynccontextmanager
async def started(
    name: str, environment: Mapping[str, str], folder: Path, **changes: str
) -> AsyncIterator[Service]:
    """The service from its first moment on; a change to ``""`` takes a variable away.

    ``name`` is that of a service of the suite, or the module of one of the tests' own.
    """
    module = name if "." in name else f"services.{name}.main"
    port = free_port()
    changed = {f"MASTERY_{variable.upper()}": value for variable, value in changes.items()}
    settings = {**os.environ, **environment, "MASTERY_HTTP_PORT": str(port), **changed}
    log = folder / f"{name}-{uuid4().hex[:6]}.log"
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", module, cwd=PROJECT, stdout=output,
            stderr=output, env={name: value for name, value in settings.items() if value},
        )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    async with httpx.AsyncClient(base_url=url, timeout=20) as http:
        service = Service(name, url, process, log, http)
        try:
            yield service
        finally:
            await service.stop()


async def refused(name: str, environment: Mapping[str, str], folder: Path, **changes: str) -> str:
    """What a process says that does not start."""
    async with started(name, environment, folder, **changes) as service:
        status = await asyncio.wait_for(service.process.wait(), 60)
        text = service.log.read_text()
        assert status == 2, text[-3000:]
        return text


async def ready(service: Service) -> None:
    async def answers() -> bool:
        if service.process.returncode is not None:
            raise AssertionError(service.log.read_text()[-3000:])
        try:
            return (await service.http.get("/ready")).status_code == 200
        except httpx.TransportError:
            return False

    await eventually(answers, 60, lambda: service.log.read_text()[-3000:])


async def eventually(
    condition: Callable[[], Awaitable[Any]],
    seconds: float = 40,
    otherwise: Callable[[], str] = lambda: "it did not come to be",
) -> Any:
    """The first truthy answer of ``condition``."""
    end = time.monotonic() + seconds
    while not (found := await condition()):
        if time.monotonic() > end:
            raise AssertionError(otherwise())
        await asyncio.sleep(0.02)
    return found


def new(category: str) -> str:
    return f"{category}-{uuid4()}"


async def hired(directory: Service, goals: Service, issuer: Issuer, name: str) -> str:
    """A person whom goals knows already."""
    person = new("person")
    answer = await directory.command(
        "hire-person",
        {"person": person, "name": name, "mail": f"{name}@acme.example"},
        issuer.client("hr"),
    )
    assert answer.status_code == 200, answer.text

    async def known() -> bool:
        answer = await goals.command("retire-role", {}, issuer.token(person))
        return answer.status_code != 401

    await eventually(known, otherwise=lambda: goals.log.read_text()[-3000:])
    return person
