"""`mado check` on a mailbox where one thing is wrong: the step, the words in both languages, the exit code."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tests.cli.calling import Mado
from tests.servers.daemon import PASSWORD
from tests.servers.dovecot import Dovecot
from tests.servers.fault_proxy import FaultProxy
from tests.servers.mail_maker import small
from tests.servers.other_client import OtherClient

pytestmark = pytest.mark.dovecot
Spoil = Callable[[Mado, FaultProxy, OtherClient], None]


def _refuse(words: bytes, after: int = 0) -> Spoil:
    def spoil(_mado: Mado, proxy: FaultProxy, _other: OtherClient) -> None:
        logins: list[bytes] = []

        def answer(line: bytes) -> bytes | None:
            if b" LOGIN " not in line:
                return None
            logins.append(line)
            # every call of `check` logs in once, then tries how many lines it may have
            return line.split()[0] + b" NO " + words + b"\r\n" if len(logins) % (after + 1) == 0 else None

        proxy.answer = answer

    return spoil


def _set(key: str, value: str) -> Spoil:
    def spoil(mado: Mado, _proxy: FaultProxy, _other: OtherClient) -> None:
        mado("config", "set", f"mailboxes.support.{key}", value)

    return spoil


def _wrong_clock(_mado: Mado, proxy: FaultProxy, other: OtherClient) -> None:
    other.append([small(1)])
    proxy.replace = [(re.compile(rb'INTERNALDATE "[^"]*"'), b'INTERNALDATE " 5-Jan-2090 00:00:00 +0000"')]


def _filter(_mado: Mado, _proxy: FaultProxy, other: OtherClient) -> None:
    other.imap.append("INBOX", small(1), (), datetime.now(UTC) - timedelta(days=60))
    other.imap.create_folder("問い合わせ")
    other.imap.append("問い合わせ", small(3), (), datetime.now(UTC))


def _charter(mado: Mado, _proxy: FaultProxy, _other: OtherClient) -> None:
    (mado.home / "charter.toml").write_text("[calendar]\nhours = 'nine to five'\n", encoding="utf-8")
    (mado.home / "charter.toml").chmod(0o600)


def _macro(mado: Mado, _proxy: FaultProxy, _other: OtherClient) -> None:
    (mado.home / "macros").mkdir(exist_ok=True, mode=0o700)
    (mado.home / "macros" / "done.toml").write_text('thn = "solved"\n', encoding="utf-8")
    (mado.home / "macros" / "done.toml").chmod(0o600)


def _view(mado: Mado, _proxy: FaultProxy, _other: OtherClient) -> None:
    (mado.home / "views.toml").write_text('[views]\nodd = "statsu:open"\n', encoding="utf-8")
    (mado.home / "views.toml").chmod(0o600)


def _greeting(words: bytes) -> Spoil:
    return lambda _mado, proxy, _other: setattr(proxy, "greeting", words)


def _preauth(_mado: Mado, proxy: FaultProxy, _other: OtherClient) -> None:
    proxy.replace = [(re.compile(rb"^\* OK \["), b"* PREAUTH [")]


CASES: dict[str, tuple[Spoil, str, int, str, str]] = {
    "a wrong password": (_set("password_command", "echo wrong"), "login", 1, "Check the password", "パスワード"),
    "an app password is wanted": (
        _refuse(b"[ALERT] Application-specific password required"), "login", 1, "app password", "アプリパスワード",
    ),
    "IMAP is off": (
        _refuse(b"[ALERT] Your account is not enabled for IMAP use"), "login", 1, "IMAP is switched off", "IMAP",
    ),
    "only OAuth2": (_refuse(b"Basic authentication is disabled"), "login", 1, "mado login", "mado login"),
    "a wrong folder": (_set("folders.sent", "送信済の箱"), "folders", 1, "there are: ", "Archive"),
    "too many connections": (
        _refuse(b"[LIMIT] Too many simultaneous connections", 1), "connections", 1, "close other mail", "接続",
    ),
    "no more connections at all": (
        _greeting(b"* BYE Too many connections\r\n"), "tls", 3, "minutes", "分",
    ),
    "a clock that is wrong": (_wrong_clock, "server_clock", 1, "clock", "時計"),
    "a filter that moves mail away": (_filter, "filter", 1, "Take that filter out", "問い合わせ"),
    "a server that is away": (_set("imap.port", "9"), "connect", 3, "may be down", "ポート"),
    "a door that is open": (_preauth, "login", 1, "PREAUTH", "PREAUTH"),
    "no IMAP there": (_greeting(b"220 smtp.example.com ESMTP\r\n"), "tls", 1, "not IMAP", "IMAP"),
    "a password command that fails": (_set("password_command", "false"), "password", 2, "by hand", "1 行目"),
    "a charter that cannot be read": (_charter, "charter", 2, "charter.toml", "通常の営業時間"),
    "a macro that cannot be read": (_macro, "macros", 2, "done.toml", "done.toml"),
    "a view that cannot be read": (_view, "views", 2, "statsu", "statsu"),
}  # fmt: skip


@pytest.fixture
def mado(bare: Mado, proxy: FaultProxy, user: str) -> Mado:
    bare(
        *("init", "--name", "A", "--email", f"{user}@example.com", "--user", user, "--mailbox", "support"),
        *("--imap", f"127.0.0.1:{proxy.port}", "--imap-security", "none", "--password-command", f"echo {PASSWORD}"),
    )
    return bare


@pytest.mark.parametrize("name", CASES)
def test_what_is_wrong_is_named_at_its_step_with_the_next_thing_to_do(
    mado: Mado, dovecot: Dovecot, proxy: FaultProxy, other: OtherClient, name: str
) -> None:
    spoil, step, code, english, japanese = CASES[name]
    spoil(mado, proxy, other)
    for language, wanted in (("en", english), ("ja", japanese)):
        said = mado("check", "--json", "--lang", language, code=None)
        failed = [s for s in said.json["steps"] if s["ok"] is False]
        assert [s["name"] for s in failed] == [step], failed
        assert (said.code, said.json["ok"]) == (code, False)
        told = f"{failed[0]['detail']} {failed[0]['hint']}"
        assert failed[0]["hint"]
        assert wanted in told, told
        assert PASSWORD not in said.out + said.err
        assert ("mado" in said.err) is False


def test_a_host_that_is_not_there_means_the_network_or_the_name(mado: Mado) -> None:
    mado("config", "set", "mailboxes.support.imap.security", "tls")
    mado("config", "set", "mailboxes.support.imap.host", "nowhere.invalid")
    for language, wanted in (("en", "no host named"), ("ja", "nowhere.invalid")):
        said = mado("check", "--json", "--lang", language, code=3)
        (failed,) = [s for s in said.json["steps"] if s["ok"] is False]
        assert (failed["name"], wanted in failed["detail"]) == ("dns", True)
