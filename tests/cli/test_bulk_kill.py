"""A bulk run through kill -9 and a faulty server: nobody is lost, nobody gets two, everybody gets their own words."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.opened import settings_of
from cli.shared import Shared
from core.desk import Desk
from core.mail.parse import parse
from tests.cli.calling import ROOT, Mado
from tests.cli.mails import folder_with
from tests.core.mails import arrival, mail
from tests.pieces import luck, many
from tests.servers.smtp_sink import SmtpSink

PEOPLE, KILLS = many("people", 10_000, 60), many("kills", 60, 3)
FAULTS = ("drop_after_dot", "lose_after_dot", "drop_in_body", "drop_at_mail", "drop_at_rcpt", "421_mail", "")
CANNED = "Dear {{customer.name}},\n\norder {{csv.order}}, token {{csv.token}}.\n"


def prepared(mado: Mado, sink: SmtpSink, folder: Path) -> Path:
    """A home with as many customers, and a plan for all of them; values of each are made from their number."""
    mado("import", str(folder_with(folder / "first", mail(1, sender="first@x.example", subject="First"))))
    name = mado("mailbox", "list", "--json").json["mailboxes"][0]["name"]
    mado("config", "set", f"mailboxes.{name}.smtp.port", str(sink.port))
    mado("config", "set", f"mailboxes.{name}.sent_copy", "server")
    mado("canned", "new", "recall", "--file", "-", stdin=CANNED)
    shared = Shared(home_option=str(mado.home))
    with Desk.open(shared.home, settings_of(shared)) as desk:
        for start in range(0, PEOPLE, 500):
            numbers = range(start + 2, min(PEOPLE, start + 500) + 2)
            letters = [(n, mail(n, sender=f"Name-{n}- <c{n}@x.example>", subject=f"Order {n}")) for n in numbers]
            desk.take_in([arrival(n, raw, folder="import") for n, raw in letters])
    rows = [f"c{n}@x.example,order-{n}-,token-{n}-" for n in range(2, PEOPLE + 2)]
    luck(3).shuffle(rows)
    (folder / "orders.csv").write_text("address,order,token\n" + "\n".join(rows) + "\n")
    plan = folder / "plan.txt"
    mado("bulk", "plan", "subject:Order", "--canned", "recall", "--csv", str(folder / "orders.csv"), "-o", str(plan))
    return plan


def apply(mado: Mado, plan: Path) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "cli", "--home", str(mado.home), "bulk", "apply", str(plan)]
    return subprocess.Popen(words, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def bodies(plan: Path) -> dict[str, str]:
    """Each block's text by its recipient, cut out of the file by hand."""
    blocks = re.split(r"^=== .*$", plan.read_text("utf-8"), flags=re.M)[1:]
    found = {}
    for block in blocks:
        head, _gap, body = block.strip("\n").partition("\n\n")
        if to := re.search(r"^to: .*<(.+)>$", head, re.M):
            found[to[1]] = body.strip()
    return found


@pytest.mark.timeout(7200 if PEOPLE > 60 else 120)
def test_kills_and_drops_lose_nobody_double_nobody_and_mix_up_nothing(
    mado: Mado, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    record_property("kills", KILLS)
    chance = luck(11)
    with SmtpSink() as sink:
        plan = prepared(mado, sink, tmp_path)
        for kill in range(KILLS):
            sink.fault, sink.times = chance.choice(FAULTS), 1
            target = (kill + 1) * PEOPLE // (KILLS + 1) - chance.randrange(3)
            with apply(mado, plan) as running:
                while not sink.wait(target, 0.05) and running.poll() is None:
                    pass
                os.kill(running.pid, signal.SIGKILL)
        sink.fault = ""
        for _again in range(3):
            for entry in json.loads(mado("outbox", "--json").out):
                if entry["state"] == "queued":
                    mado("outbox", "retry", entry["id"])
            mado("bulk", "apply", str(plan), code=None)
        status = mado("bulk", "status", str(plan), "--json").json
        before = len(sink.mails)
        mado("bulk", "apply", str(plan), code=None)
        assert len(sink.mails) == before
        unknown = {e["to"][0]["address"] for e in mado("outbox", "--jsonl").lines if e["state"] == "unknown"}
        got = [m.recipients[0] for m in sink.mails]
        assert len(got) == len(set(got))
        assert {f"c{n}@x.example" for n in range(2, PEOPLE + 2)} - set(got) <= unknown
        assert status["sent"] + status["unknown"] == status["total"] == PEOPLE and len(unknown) == status["unknown"]
        planned = bodies(plan)
        for sent in sink.mails:
            number = re.fullmatch(r"c(\d+)@x\.example", sent.recipients[0])
            assert number is not None
            body = parse(sent.raw).text
            assert re.findall(r"(?:Name|order|token)-(\d+)-", body) == [number[1]] * 3
            assert body.strip() == planned[sent.recipients[0]]
        print(f"\n{PEOPLE} people, {KILLS} kills: {status}, {len(got)} mails at the sink, none twice")
