from hypothesis import given
from hypothesis import strategies as st

from mailsync.imap_batches import MAX_BYTES, MAX_COUNT, SIZE_CAP, plan, windows

MB = 1024 * 1024


@given(st.dictionaries(st.integers(1, 10_000), st.integers(0, 60 * MB), max_size=60), st.booleans())
def test_every_message_is_in_one_batch_and_no_batch_is_too_large(sizes: dict[int, int], ramp: bool) -> None:
    newest_first = sorted(sizes, reverse=True)
    batches = list(plan(newest_first, sizes, ramp=ramp))
    assert sorted(uid for b in batches for uid in b.uids) == sorted(sizes)
    for batch in batches:
        whole = sum(sizes[uid] for uid in batch.uids)
        assert len(batch.uids) <= MAX_COUNT
        assert whole <= MAX_BYTES or len(batch.uids) == 1
        assert (batch.start is not None) == (whole > SIZE_CAP and len(batch.uids) == 1)


def test_the_first_batches_of_a_first_sync_are_small_and_newest() -> None:
    batches = list(plan(range(1000, 0, -1), {}, ramp=True))
    assert [len(b.uids) for b in batches] == [50, 200, 500, 250]
    assert batches[0].uids == tuple(range(951, 1001))


def test_windows_run_from_the_newest_to_the_oldest() -> None:
    assert [list(w) for w in windows([1, 2, 3, 4, 5], 2)] == [[5, 4], [3, 2], [1]]


def test_a_batch_is_as_large_as_it_may_be_when_it_is_asked_for() -> None:
    limits = iter([1, 2, 4, 8])
    batches = plan(range(15, 0, -1), {}, limit=lambda: next(limits))
    assert [len(b.uids) for b in batches] == [1, 2, 4, 8]
