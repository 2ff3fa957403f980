"""The mapping that never changes: it does what a dict does, and old ones stay as they were."""

from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.frozen_map import FrozenMap

changes = st.lists(
    st.tuples(st.integers(0, 40) | st.sampled_from([4096, 8192]), st.none() | st.integers())
)


@given(changes)
def test_it_does_what_a_dict_does(steps: list[tuple[int, int | None]]) -> None:
    frozen: FrozenMap[int, int] = FrozenMap()
    plain: dict[int, int] = {}
    for key, value in steps:
        before, held = frozen, dict(plain)
        if value is None:
            frozen = frozen.without(key)
            plain.pop(key, None)
        else:
            frozen = frozen.with_(key, value)
            plain[key] = value
        assert dict(frozen) == plain
        assert len(frozen) == len(plain)
        assert dict(before) == held


def test_equal_ones_have_equal_hashes() -> None:
    first = FrozenMap[str, int]().with_("a", 1).with_("b", 2)
    second = FrozenMap[str, int]().with_("b", 2).with_("c", 3).with_("a", 1).without("c")
    assert first == second
    assert hash(first) == hash(second)
    assert repr(FrozenMap[str, int]().with_("a", 1)) == "FrozenMap({'a': 1})"
