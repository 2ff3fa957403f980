"""Maven's central repository, as the package ``maven-artifact`` reaches it."""

from urllib.parse import urlsplit

from maven_artifact import (  # type: ignore[import-untyped]  # it has no types
    Artifact,
    Downloader,
)

TRIES = 3
SOURCE = Downloader()


class Unreachable(Exception):
    """The repository did not give the artifact."""


def download(coordinates: str, tries: int = TRIES) -> bytes:
    """The artifact's bytes; raises ``Unreachable`` after the last try."""
    try:
        content: bytes = SOURCE.requestor.request(address(coordinates), None, timeout=20).content
    except OSError as error:  # all of requests' errors are
        if tries > 1:
            return download(coordinates, tries - 1)
        raise Unreachable(f"{coordinates} cannot be fetched: {error}") from error
    return content


def why_unreachable(coordinates: str) -> str | None:
    """What stands in the way of fetching it now; asks for its head."""
    try:
        SOURCE.requestor.request(address(coordinates), None, method="head", timeout=5)
    except OSError as error:
        return f"{type(error).__name__} at {urlsplit(address(coordinates)).hostname}"
    return None


def address(coordinates: str) -> str:
    found: str = SOURCE.resolver.uri_for_artifact(Artifact.parse(coordinates))
    return found
