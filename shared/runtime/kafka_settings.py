"""The environment of whoever speaks to Kafka: topics, and how to connect.

Apart from the rest, for the job that makes topics needs no company and no secret key.
"""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class TopicSettings(BaseSettings):
    """How topics are named, and into how many partitions they are divided."""

    model_config = SettingsConfigDict(
        env_prefix="MASTERY_",
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,  # an error about one variable would print the others
    )

    topic_prefix: str = ""
    topic_partitions: Annotated[int, Field(ge=1)] = 12

    @classmethod
    def from_environment(cls) -> Self:
        """Raises ``ValidationError``, which quotes no value."""
        return cls()


class KafkaSettings(TopicSettings):
    """Where the brokers are, who we are there, and what a new topic is like."""

    kafka_bootstrap_servers: str
    kafka_security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = "PLAINTEXT"
    kafka_sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] | None = None
    kafka_sasl_username: str | None = None
    kafka_sasl_password: SecretStr | None = None
    kafka_ca_file: Path | None = None
    topics: Literal["create", "check"] = "create"
    replication: Annotated[int, Field(ge=1)] = 1

    @model_validator(mode="after")
    def _sasl_is_whole(self) -> Self:
        given = (self.kafka_sasl_mechanism, self.kafka_sasl_username, self.kafka_sasl_password)
        if self.kafka_security_protocol.startswith("SASL") and None in given:
            raise ValueError(
                "MASTERY_KAFKA_SASL_MECHANISM, _USERNAME and _PASSWORD go with a SASL protocol"
            )
        return self
