"""What is deflated can be read by zlib, whoever deflated it."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.store import deflate

WORDS = b'{"text":"","reply_text":"'


@pytest.fixture(params=["as installed", "without ISA-L"])
def library(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    if request.param == "without ISA-L":
        monkeypatch.setitem(sys.modules, "isal", None)
    deflate._library.cache_clear()
    yield
    deflate._library.cache_clear()


def test_zlib_inflates_what_either_library_deflated(library: None) -> None:
    for data in (b"", b"a", WORDS * 400, bytes(range(256)) * 300):
        assert zlib.decompress(deflate.deflated(data)) == data
        assert zlib.decompressobj(zdict=WORDS).decompress(deflate.deflated(data, WORDS)) == data


@given(data=st.binary(max_size=2000))
def test_any_bytes_come_back(data: bytes) -> None:
    assert zlib.decompress(deflate.deflated(data)) == data
    assert zlib.decompressobj(zdict=WORDS).decompress(deflate.deflated(data, WORDS)) == data
