"""Commands, keys, catalogue and pages agree with each other."""

from __future__ import annotations

import ast
import gettext
from pathlib import Path

from textual.keys import _character_to_key

from config.languages import set_language
from tui.commands.base import COMPOSER
from tui.commands.registry import COMMANDS, Registry
from tui.commands.table import lines

ROOT = Path(__file__).parent.parent.parent


def test_no_two_commands_want_one_key_in_one_place() -> None:
    assert Registry().clashes() == []


def test_a_clash_is_found_with_place_and_key() -> None:
    clashes = Registry(keymap={"solve": ("r",)}).clashes()
    assert ("list", "r", "solve", "reply") in clashes or ("list", "r", "reply", "solve") in clashes


def test_every_command_has_words_and_help() -> None:
    assert all(c.title and c.help and c.group and c.where for c in COMMANDS)
    assert len({c.name for c in COMMANDS}) == len(COMMANDS)


def test_no_letter_is_a_command_in_the_composer() -> None:
    registry = Registry()
    for command in registry.of(COMPOSER):
        assert any(len(key) > 1 for key in registry.keys(command))


def _typed_on(keys: str) -> set[str]:
    return {_character_to_key(one) for one in keys}


# What each key gives alone and with Shift: ANSI (US), and JIS X 6002 (its \xa5 and _ keys send a backslash and _).
_US = _typed_on("`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./~!@#$%^&*()_+{}|:\"<>? QWERTYUIOPASDFGHJKLZXCVBNM")
_JIS = _typed_on("1234567890-^\\qwertyuiop@[asdfghjkl;:]zxcvbnm,./!\"#$%&'()=~|`{+*}<>?_ QWERTYUIOPASDFGHJKLZXCVBNM")
# Named keys on every keyboard; F11 is the window manager's; what a terminal cannot tell from another key is left out.
_NAMED = {"escape", "enter", "tab", "shift+tab", "up", "down", "left", "right", "pageup", "pagedown", "home", "end"}
_NAMED |= {f"f{n}" for n in (*range(1, 11), 12)}
_CTRL = {f"ctrl+{letter}" for letter in "abcdefgklnopqrstuvwxyz"}  # h, i, j, m are Backspace, Tab, Enter


def test_every_command_with_keys_can_be_reached_on_us_and_japanese_keyboards() -> None:
    reachable = (_US & _JIS) | _NAMED | _CTRL | {"space"}
    without = {c.name for c in COMMANDS if c.keys and not reachable & set(c.keys)}
    assert without == set()


def test_the_two_keyboards_of_that_test_have_all_of_ascii() -> None:
    ascii_signs = _typed_on("".join(chr(n) for n in range(0x20, 0x7F)))
    assert ascii_signs - _US == set()
    assert ascii_signs - _JIS == set()


def test_a_command_is_found_by_name_word_and_beginning() -> None:
    registry = Registry()
    found = {word: registry.named(word, "list") for word in ("assign", "担当", "pri", "p")}
    assert [c.name if c else None for c in found.values()] == ["assign", "assign", "priority", None]


def test_the_page_of_keys_is_made_from_the_commands() -> None:
    assert (ROOT / "docs" / "keys.md").read_text("utf-8") == "\n".join(lines()) + "\n"


def test_every_text_of_the_console_has_its_japanese() -> None:
    catalogue = gettext.translation("tui", str(ROOT / "config" / "locale"), languages=["ja"])
    missing = {text for text in _texts() if catalogue.gettext(text) == text and text not in {"Cc", "Bcc"}}
    assert missing == set()


def test_japanese_and_english_name_the_same_gaps() -> None:
    catalogue = gettext.translation("tui", str(ROOT / "config" / "locale"), languages=["ja"])
    for text in _texts():
        assert _gaps(text) == _gaps(catalogue.gettext(text)), text


def test_no_text_is_marked_where_the_catalogue_tool_cannot_see_it() -> None:
    hidden = [
        f"{path.name}:{node.lineno}"
        for path in (ROOT / "tui").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.JoinedStr) and any(_is_mark(inner) for inner in ast.walk(node))
    ]
    assert hidden == []


def test_no_text_is_handed_to_a_sink_that_reads_markup() -> None:
    """Static, Label and the like read their text as markup; the console has none of them."""
    found = [
        f"{path.name}:{node.lineno}"
        for path in (ROOT / "tui").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"Static", "Label", "DataTable", "OptionList", "Tree", "Button", "Select", "Checkbox"}
    ]
    assert found == []


def test_every_event_has_a_sentence_in_both_languages() -> None:
    from tui.labels import event_sentence

    for lang in ("en", "ja"):
        set_language(lang)
        for event, data in (
            ("status", {"status": "solved"}),
            ("assign", {"assignee": None}),
            ("snooze", {"until": "x"}),
        ):
            assert "{" not in event_sentence(event, data, "Mina")
            assert "Mina" in event_sentence(event, data, "Mina")
    assert "strange" in event_sentence("strange", {}, "Mina")


def _texts() -> set[str]:
    return {
        node.args[0].value
        for path in (ROOT / "tui").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if _is_mark(node) and isinstance(node, ast.Call) and node.args
        if isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str)
    }


def _is_mark(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"_", "N_"}


def _gaps(text: str) -> set[str]:
    import re

    return set(re.findall(r"\{[a-z]+\}", text))
