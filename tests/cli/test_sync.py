"""`sync`, `check` and `reply` against real servers on loopback."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path

import pytest

from cli.demo.servers import EmbeddedServers
from config.home import Home
from config.settings_file import load_settings
from core.arrivals import Place, SetAside
from core.desk import Desk
from tests.cli.calling import ROOT, Mado
from tests.cli.mails import SHOP, folder_with, mail


@pytest.fixture
def servers() -> Iterator[EmbeddedServers]:
    with EmbeddedServers(user="support@shop.example", password="practice") as running:
        yield running


@pytest.fixture
def online(bare: Mado, servers: EmbeddedServers) -> Mado:
    """`mado` on a home whose mailbox is served, without an undo window."""
    bare(
        *("init", "--name", "alice", "--email", "support@shop.example", "--password-command", "echo practice"),
        *("--imap", f"127.0.0.1:{servers.imap_port}", "--imap-security", "none"),
        *("--smtp", f"127.0.0.1:{servers.smtp_port}", "--smtp-security", "none"),
    )
    bare("config", "set", "undo_seconds", "0")
    for raw in SHOP:
        servers.deliver(raw)
    return bare


def test_a_sync_brings_tickets_and_a_second_one_nothing(online: Mado) -> None:
    (box,) = online("sync", "--json").json["mailboxes"]
    assert {"name", "fetched", "tickets_new", "tickets_changed", "set_aside", "seconds", "error"} <= set(box)
    assert (box["name"], box["fetched"], box["tickets_new"], box["error"]) == ("support", 4, 3, None)
    assert online("sync", "--json").json["mailboxes"][0]["fetched"] == 0
    assert len(online("tickets", "--ids").out.split()) == 3


def test_the_log_tells_an_admin_what_happened_and_nothing_of_the_mail(online: Mado) -> None:
    online("sync")
    online("config", "set", "mailboxes.support.password_command", "echo wrong")
    online("sync", code=1)
    path = online.home / "mado.log"
    well, ill = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert (well["fetched"], well["error"]) == (4, None)
    assert ill["error"] == "login_refused"
    assert path.stat().st_mode & 0o077 == 0
    for word in ("返金", "hanako", "bob@", "wrong"):
        assert word not in path.read_text(encoding="utf-8")


def test_what_was_set_aside_is_listed_with_its_reason(online: Mado) -> None:
    online("sync")
    assert online("sync", "--aside", "--json").json == []
    with Desk.open(Home(online.home), load_settings(Home(online.home))) as desk:
        desk.take_in([], None, [SetAside(Place("support", "INBOX", 1, 7), "it cannot be read", b"raw")])
    (aside,) = online("sync", "--aside", "--json").json
    assert aside == {"mailbox": "support", "folder": "INBOX", "uid": 7, "reason": "it cannot be read"}
    assert "it cannot be read" in online("sync", "--aside").out


def _bytes_of(home: Path) -> dict[str, bytes]:
    return {str(p.relative_to(home)): p.read_bytes() for p in sorted(home.rglob("*")) if p.is_file()}


def test_a_dry_run_counts_and_writes_nothing(online: Mado, servers: EmbeddedServers) -> None:
    fresh = _bytes_of(online.home)
    (box,) = online("sync", "--dry-run", "--json").json["mailboxes"]
    assert _bytes_of(online.home) == fresh
    assert (box["fetched"], box["tickets_new"], box["tickets_exact"], box["older"]) == (4, 3, True, 0)
    inbox = next(f for f in box["folders"] if f["name"] == "INBOX")
    assert (inbox["role"], inbox["messages"], inbox["bytes"]) == ("inbox", 4, sum(map(len, SHOP)))
    (synced,) = online("sync", "--json").json["mailboxes"]
    assert (synced["fetched"], synced["tickets_new"]) == (box["fetched"], box["tickets_new"])
    servers.deliver(mail(9))
    kept = _bytes_of(online.home)
    (box,) = online("sync", "--dry-run", "--json").json["mailboxes"]
    assert (box["fetched"], box["tickets_new"]) == (1, 1)
    assert "would be fetched" in online("sync", "--dry-run").out
    assert _bytes_of(online.home) == kept


def test_older_mail_that_stays_on_the_server_is_told_before_and_after(online: Mado, servers: EmbeddedServers) -> None:
    servers.deliver(mail(9), when=datetime.now(UTC) - timedelta(days=800))
    (box,) = online("sync", "--dry-run", "--json").json["mailboxes"]
    assert (box["fetched"], box["older"]) == (4, 1)
    assert box["since"] is not None
    assert "1 from before" in online("sync", "--dry-run").out
    assert "1 older messages were left on the server" in online("sync").err
    said = online("sync", "--since", "all", "--json")
    assert (said.json["mailboxes"][0]["fetched"], said.json["mailboxes"][0]["older"]) == (1, 0)


def test_a_reply_leaves_with_the_next_sync_into_the_customers_thread(online: Mado, servers: EmbeddedServers) -> None:
    online("sync")
    code = online("tickets", "refund", "--ids").out.strip()
    queued = online("reply", code, "--file", "-", "--then", "solved", "--json", stdin="On its way.\n").json
    assert online("sync", "--json").json["mailboxes"][0]["sent"] == 1
    envelope = servers.sink.wait(lambda e: "bob@other.example" in e.recipients, 10)
    assert envelope is not None
    message = message_from_bytes(envelope.raw)
    assert message["Message-ID"] == f"<{queued['message_id']}>"
    assert message["In-Reply-To"] == "<m2@customer.example>"
    assert online("outbox", "--json").json == []
    ticket = online("ticket", code, "--json").json
    assert ticket["status"] == "solved"
    assert ticket["messages"] == 2
    online("sync")
    assert online("ticket", code, "--json").json["messages"] == 2


def test_a_sync_says_of_a_reply_that_incoming_mail_has_stopped_it(online: Mado, servers: EmbeddedServers) -> None:
    """Not only of what the look before sending has stopped: also of what was not due yet."""
    online("sync")
    code = online("tickets", "refund", "--ids").out.strip()
    online("reply", code, "--file", "-", "--send-at", "3d", stdin="It is on its way.\n")
    servers.deliver(mail(9, sender="Bob <bob@other.example>", refs="m2@customer.example"))
    told = online("sync").err
    assert f"{code}: cancelled (A new message came in from Bob" in told
    assert f"draft again: mado reply {code}" in told
    assert online("outbox", "--json").json == []
    again = online("reply", code, "--file", "-", "--json", stdin="On its way.\n").json
    servers.deliver(mail(10, sender="Bob <bob@other.example>", refs="m2@customer.example"))
    assert f"{code}: refused (A new message came in from Bob" in online("sync").err
    assert f"draft again: mado reply {code}" in online("outbox", "cancel", again["id"]).err
    assert f"{code}: " not in online("sync").err


def test_mail_that_was_imported_before_is_known_to_the_sync(online: Mado, tmp_path: Path) -> None:
    online("import", str(folder_with(tmp_path / "eml", *SHOP)))
    (box,) = online("sync", "--json").json["mailboxes"]
    assert box["tickets_new"] == 0
    assert sum(t["messages"] for t in online("tickets", "--jsonl").lines) == 4


def test_a_server_that_is_away_exits_3_and_keeps_everything(shop: Mado, codes: dict[str, str]) -> None:
    shop("reply", codes["Bob"], "--file", "-", stdin="Hello.\n")
    said = shop("sync", "--json", code=3)
    assert said.json["mailboxes"][0]["error"]
    assert said.error["message"]
    assert [e["state"] for e in shop("outbox", "--json").json] == ["queued"]
    assert len(shop("tickets", "--ids").out.split()) == 3


def test_a_wrong_password_exits_1_and_says_so(online: Mado) -> None:
    online("config", "set", "mailboxes.support.password_command", "echo wrong")
    said = online("sync", code=1)
    assert "wrong" not in said.out
    assert said.err.count("\n") <= 4


def test_a_mailbox_without_a_password_does_not_stop_the_others(online: Mado) -> None:
    online("mailbox", "add", "--email", "sales@gmail.com")
    boxes = {b["name"]: b for b in online("sync", "--json", code=2).json["mailboxes"]}
    assert boxes["support"]["fetched"] == 4
    assert boxes["sales"]["error"]
    assert [b["name"] for b in online("sync", "--mailbox", "support", "--json").json["mailboxes"]] == ["support"]
    online("sync", "--mailbox", "nosuch", code=2)


def test_check_is_content_with_servers_that_answer(online: Mado) -> None:
    said = online("check", "--json", code=None)
    assert [s for s in said.json["steps"] if not s["ok"]] == []
    assert said.code == 0
    assert "All is well." in online("check").out


def test_a_failure_that_is_over_is_told_and_fails_no_check(online: Mado) -> None:
    online("config", "set", "mailboxes.support.password_command", "echo wrong")
    online("sync", code=1)
    online("config", "set", "mailboxes.support.password_command", "echo practice")
    said = online("check", "--json").json
    step = next(s for s in said["steps"] if s["name"] == "sync")
    assert (said["ok"], step["ok"]) == (True, None)
    assert "mado sync" in step["hint"]
    online("check", "--status", code=1)
    online("sync")
    online("check", "--status")


def test_monitoring_reads_how_the_last_sync_went(online: Mado, servers: EmbeddedServers) -> None:
    assert online("check", "--status", "--json").json == {"ok": True, "steps": [], "sync": None}
    online("sync")
    (box,) = online("check", "--status", "--json").json["sync"]["mailboxes"]
    keys = {"name", "ok", "last_success", "last_attempt", "failing_since", "failures", "error", "folders"}
    assert set(box) == keys
    assert (box["ok"], box["error"], box["failures"]) == (True, None, 0)
    assert {"name": "INBOX", "messages": 4} in box["folders"]
    online("config", "set", "mailboxes.support.password_command", "echo wrong")
    online("sync", code=1)
    said = online("check", "--status", "--json", code=1).json
    (box,) = said["sync"]["mailboxes"]
    assert (said["ok"], box["ok"], box["error"]["code"], box["failures"]) == (False, False, "login_refused", 1)
    assert box["last_success"] <= box["failing_since"]
    assert (online.home / "sync-status.json").stat().st_mode & 0o077 == 0
    servers.stop()
    online("sync", code=3)
    said = online("check", "--status", code=3).out
    assert re.match(r"NO  support: sync: It has failed since \d{4}-\d\d-\d\d \d\d:\d\d: ", said)


def test_watching_fetches_as_mail_comes_and_ends_on_ctrl_c(online: Mado, servers: EmbeddedServers) -> None:
    watcher = subprocess.Popen(
        [sys.executable, "-m", "cli", "--home", str(online.home), "sync", "--watch", "--jsonl"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "MADO_LANG": "en"},
    )
    try:
        assert watcher.stdout is not None
        assert json.loads(watcher.stdout.readline())["fetched"] == 4
        servers.deliver(mail(9))
        assert _next_with_mail(watcher)["fetched"] == 1
        watch = online("check", "--status", "--json").json["sync"]["watch"]
        assert (watch["pid"], watch["running"]) == (watcher.pid, True)
        watcher.send_signal(signal.SIGINT)
        _out, err = watcher.communicate(timeout=30)
        assert watcher.returncode == 130
        assert b"Traceback" not in err
    finally:
        watcher.kill()
        watcher.communicate()
    assert online("check", "--status", "--json").json["sync"]["watch"]["running"] is False
    assert len(online("tickets", "--ids").out.split()) == 4


def test_watching_tells_what_incoming_mail_stopped_and_runs_the_hooks(
    online: Mado, servers: EmbeddedServers, tmp_path: Path
) -> None:
    online("sync")
    code = online("tickets", "refund", "--ids").out.strip()
    online("reply", code, "--file", "-", "--send-at", "3d", stdin="It is on its way.\n")
    heard = tmp_path / "heard"
    os.mkfifo(heard)
    hook = online.home / "hooks" / "open"
    hook.parent.mkdir(mode=0o700)
    hook.write_text(f"#!/bin/sh\ncat > {heard}\n")
    hook.chmod(0o700)
    online("sync")  # hooks are told of what happens from here on
    watcher = subprocess.Popen(
        [sys.executable, "-m", "cli", "--home", str(online.home), "sync", "--watch"],
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "MADO_LANG": "en"},
    )
    try:
        servers.deliver(mail(9, sender="Bob <bob@other.example>", refs="m2@customer.example"))
        assert watcher.stderr is not None
        told = next(line for line in watcher.stderr if line.startswith(code.encode()))
        assert told.startswith(f"{code}: cancelled (A new message came in from Bob".encode())
        servers.deliver(mail(10))
        assert json.loads(heard.read_text())["event"] == "open"
        watcher.send_signal(signal.SIGINT)
        watcher.communicate(timeout=30)
        assert watcher.returncode == 130
    finally:
        watcher.kill()
        watcher.communicate()


def _next_with_mail(watcher: subprocess.Popen[bytes]) -> dict[str, int]:
    assert watcher.stdout is not None
    for line in watcher.stdout:
        said: dict[str, int] = json.loads(line)
        if said["fetched"]:
            return said
    raise AssertionError("the watch ended")
