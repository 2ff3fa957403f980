"""Who sees what: the one policy module, after the matrix of the privacy specification.

``matrix`` says which kind of content each field of the graph carries and who may read that kind;
``viewer`` says who reads and how they stand to the person whose content it is. What depends on a
row (shared with everyone, published by the viewer) is a condition in the statement that reads it,
so that lists, filters and totals agree.
"""

from services.gateway.visibility.matrix import (
    CONTENTS,
    FIELDS,
    RELATIONS,
    WITHHOLDING,
    Content,
    Refusal,
    Relation,
    content_of,
    refusal,
)
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
