from __future__ import annotations

import stat
import sys
import types
from dataclasses import replace
from pathlib import Path

import pytest

from config import secrets
from config.errors import ConfigError, MadoError, TryLater
from config.home import Home
from config.secrets import forget_password, password_for, store_password
from config.settings import Mailbox, Server

MAILBOX = Mailbox("support", "a@shop.example", Server("imap.shop.example", 993), None, "a@shop.example")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def _command(*words: str) -> Mailbox:
    return replace(MAILBOX, password_command=words)


def test_the_first_line_of_a_command_is_the_password(home: Home) -> None:
    assert password_for(_command("printf", r"秘密 pass\nlogin: x\n"), home) == "秘密 pass"


def test_no_shell_ever_reads_the_command(home: Home, tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    assert password_for(_command("echo", f"$(touch {trap}); touch {trap} | cat"), home).startswith("$(touch")
    assert not trap.exists()


@pytest.mark.parametrize(
    "words",
    [("false",), ("true",), ("sh", "-c", "echo s3cret; exit 3"), ("no-such-program-here",), ("/tmp",), ("a\0b",)],
)
def test_a_command_that_gives_nothing_is_explained_without_its_output(home: Home, words: tuple[str, ...]) -> None:
    with pytest.raises(ConfigError) as caught:
        password_for(_command(*words), home)
    assert "s3cret" not in caught.value.message + caught.value.hint


def test_a_command_that_hangs_is_given_up(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "COMMAND_SECONDS", 0.05)
    with pytest.raises(TryLater):
        password_for(_command("sleep", "30"), home)


def test_a_password_is_kept_in_a_file_that_only_its_owner_can_read(home: Home) -> None:
    assert store_password(MAILBOX, home, "秘密") == "file"
    assert password_for(MAILBOX, home) == "秘密"
    assert stat.S_IMODE((home.secrets_folder / "support").stat().st_mode) == 0o600
    assert stat.S_IMODE(home.secrets_folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(home.root.stat().st_mode) == 0o700
    forget_password(MAILBOX, home)
    with pytest.raises(ConfigError):
        password_for(MAILBOX, home)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o777])
def test_a_file_with_a_wider_mode_is_refused_with_the_command_that_mends_it(home: Home, mode: int) -> None:
    store_password(MAILBOX, home, "hunter2")
    path = home.secrets_folder / "support"
    path.chmod(mode)
    with pytest.raises(ConfigError) as caught:
        password_for(MAILBOX, home)
    assert caught.value.hint == f"chmod 600 {path}"
    assert "hunter2" not in caught.value.message


def test_a_folder_of_secrets_that_others_may_enter_is_refused(home: Home) -> None:
    store_password(MAILBOX, home, "x")
    home.secrets_folder.chmod(0o755)
    with pytest.raises(ConfigError):
        password_for(MAILBOX, home)


def test_a_link_in_place_of_the_file_is_refused(home: Home, tmp_path: Path) -> None:
    store_password(MAILBOX, home, "x")
    other = tmp_path / "other"
    (home.secrets_folder / "support").rename(other)
    (home.secrets_folder / "support").symlink_to(other)
    with pytest.raises(ConfigError):
        password_for(MAILBOX, home)


def test_without_any_password_the_error_says_how_to_give_one(home: Home) -> None:
    with pytest.raises(ConfigError) as caught:
        password_for(MAILBOX, home)
    assert "mado mailbox password support" in caught.value.hint


class _Ring(types.ModuleType):
    """A stand-in for the keyring library with one working backend, or with none that works."""

    def __init__(self, priority: float, *, locked: bool = False) -> None:
        super().__init__("keyring")
        self.kept: dict[tuple[str, str], str] = {}
        self.priority = priority
        self.locked = locked
        self.errors = types.ModuleType("keyring.errors")
        self.errors.KeyringError = type("KeyringError", (Exception,), {})  # type: ignore[attr-defined]  # a module made here

    def get_keyring(self) -> _Ring:
        return self

    def _check(self) -> None:
        if self.locked:
            raise self.errors.KeyringError

    def get_password(self, service: str, name: str) -> str | None:
        self._check()
        return self.kept.get((service, name))

    def set_password(self, service: str, name: str, password: str) -> None:
        self._check()
        self.kept[service, name] = password

    def delete_password(self, service: str, name: str) -> None:
        self._check()
        del self.kept[service, name]


def _install(ring: _Ring, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", ring)
    monkeypatch.setitem(sys.modules, "keyring.errors", ring.errors)
    monkeypatch.setattr("config.kept.importlib.util.find_spec", lambda _name: object())


def test_a_keyring_that_works_is_used_before_a_file(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    _install(_Ring(5), monkeypatch)
    assert store_password(MAILBOX, home, "x") == "keyring"
    assert not home.secrets_folder.exists()
    assert password_for(MAILBOX, home) == "x"
    forget_password(MAILBOX, home)
    with pytest.raises(MadoError):
        password_for(MAILBOX, home)


@pytest.mark.parametrize("ring", [_Ring(0), _Ring(5, locked=True)], ids=["no backend", "locked"])
def test_a_keyring_that_does_not_work_is_passed_over(
    home: Home, monkeypatch: pytest.MonkeyPatch, ring: _Ring
) -> None:
    _install(ring, monkeypatch)
    assert store_password(MAILBOX, home, "x") == "file"
    assert password_for(MAILBOX, home) == "x"
