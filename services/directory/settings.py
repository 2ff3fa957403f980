"""The environment of this service: ``MASTERY_…``, read once."""

from shared.runtime.settings import ServiceSettings


class DirectorySettings(ServiceSettings):
    http_port: int = 8101
