from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.identity import canonical_code, mint_code, new_key, new_message_id, ticket_of_message_id

KEY = bytes(range(32))


def test_a_code_has_eight_crockford_characters_and_a_hyphen() -> None:
    code = mint_code("root@example.com", KEY)
    assert len(code) == 9
    assert code[4] == "-"
    assert set(code.replace("-", "")) <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")


def test_the_same_root_gives_the_same_code_and_another_attempt_another() -> None:
    assert mint_code("root@example.com", KEY) == mint_code("root@example.com", KEY)
    assert mint_code("root@example.com", KEY) != mint_code("root@example.com", KEY, 1)
    assert mint_code("root@example.com", KEY) != mint_code("root@example.com", new_key())


def test_people_may_type_a_code_in_any_case_without_hyphen_and_with_look_alikes() -> None:
    assert canonical_code("k7f29qxm") == "K7F2-9QXM"
    assert canonical_code(" K7F2-9QXM ") == "K7F2-9QXM"
    assert canonical_code("ko1l") == "K011"
    assert canonical_code("k7f29") == "K7F2-9"


def test_our_message_id_tells_its_ticket() -> None:
    name = new_message_id("K7F2-9QXM", "shop.example", KEY)
    assert name.endswith("@shop.example")
    assert ticket_of_message_id(name, KEY) == "K7F2-9QXM"
    assert ticket_of_message_id(name.upper().replace("MADO", "mado"), KEY) == "K7F2-9QXM"


def test_a_message_id_of_another_desk_or_with_another_code_tells_nothing() -> None:
    name = new_message_id("K7F2-9QXM", "shop.example", KEY)
    assert ticket_of_message_id(name, new_key()) is None
    assert ticket_of_message_id(name.replace("k7f2", "k7f3"), KEY) is None


@given(st.text(max_size=80))
def test_no_text_is_taken_for_one_of_our_ids(text: str) -> None:
    assert ticket_of_message_id(text, KEY) is None
