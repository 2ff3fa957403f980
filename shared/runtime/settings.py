"""The environment, typed: read once, in ``main``; no secret has a default.

``ProcessSettings`` is what every process needs, the gateway too; ``ServiceSettings`` adds what a
service needs that decides.
"""

from base64 import b64decode
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    Secret,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_settings import NoDecode

from shared.runtime.claims import ClaimNames
from shared.runtime.kafka_settings import KafkaSettings, TopicSettings

Role = Literal["api", "relay", "projector", "policies", "scheduler", "ledger"]
ROLES: tuple[Role, ...] = ("api", "relay", "projector", "policies", "scheduler", "ledger")
"""A service plays those of them that it has any work for; ``ledger`` is learning's."""


def _key(value: object) -> bytes:
    key = value if isinstance(value, bytes) else b64decode(str(value), validate=True)
    if len(key) != 32:
        raise ValueError("must be base64 of exactly 32 bytes")
    return key


def _roles(value: object) -> object:
    if not isinstance(value, str):
        return value
    names = _names(value)
    return ROLES if names == ("all",) else names


def _names(value: object) -> object:
    if not isinstance(value, str):
        return value
    return tuple(name.strip() for name in value.split(",") if name.strip())


def _jwks_url(value: str) -> str:
    if not value.startswith(("https://", "file://")):
        raise ValueError("must begin with https:// or file://")
    return value


KeyBytes = Annotated[Secret[bytes], BeforeValidator(lambda value: Secret(_key(value)))]
"""A secret of 32 bytes, written in base64."""


class ProcessSettings(TopicSettings):
    """Which company, who may come in, and where to listen."""

    company: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,62}$")]
    mode: Literal["local", "production"] = "production"
    database_url: SecretStr | None = None
    read_url: SecretStr = SecretStr("")
    token_key: KeyBytes

    http_host: str = "127.0.0.1"
    http_port: Annotated[int, Field(ge=0, le=65535)] = 8000
    body_limit: Annotated[int, Field(gt=0)] = 1024 * 1024
    body_seconds: Annotated[float, Field(gt=0)] = 10.0
    drain_seconds: Annotated[float, Field(gt=0)] = 10.0
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    jwks_url: Annotated[str, AfterValidator(_jwks_url)]
    jwt_issuer: str
    jwt_audience: str
    jwt_person_claim: str = "sub"
    jwt_client_claim: str = "client_id"
    jwt_client_mark: Annotated[str, Field(pattern=r"^[^=]+=.+$")] = "sub={client}"
    jwt_scope_claims: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_names)] = ("scope",)

    clock_file: Path | None = None

    @model_validator(mode="before")
    @classmethod
    def _one_database_for_all(cls, values: dict[str, object]) -> dict[str, object]:
        """Each address falls back to ``MASTERY_DATABASE_URL``."""
        shared = values.get("database_url")
        for name in ("read_url", "events_url", "keys_url"):
            if name in cls.model_fields and not values.get(name):
                if not shared:
                    raise ValueError(f"set MASTERY_{name.upper()} or MASTERY_DATABASE_URL")
                values[name] = shared
        return values

    @property
    def claim_names(self) -> ClaimNames:
        return ClaimNames(
            self.jwt_person_claim,
            self.jwt_client_claim,
            self.jwt_client_mark,
            self.jwt_scope_claims,
        )

    @model_validator(mode="after")
    def _tests_alone_move_the_clock(self) -> Self:
        if self.clock_file is not None and self.mode != "local":
            raise ValueError("MASTERY_CLOCK_FILE is for MASTERY_MODE=local only")
        return self


class ServiceSettings(ProcessSettings, KafkaSettings):
    """What a service needs besides: its log, the key store, Kafka, and which roles it plays."""

    events_url: SecretStr = SecretStr("")
    keys_url: SecretStr = SecretStr("")
    gateway_role: str | None = None
    migrate: bool | None = None

    master_key: KeyBytes
    hash_key: KeyBytes

    client_time: bool = False
    roles: Annotated[tuple[Role, ...], NoDecode, BeforeValidator(_roles)] = ROLES
    scheduler_seconds: Annotated[float, Field(gt=0)] = 5.0
    keep_commands_days: Annotated[int, Field(ge=1)] = 30

    @property
    def migrates(self) -> bool:
        """Whether the process migrates at its start; by default only on one machine."""
        return self.mode == "local" if self.migrate is None else self.migrate


def explained(error: ValidationError) -> str:
    """One line a variable, without the values: they may be secrets."""
    lines = [
        f"  MASTERY_{'_'.join(map(str, fault['loc'])).upper()}: {fault['msg']}"
        if fault["loc"]
        else f"  {fault['msg']}"
        for fault in error.errors(include_url=False, include_input=False, include_context=False)
    ]
    return "\n".join(["the environment is not complete:", *lines])
