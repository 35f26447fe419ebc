"""Payloads of the log: who has the key reads them whatever servers do around them, nobody else writes any."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import UsageError
from core.teamkeys import Keyring, NotOurs, join_code, key_of_code, new_team_key

RING = Keyring.of(new_team_key())
SEALED = RING.seal("batch", b'{"note":"the customer is angry"}')


@given(st.binary(max_size=5000))
def test_what_was_sealed_comes_back(content: bytes) -> None:
    sealed = RING.seal("pack", content)
    assert sealed.isascii()
    opened = RING.open(sealed)
    assert (opened.kind, opened.content) == ("pack", content)


def test_nothing_can_be_read_without_the_key() -> None:
    assert b"angry" not in SEALED
    with pytest.raises(NotOurs):
        Keyring.of(new_team_key()).open(SEALED)


@pytest.mark.parametrize(
    "altered",
    [
        SEALED.replace(b"\r\n", b"\n"),
        SEALED.replace(b"\r\n", b"\r\n\r\n"),
        b"X-Scanned: yes\r\n\r\n" + SEALED + b"\r\n-- \r\nSent from a gateway\r\n",
        b"\n".join(SEALED.replace(b"\r\n", b" ").split(b" ")),
    ],
    ids=["line ends", "blank lines", "text around it", "wrapped anew"],
)
def test_what_servers_do_to_text_changes_nothing(altered: bytes) -> None:
    assert RING.open(altered).content == b'{"note":"the customer is angry"}'


@given(st.integers(min_value=0, max_value=len(SEALED) - 1), st.integers(min_value=1, max_value=255))
def test_one_altered_byte_is_never_taken_for_something_else(place: int, by: int) -> None:
    forged = bytearray(SEALED)
    forged[place] = (forged[place] + by) % 256
    try:
        assert RING.open(bytes(forged)).content == b'{"note":"the customer is angry"}'
    except NotOurs:
        return


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_with_that_one_error(text: bytes) -> None:
    for around in (text, b"MADO1 batch 00000000 4\r\n" + text + b"-END-MADO1-"):
        with pytest.raises(NotOurs):
            RING.open(around)


def test_a_payload_of_another_kind_is_not_taken_for_it() -> None:
    with pytest.raises(NotOurs):
        RING.open(SEALED.replace(b"MADO1 batch", b"MADO1 packs").replace(b"packs", b"pack"))


def test_a_join_code_is_read_as_people_type_it() -> None:
    key = new_team_key()
    code = join_code(key)
    assert key_of_code(code) == key
    assert key_of_code(f"  {code.lower().replace('-', ' ')} ") == key
    assert key_of_code(code.replace("0", "O").replace("1", "I")) == key


@pytest.mark.parametrize("typed", ["", "MADO-", "MADO-1234", "あ" * 56, join_code(b"\1" * 32)[:-1] + "!"])
def test_half_a_join_code_is_said_to_be_one(typed: str) -> None:
    with pytest.raises(UsageError):
        key_of_code(typed)


def test_one_wrong_letter_in_a_join_code_is_noticed() -> None:
    code = join_code(new_team_key())
    other = "3" if code[7] != "3" else "4"
    with pytest.raises(UsageError):
        key_of_code(code[:7] + other + code[8:])
