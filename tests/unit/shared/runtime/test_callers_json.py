"""Whatever a caller writes as JSON can be written again and walked, or is refused."""

import json

import orjson
import pytest

from shared.runtime import bodies, callers_json
from shared.runtime.problems import Malformed

LIMITS_OF_OTHERS = (64, 65, 253, 254, 255, 300, 600, 1000, 1023, 1024, 1025, 5000)


def nested(depth: int, kind: str) -> bytes:
    opening, closing = ("[", "]") if kind == "array" else ('{"a":', "}")
    return (opening * depth + "1" + closing * depth).encode()


@pytest.mark.parametrize("kind", ["array", "object"])
@pytest.mark.parametrize("depth", LIMITS_OF_OTHERS)
def test_what_is_read_can_be_written(depth: int, kind: str) -> None:
    try:
        found = callers_json.read(nested(depth, kind))
    except callers_json.NotJson:
        assert depth > callers_json.DEEPEST
    else:
        assert depth <= callers_json.DEEPEST
        assert json.loads(json.dumps(found)) == orjson.loads(orjson.dumps(found))


def test_many_brackets_are_no_depth() -> None:
    wide = [[index, {"a": [index]}] for index in range(1000)]
    assert callers_json.read(orjson.dumps(wide)) == wide
    assert callers_json.read(b'"' + b"[" * 1000 + b'"') == "[" * 1000


@pytest.mark.parametrize("depth", LIMITS_OF_OTHERS)
def test_a_deep_body_is_malformed_not_a_fault(depth: int) -> None:
    with pytest.raises(Malformed):
        bodies.parse(b'{"entry":%s}' % nested(depth, "array"))


@pytest.mark.parametrize("text", [b"", b"{", b"\xff", b'"\\ud800"', b"NaN"])
def test_what_is_no_json(text: bytes) -> None:
    with pytest.raises(callers_json.NotJson):
        callers_json.read(text)
