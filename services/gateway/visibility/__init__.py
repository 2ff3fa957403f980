"""Who sees what: the one policy module, after the matrix of the privacy specification.

``cells`` says who may read which kind of content, ``matrix`` which kind each field of the graph
carries; ``viewer`` says who reads and how they stand to the person whose content it is. What
depends on a row (shared with everyone, published by the viewer) is a condition in the statement
that reads it, so that lists, filters and totals agree.
"""

from services.gateway.visibility.cells import (
    CONTENTS,
    RELATIONS,
    Content,
    Refusal,
    Relation,
)
from services.gateway.visibility.matrix import FIELDS, WITHHOLDING, content_of, refusal
from services.gateway.visibility.viewer import Viewer, viewer_of

__all__ = [
    "CONTENTS",
    "FIELDS",
    "RELATIONS",
    "WITHHOLDING",
    "Content",
    "Refusal",
    "Relation",
    "Viewer",
    "content_of",
    "refusal",
    "viewer_of",
]
