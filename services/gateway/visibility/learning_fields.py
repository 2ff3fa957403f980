"""The matrix for mastery and learning: what each of their fields carries."""

from collections.abc import Mapping

from services.gateway.visibility.cells import Content

CONNECTIONS: Mapping[str, Content] = {}
"""What the objects of a connection carry, by their type."""

FIELDS: Mapping[str, Content] = {}

WITHHOLDING: Mapping[str, frozenset[Content]] = {}
