"""What each process of the suite finds in its environment: no secret that it does not need."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from suite.local.databases import GATEWAY_ROLE, Databases
from suite.local.folder import DataFolder
from suite.local.ports import LOOPBACK
from suite.local.secret_files import AUDIENCE, ISSUER, SecretFiles

SERVICES = ("directory", "goals", "learning")
GATEWAY = "gateway"
PROCESSES = (*SERVICES, GATEWAY)
COMPANY = "acme"
DRAIN_SECONDS = "2"
PASSED_ON = (
    "MASTERY_COMPANY",
    "MASTERY_LOG_LEVEL",
    "MASTERY_TOPIC_PREFIX",
    "MASTERY_TOPIC_PARTITIONS",
    "MASTERY_CLOCK_FILE",
    "MASTERY_SCHEDULER_SECONDS",
)
KAFKA_PASSED_ON = (
    "MASTERY_KAFKA_SECURITY_PROTOCOL",
    "MASTERY_KAFKA_SASL_MECHANISM",
    "MASTERY_KAFKA_SASL_USERNAME",
    "MASTERY_KAFKA_SASL_PASSWORD",
    "MASTERY_KAFKA_CA_FILE",
    "MASTERY_TOPICS",
    "MASTERY_REPLICATION",
)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the processes run on: servers, ports by name, and the files of secrets."""

    databases: Databases
    bootstrap_servers: str
    ports: Mapping[str, int]
    folder: DataFolder

    @property
    def secrets(self) -> SecretFiles:
        return SecretFiles(self.folder.secrets)

    def address(self, name: str) -> str:
        return f"http://{LOOPBACK}:{self.ports[name]}"

    @property
    def addresses(self) -> dict[str, str]:
        """For people and programs on this machine."""
        return {
            "graphql": f"{self.address(GATEWAY)}/graphql",
            **{name: self.address(name) for name in PROCESSES},
            "postgres": self.databases.events.rpartition("@")[2],
            "kafka": self.bootstrap_servers,
        }

    def environment(self, name: str) -> dict[str, str]:
        """Of the process ``name``: of our own environment only what is passed on knowingly."""
        own = {key: value for key, value in os.environ.items() if not key.startswith("MASTERY_")}
        return own | passed_on(PASSED_ON) | self._every(name) | self._own(name)

    def _every(self, name: str) -> dict[str, str]:
        return {
            "MASTERY_COMPANY": company(),
            "MASTERY_MODE": "local",
            "MASTERY_TOKEN_KEY": self.secrets.environment()["MASTERY_TOKEN_KEY"],
            "MASTERY_HTTP_HOST": LOOPBACK,
            "MASTERY_HTTP_PORT": str(self.ports[name]),
            "MASTERY_DRAIN_SECONDS": DRAIN_SECONDS,
            "MASTERY_JWKS_URL": f"file://{quote(str(self.secrets.jwks.resolve()))}",
            "MASTERY_JWT_ISSUER": ISSUER,
            "MASTERY_JWT_AUDIENCE": AUDIENCE,
        }

    def _own(self, name: str) -> dict[str, str]:
        if name == GATEWAY:
            reading = self.databases.reading(self.secrets.gateway_password())
            return {"MASTERY_READ_URL": reading} | {
                f"MASTERY_{service.upper()}_URL": self.address(service) for service in SERVICES
            }
        keys = self.secrets.environment()
        return passed_on(KAFKA_PASSED_ON) | {
            "MASTERY_EVENTS_URL": self.databases.events,
            "MASTERY_READ_URL": self.databases.events,
            "MASTERY_KEYS_URL": self.databases.keys,
            "MASTERY_GATEWAY_ROLE": GATEWAY_ROLE,
            "MASTERY_KAFKA_BOOTSTRAP_SERVERS": self.bootstrap_servers,
            "MASTERY_MASTER_KEY": keys["MASTERY_MASTER_KEY"],
            "MASTERY_HASH_KEY": keys["MASTERY_HASH_KEY"],
            "MASTERY_CLIENT_TIME": "true",
        }


def company() -> str:
    return os.environ.get("MASTERY_COMPANY", COMPANY)


def passed_on(names: tuple[str, ...]) -> dict[str, str]:
    return {name: os.environ[name] for name in names if name in os.environ}
