from hypothesis import given
from hypothesis import strategies as st

from mailsync.uid_set import UidSet, sequence

uids = st.sets(st.integers(1, 300), max_size=80)


@given(uids)
def test_a_set_written_and_read_again_is_the_same(some: set[int]) -> None:
    assert set(UidSet.read(str(UidSet.of(some)))) == some


@given(uids, uids)
def test_union_and_difference_are_those_of_sets(some: set[int], others: set[int]) -> None:
    left, right = UidSet.of(some), UidSet.of(others)
    assert set(left | right) == some | others
    assert left.without(right) == sorted(some - others)
    assert len(left) == len(some)
    assert all((uid in left) == (uid in some) for uid in range(1, 301))


@given(st.text(max_size=40))
def test_any_text_is_read_without_an_error(text: str) -> None:
    UidSet.read(text)


def test_ranges_are_written_as_short_as_can_be() -> None:
    assert sequence([5, 1, 2, 3, 9]) == b"1:3,5,9"
    assert str(UidSet([(7, 3), (8, 10)])) == "3:10"


@given(st.sets(st.integers(1, 60)), st.sets(st.integers(1, 60)))
def test_differences_and_intersections_by_range_are_those_of_sets(some: set[int], others: set[int]) -> None:
    one, other = UidSet.of(some), UidSet.of(others)
    assert set(one - other) == some - others
    assert set(one & other) == some & others
    assert list(reversed(one)) == sorted(some, reverse=True)
