"""The environment of this service: ``MASTERY_…``, read once."""

from shared.runtime.settings import ServiceSettings


class GoalsSettings(ServiceSettings):
    http_port: int = 8102
