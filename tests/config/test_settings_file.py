from __future__ import annotations

import stat
from pathlib import Path

import pytest

from config.errors import ConfigError, ExitCode, NothingMatched
from config.home import Home
from config.settings import Server
from config.settings_file import load_settings, open_document, put_mailbox, read_settings, save_document
from config.settings_keys import get_setting, set_setting, unset_setting

GOOD = """
# my own remark
language = "ja"

[agent]
name = "alice"

[mailboxes.support]
email = "support@shop.example"   # the shop's
password_command = "pass show 'the shop'"
imap = {host = "imap.shop.example"}
smtp = {host = "smtp.shop.example", security = "starttls"}

[mailboxes.support.folders]
sent = "送信済み"
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path).ensure()
    home.config_file.write_text(GOOD, encoding="utf-8")
    return home


def _error(text: str) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        read_settings(text, Path("/home/x/config.toml"))
    assert caught.value.exit_code is ExitCode.USAGE
    return caught.value


def test_a_file_says_mailboxes_with_defaults_for_what_it_leaves_out(home: Home) -> None:
    settings = load_settings(home)
    mailbox = settings.mailboxes[0]
    assert (settings.agent.name, settings.language, settings.undo_seconds) == ("alice", "ja", 10)
    assert mailbox.imap == Server("imap.shop.example", 993, "tls")
    assert mailbox.smtp == Server("smtp.shop.example", 587, "starttls")
    assert mailbox.user == "support@shop.example"
    assert mailbox.password_command == ("pass", "show", "the shop")
    assert (mailbox.folders.inbox, mailbox.folders.sent) == ("INBOX", "送信済み")


def test_a_home_without_settings_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load_settings(Home(tmp_path))
    assert "mado init" in caught.value.hint


@pytest.mark.parametrize(
    ("old", "new", "key", "near"),
    [
        ("language", "langage", "langage", "language"),
        ('name = "alice"', 'nmae = "alice"', "agent.nmae", "agent.name"),
        ("smtp = {host", "smtp = {hots", "mailboxes.support.smtp.host", "mailboxes.support.smtp.hots"),
        ("email =", "emial =", "mailboxes.support.email", "mailboxes.support.emial"),
        ("sent =", "snet =", "mailboxes.support.folders.snet", "mailboxes.support.folders.sent"),
        ('"starttls"', '"startls"', "mailboxes.support.smtp.security", "starttls"),
    ],
)
def test_an_error_names_file_key_and_the_nearest_known_one(old: str, new: str, key: str, near: str) -> None:
    error = _error(GOOD.replace(old, new))
    assert "/home/x/config.toml" in error.message
    assert key in error.message
    assert near in error.message + error.hint


@pytest.mark.parametrize("line", ["undo_seconds = true", "undo_seconds = -1", 'undo_seconds = "5"', "agent = 3"])
def test_a_value_of_the_wrong_kind_is_named(line: str) -> None:
    error = _error(f"{line}\n" + (GOOD if line.startswith("undo") else ""))
    assert line.split()[0] in error.message


def test_a_broken_file_is_an_error_of_the_file_not_a_crash() -> None:
    assert "TOML" in _error("[agent\n").message


def test_a_password_in_the_settings_is_refused_and_not_repeated() -> None:
    error = _error(GOOD.replace("[mailboxes.support.folders]", 'password = "hunter2"\n[mailboxes.support.folders]'))
    assert "password" in error.message
    assert "hunter2" not in error.message + error.hint


@pytest.mark.parametrize(
    "host", ["imap.shop.example", "192.0.2.1", "localhost.evil.example", "127.0.0.1.evil.example"]
)
def test_plain_text_is_refused_for_every_host_but_this_machine(host: str) -> None:
    server = f'imap = {{host = "{host}", security = "none"}}'
    assert "security" in _error(GOOD.replace('imap = {host = "imap.shop.example"}', server)).message


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.9.1", "::1"])
def test_plain_text_is_allowed_on_loopback(host: str) -> None:
    text = GOOD.replace('imap = {host = "imap.shop.example"}', f'imap = {{host = "{host}", security = "none"}}')
    assert read_settings(text, Path("x")).mailboxes[0].imap == Server(host, 143, "none")


@pytest.mark.parametrize("name", ["../x", "a b", '""', '".hidden"', '"a/b"'])
def test_a_mailbox_whose_name_could_leave_its_folder_is_refused(name: str) -> None:
    quoted = name if name.startswith('"') else f'"{name}"'
    _error(GOOD.replace("mailboxes.support]", f"mailboxes.{quoted}]").split("[mailboxes.support.folders]")[0])


def test_a_change_keeps_the_admins_comments_and_the_mode(home: Home) -> None:
    set_setting(home, "mailboxes.support.imap.port", "1993")
    text = home.config_file.read_text(encoding="utf-8")
    assert "# my own remark" in text
    assert "# the shop's" in text
    assert load_settings(home).mailboxes[0].imap.port == 1993
    assert stat.S_IMODE(home.config_file.stat().st_mode) == 0o600


def test_a_wrong_change_writes_nothing(home: Home) -> None:
    before = home.config_file.read_bytes()
    for key, value in [("mailboxes.support.imap.prt", "1"), ("undo_seconds", "soon"), ("agent", "x"), ("a..b", "x")]:
        with pytest.raises(ConfigError):
            set_setting(home, key, value)
    assert home.config_file.read_bytes() == before
    assert sorted(p.name for p in home.root.iterdir()) == ["config.toml"]


@pytest.mark.parametrize(
    ("key", "typed", "value"),
    [
        ("undo_seconds", "0", 0),
        ("agent.name", "7", "7"),
        ("mailboxes.support.enabled", "false", False),
        ("mailboxes.support.aliases", "a@shop.example, b@shop.example", ["a@shop.example", "b@shop.example"]),
        ("mailboxes.support.aliases", '["a@shop.example"]', ["a@shop.example"]),
        ("mailboxes.support.signature", "山田\n窓口", "山田\n窓口"),
    ],
)
def test_what_is_typed_becomes_the_kind_that_the_key_wants(home: Home, key: str, typed: str, value: object) -> None:
    set_setting(home, key, typed)
    assert get_setting(home, key) == value


def test_a_setting_that_is_taken_out_has_its_default(home: Home) -> None:
    unset_setting(home, "language")
    assert load_settings(home).language is None
    with pytest.raises(NothingMatched):
        get_setting(home, "language")
    with pytest.raises(ConfigError):
        unset_setting(home, "agent.name")


def test_a_mailbox_that_is_written_is_read_back_the_same(home: Home, tmp_path: Path) -> None:
    mailbox = load_settings(home).mailboxes[0]
    other = Home(tmp_path / "other")
    document = open_document(other)
    document["agent"] = {"name": "bob"}
    put_mailbox(document, mailbox)
    settings = save_document(other, document)
    written = settings.mailboxes[0]
    assert (written.imap, written.smtp, written.password_command) == (
        mailbox.imap,
        mailbox.smtp,
        mailbox.password_command,
    )
    assert load_settings(other) == settings


def test_a_file_that_is_a_link_stays_one(home: Home, tmp_path: Path) -> None:
    real = tmp_path / "dotfiles.toml"
    home.config_file.rename(real)
    home.config_file.symlink_to(real)
    set_setting(home, "undo_seconds", "5")
    assert home.config_file.is_symlink()
    assert "undo_seconds = 5" in real.read_text(encoding="utf-8")


def test_who_works_on_a_home_of_several_is_named_by_the_environment(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (load_settings(home).agent.name, load_settings(home).shared) == ("alice", False)
    home.config_file.write_text(GOOD + '[agents.Ben]\nemail = "ben@shop.example"\nsignature = "Ben"\n', "utf-8")
    monkeypatch.setenv("MADO_AGENT", "Ben")
    found = load_settings(home)
    assert (found.agent.name, found.agent.email, found.agent.signature) == ("Ben", "ben@shop.example", "Ben")
    assert found.shared
    monkeypatch.setenv("MADO_AGENT", "alice")
    assert load_settings(home).agent.name == "alice"
    monkeypatch.setenv("MADO_AGENT", "Somebody new")
    assert load_settings(home).agent.name == "Somebody new"
    for name in ("a\x1b[31m", "x" * 65):
        monkeypatch.setenv("MADO_AGENT", name)
        with pytest.raises(ConfigError):
            load_settings(home)
