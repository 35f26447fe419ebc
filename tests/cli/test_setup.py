"""`init`, `config`, `mailbox`, `check`: what an admin does on the first day."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import signal
import stat
import subprocess
import sys
import termios
import time
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest

from cli.checks import local_checks
from config.home import Home
from config.settings import Server
from config.settings_file import load_settings
from mailsync.discover import Where, discover
from tests.cli.calling import ROOT, Mado
from tests.servers.fake_dns import FakeDns


def test_init_by_flags_asks_nothing_and_only_writes_settings(bare: Mado) -> None:
    bare(
        *("init", "--email", "support@shop.example", "--name", "Alice", "--user", "shop"),
        *("--imap", "mail.shop.example", "--imap-security", "starttls"),
        *("--smtp", "mail.shop.example:2587", "--smtp-security", "starttls"),
        *("--password-command", "pass show 'the shop'"),
    )
    settings = load_settings(Home(bare.home))
    mailbox = settings.mailboxes[0]
    assert settings.agent.name == "Alice"
    assert (mailbox.name, mailbox.user) == ("support", "shop")
    assert mailbox.imap == Server("mail.shop.example", 143, "starttls")
    assert mailbox.smtp == Server("mail.shop.example", 2587, "starttls")
    assert mailbox.password_command == ("pass", "show", "the shop")
    assert not (bare.home / "store.sqlite3").exists()
    assert len(list((bare.home / "canned").glob("*.md"))) >= 30


def test_init_shows_what_it_would_write_and_writes_nothing(bare: Mado) -> None:
    flags = ("init", "--email", "team@gmail.com", "--name", "Alice", "--password-command", "pass show shop")
    shown = bare(*flags, "--dry-run")
    assert bare(*flags, "--dry-run", "--json").json["text"] == shown.out
    assert not bare.home.exists() or not any(bare.home.iterdir())
    bare(*flags)
    assert shown.out == (bare.home / "config.toml").read_text(encoding="utf-8")


def test_a_clock_behind_the_home_s_own_files_is_told_with_both_times(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.config_file.write_text("")
    ahead = time.time() + 3 * 86_400
    os.utime(home.config_file, (ahead, ahead))
    clock = next(step for step in local_checks(home) if step.name == "clock")
    assert (clock.ok, f"{datetime.fromtimestamp(ahead):%Y-%m-%d %H:%M}" in clock.detail) == (False, True)


def test_init_knows_common_providers(bare: Mado) -> None:
    bare("init", "--email", "team@gmail.com", "--name", "Alice")
    mailbox = load_settings(Home(bare.home)).mailboxes[0]
    assert (mailbox.imap.host, mailbox.sent_copy) == ("imap.gmail.com", "server")


@pytest.mark.parametrize(
    "flags",
    [
        ("--email", "nonsense"),
        ("--email", "a@unknown.example"),
        ("--email", "a@unknown.example", "--imap", "host:99999"),
        ("--email", "a@unknown.example", "--imap", "imap.example.com", "--imap-security", "none"),
        ("--email", "a@unknown.example", "--imap", "h", "--password-command", "pass 'open"),
        ("--name", "Alice"),
        (),
    ],
)
def test_flags_that_are_not_enough_exit_2_and_write_nothing(bare: Mado, flags: tuple[str, ...]) -> None:
    said = bare("init", *flags, "--json", code=2)
    assert said.error["message"]
    assert not (bare.home / "config.toml").exists()


def test_a_password_from_a_pipe_is_kept_and_shown_nowhere(bare: Mado) -> None:
    said = bare("init", "--email", "a@gmail.com", "--name", "A", "--password-stdin", "--verbose", stdin="hunter2\n")
    path = bare.home / "secrets" / "a"
    assert path.read_text() == "hunter2\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "hunter2" not in said.out + said.err + (bare.home / "config.toml").read_text()


def test_init_again_changes_the_mailbox_and_keeps_the_rest(mado: Mado) -> None:
    mado("config", "set", "undo_seconds", "0")
    mado("init", "--email", "support@shop.example", "--imap", "imap.shop.example")
    settings = load_settings(Home(mado.home))
    assert len(settings.mailboxes) == 1
    assert settings.mailboxes[0].imap == Server("imap.shop.example", 993, "tls")
    assert settings.mailboxes[0].password_command == ("echo", "practice")
    assert (settings.agent.name, settings.undo_seconds) == ("alice", 0)


def test_canned_responses_that_were_changed_are_kept(mado: Mado) -> None:
    first = min((mado.home / "canned").glob("*.md"))
    first.write_text("---\nname: mine\n---\nMine.\n", encoding="utf-8")
    mado("init", "--email", "other@gmail.com")
    assert "Mine." in first.read_text(encoding="utf-8")


def test_init_looks_servers_up_only_when_asked_to(bare: Mado, monkeypatch: pytest.MonkeyPatch) -> None:
    records = {"_imaps._tcp.shop.example": [(0, 0, 993, "imap.shop.example")]}
    with FakeDns(records) as dns:
        here = partial(discover, where=Where([dns.address], (), 2.0))
        monkeypatch.setattr("cli.discovering.discover", here)
        bare("init", "--email", "support@shop.example", "--name", "A", code=2)
        assert dns.asked == []
        said = bare("init", "--email", "support@other.example", "--name", "A", "--discover", "--json", code=4)
        assert said.error["hint"]
        assert not (bare.home / "config.toml").exists()
        bare("init", "--email", "support@shop.example", "--name", "A", "--discover")
        asked = len(dns.asked)
        bare("init", "--email", "team@gmail.com", "--discover")
        assert len(dns.asked) == asked
    mailbox = load_settings(Home(bare.home)).mailboxes[0]
    assert mailbox.imap == Server("imap.shop.example", 993, "tls")


def _own_terminal() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # a suite run in the background hands down that it is ignored
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


class _Terminal:
    """`mado` on a real pseudo-terminal, answering prompts in turn."""

    def __init__(self, *words: str) -> None:
        self._main, side = pty.openpty()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "cli", *words],
            stdin=side,
            stdout=side,
            stderr=side,
            cwd=ROOT,
            start_new_session=True,
            preexec_fn=_own_terminal,
        )
        os.close(side)
        self.seen = ""

    def answer(self, question: str, words: str) -> None:
        self._read_until(question)
        os.write(self._main, words.encode() + b"\n")

    def _read_until(self, text: str) -> None:
        limit, start = time.monotonic() + 30, len(self.seen)
        while text not in self.seen[start:]:
            assert time.monotonic() < limit, self.seen
            try:
                self.seen += os.read(self._main, 4096).decode("utf-8", "replace")
            except OSError:
                raise AssertionError(self.seen) from None

    def wait(self) -> int:
        while True:
            try:
                data = os.read(self._main, 4096)
            except OSError:
                break
            if not data:
                break
            self.seen += data.decode("utf-8", "replace")
        os.close(self._main)
        return self._process.wait(30)


def test_the_wizard_asks_what_it_needs_and_proposes_what_it_knows(tmp_path: Path) -> None:
    home = tmp_path / "home"
    terminal = _Terminal("--home", str(home), "init")
    terminal.answer("Your name", "Alice")
    terminal.answer("customers write to", "not an address")
    terminal.answer("customers write to", "team@gmail.com")
    terminal.answer("IMAP server", "")
    terminal.answer("SMTP server", "smtp.gmail.com:587")
    terminal.answer("Secured by", "")
    terminal.answer("Login name", "")
    terminal.answer("Sign in with OAuth2", "n")
    terminal.answer("Password command", "")
    terminal.answer("Password (not shown)", "hunter2")
    terminal.answer("customers see", "Shop")
    terminal.answer("How many months back", "6")
    assert terminal.wait() == 0
    assert "app password" in terminal.seen
    assert "hunter2" not in terminal.seen
    mailbox = load_settings(Home(home)).mailboxes[0]
    assert mailbox.imap == Server("imap.gmail.com", 993, "tls")
    assert mailbox.smtp == Server("smtp.gmail.com", 587, "starttls")
    assert (mailbox.from_name, mailbox.sent_copy, mailbox.history_months) == ("Shop", "server", 6)
    assert (home / "secrets" / "team").read_text() == "hunter2\n"


def test_the_wizard_signs_in_with_oauth2_where_a_password_will_not_do(tmp_path: Path) -> None:
    home = tmp_path / "home"
    terminal = _Terminal("--home", str(home), "init")
    terminal.answer("Your name", "Alice")
    terminal.answer("customers write to", "team@outlook.com")
    for question in ("IMAP server", "SMTP server", "Login name", "Sign in with OAuth2"):
        terminal.answer(question, "")
    terminal.answer("Client id", "00000000-1111")
    terminal.answer("customers see", "")
    terminal.answer("How many months back", "")
    assert terminal.wait() == 0
    assert "mado login team" in terminal.seen
    oauth = load_settings(Home(home)).mailboxes[0].oauth
    assert oauth is not None
    assert (oauth.client_id, "microsoftonline" in oauth.token_url) == ("00000000-1111", True)
    assert not (home / "secrets" / "team").exists()


def test_a_client_id_by_flag_is_for_services_that_are_known(bare: Mado) -> None:
    bare("init", "--email", "team@gmail.com", "--name", "A", "--client-id", "x.apps.example")
    oauth = load_settings(Home(bare.home)).mailboxes[0].oauth
    assert oauth is not None and oauth.scope == "https://mail.google.com/"
    bare("init", "--email", "a@unknown.example", "--imap", "imap.unknown.example", "--client-id", "x", code=2)


def test_leaving_the_wizard_writes_nothing_and_exits_130(tmp_path: Path) -> None:
    terminal = _Terminal("--home", str(tmp_path / "home"), "init")
    terminal.answer("Your name", "Alice")
    terminal.answer("customers write to", "\x03")
    assert terminal.wait() == 130
    assert "Traceback" not in terminal.seen
    assert not (tmp_path / "home" / "config.toml").exists()


def test_config_gets_sets_and_takes_out(mado: Mado) -> None:
    mado("config", "set", "mailboxes.support.imap.port", "1143")
    assert mado("config", "get", "mailboxes.support.imap.port").out == "1143\n"
    assert mado("config", "get", "mailboxes.support.enabled", code=4).out == ""
    mado("config", "set", "undo_seconds", "3")
    mado("config", "set", "undo_seconds", "")
    assert "undo_seconds" not in mado("config", "get", "--json").json
    assert "agent.name = alice" in mado("config", "get").out


def test_an_unknown_setting_exits_2_and_names_the_nearest(mado: Mado) -> None:
    error = mado("config", "set", "mailboxes.support.imap.prot", "1", "--json", code=2).error
    assert error["code"] == "config"
    assert "mailboxes.support.imap.prot" in error["message"]
    assert "mailboxes.support.imap.port" in error["hint"]


def test_a_broken_file_makes_every_command_exit_2_and_say_where(mado: Mado) -> None:
    (mado.home / "config.toml").write_text("[agent\n")
    assert "config.toml" in mado("tickets", code=2).err


def test_editing_the_settings_keeps_only_what_can_be_read(mado: Mado, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", "sed -i s/alice/carol/")
    monkeypatch.delenv("VISUAL", raising=False)
    mado("config", "edit")
    assert mado("config", "get", "agent.name").out == "carol\n"
    monkeypatch.setenv("EDITOR", "sed -i s/agent/agnet/")
    mado("config", "edit", stdin="n\n", code=2)
    assert mado("config", "get", "agent.name").out == "carol\n"


def test_mailboxes_are_added_disabled_and_removed(mado: Mado) -> None:
    mado("mailbox", "add", "--email", "sales@gmail.com", "--password-stdin", stdin="x\n")
    assert mado("mailbox", "list", "--ids").out.split() == ["support", "sales"]
    mado("mailbox", "disable", "support")
    listed = {m["name"]: m["enabled"] for m in mado("mailbox", "list", "--json").json["mailboxes"]}
    assert listed == {"support": False, "sales": True}
    mado("mailbox", "enable", "support")
    assert (mado.home / "secrets" / "sales").exists()
    mado("mailbox", "remove", "sales")
    assert not (mado.home / "secrets" / "sales").exists()
    assert mado("mailbox", "list", "--ids").out.split() == ["support"]
    mado("mailbox", "remove", "sales", code=4)


def test_two_mailboxes_of_one_local_part_get_two_names(mado: Mado) -> None:
    mado("mailbox", "add", "--email", "support@gmail.com")
    assert mado("mailbox", "list", "--ids").out.split() == ["support", "support-gmail-com"]
    mado("mailbox", "add", "--email", "x@gmail.com", "--mailbox", "support", code=2)


def test_a_new_password_replaces_the_old_one(mado: Mado) -> None:
    said = mado("mailbox", "password", "support", stdin="new one\n")
    assert (mado.home / "secrets" / "support").read_text() == "new one\n"
    assert "password_command" in said.err
    mado("mailbox", "password", "support", stdin="", code=2)


def test_check_tries_everything_and_says_what_to_do(mado: Mado) -> None:
    said = mado("check", "--json", code=3)
    steps = {s["name"]: s for s in said.json["steps"]}
    assert said.json["ok"] is False
    assert said.json["sync"] is None
    for name in ("config", "python", "sqlite", "permissions", "disk", "clock", "password"):
        assert steps[name]["ok"], steps[name]
    assert steps["connect"]["ok"] is False
    assert steps["connect"]["hint"]
    assert steps["login"]["ok"] is None
    assert steps["send_connect"]["ok"] is False
    assert all(set(s) == {"mailbox", "name", "ok", "detail", "hint", "seconds"} for s in said.json["steps"])


def test_check_finds_files_that_others_can_read(mado: Mado) -> None:
    (mado.home / "config.toml").chmod(0o644)
    steps = {s["name"]: s for s in json.loads(mado("check", "--json", code=1).out)["steps"]}
    assert not steps["permissions"]["ok"]
    assert "chmod" in steps["permissions"]["hint"]


def test_check_without_settings_exits_2(bare: Mado) -> None:
    bare("check", code=2)
