"""An event as it was stored, made into the next shape of its class.

Stored type → the payload in the next version. Empty while every event is in its first shape.
"""

from collections.abc import Callable, Mapping
from typing import Any

UPCASTERS: Mapping[str, Callable[[dict[str, Any]], dict[str, Any]]] = {}
