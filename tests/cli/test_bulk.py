"""`mado bulk`: a plan that people can read, and mails that leave once, each with its own words only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path

import pytest

from core.mail.parse import parse
from tests.cli.calling import Mado
from tests.cli.mails import folder_with
from tests.core.mails import mail
from tests.servers.smtp_sink import SmtpSink

_PLAN = ("bulk", "plan", "status:open", "--canned", "recall")
PEOPLE = ("Aoi", "Ben", "Chie", "Dan", "Emi")
CANNED = "---\nname: recall\n---\n{{customer.greeting}}\n\nYour order {{csv.order}} is recalled: {{csv.token}}.\n"


def address(name: str) -> str:
    return f"{name.lower()}@customer.example"


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as running:
        yield running


@pytest.fixture
def desk(mado: Mado, sink: SmtpSink, tmp_path: Path) -> Mado:
    """A home with a ticket of each of five people, that sends into the sink, and a canned response for them."""
    letters = [mail(n, sender=f"{name} <{address(name)}>", subject=f"Matter {n}") for n, name in enumerate(PEOPLE, 1)]
    mado("import", str(folder_with(tmp_path / "mails", *letters)))
    mado("config", "set", f"mailboxes.{mailbox_name(mado)}.smtp.port", str(sink.port))
    mado("canned", "new", "recall", "--file", "-", stdin=CANNED)
    return mado


def mailbox_name(mado: Mado) -> str:
    return str(mado("mailbox", "list", "--json").json["mailboxes"][0]["name"])


def table(tmp_path: Path, people: tuple[str, ...] = PEOPLE, extra: str = "") -> Path:
    rows = [f"{address(n)},{n}-42,token-{n}" for n in reversed(people)]
    path = tmp_path / "orders.csv"
    path.write_text("\n".join(["address,order,token", *rows]) + "\n" + extra, encoding="utf-8")
    return path


def planned(desk: Mado, tmp_path: Path, *more: str, code: int = 0) -> Path:
    plan = tmp_path / "plan.txt"
    desk("bulk", "plan", "status:open", "--canned", "recall", *more, "-o", str(plan), code=code)
    return plan


def status(desk: Mado, plan: Path) -> dict[str, int]:
    found = desk("bulk", "status", str(plan), "--json").json
    return {k: v for k, v in found.items() if v and k != "plan"}


def test_every_mail_holds_its_own_values_only_and_is_sent_once(desk: Mado, sink: SmtpSink, tmp_path: Path) -> None:
    plan = planned(desk, tmp_path, "--csv", str(table(tmp_path)))
    text = plan.read_text("utf-8")
    assert all(f"Your order {n}-42 is recalled: token-{n}." in text for n in PEOPLE)
    assert desk("bulk", "check", str(plan), "--json").json["findings"] == []
    assert desk("bulk", "apply", str(plan), "--json").json["sent"] == 5
    assert desk("bulk", "apply", str(plan), "--json").json["sent"] == 5
    assert len(sink.mails) == 5
    for sent in sink.mails:
        (name,) = [n for n in PEOPLE if sent.recipients == (address(n),)]
        body = parse(sent.raw).text
        assert f"Dear {name},\n\nYour order {name}-42 is recalled: token-{name}." in body
        assert not any(other in body for other in PEOPLE if other != name)
        assert body.strip() in text
    assert status(desk, plan) == {"total": 5, "sent": 5}
    assert desk("tickets", "status:pending", "--ids").out.count("\n") == 5


def test_who_is_left_out_stands_in_the_plan_with_the_reason(desk: Mado, sink: SmtpSink, tmp_path: Path) -> None:
    codes = {t["customer"]["name"]: t["code"] for t in desk("tickets", "--json").json}
    desk("claim", codes["Aoi"])
    desk("tag", codes["Ben"], "no-bulk")
    desk("customer", "expect", address("Chie"), "一斉メールは送らないでください")
    desk("config", "set", "agent.name", "ren")
    csv = table(tmp_path, ("Aoi", "Ben", "Chie", "Dan"), f"{address('Dan')},other,x\nnobody@x.example,1,2\n")
    plan = planned(desk, tmp_path, "--csv", str(csv), code=4)
    left = dict(re.findall(r"^([0-9A-Z-]{9}) \| (\w+) \|", plan.read_text("utf-8"), re.M))
    assert left == {
        codes["Aoi"]: "claimed", codes["Ben"]: "asked_not_to", codes["Chie"]: "asked_not_to",
        codes["Dan"]: "csv", codes["Emi"]: "csv",
    }  # fmt: skip
    assert "lines 2, 6" in plan.read_text("utf-8") and "nobody@x.example" in plan.read_text("utf-8")
    desk("bulk", "apply", str(plan))
    assert sink.mails == [] and status(desk, plan) == {"excluded": 5}


def test_what_a_response_asks_for_is_told_once_for_all(desk: Mado, tmp_path: Path) -> None:
    desk("canned", "new", "asks", "--file", "-", stdin="Dear {{customer.name}}, it comes with {{?carrier}}.\n")
    plan = tmp_path / "asks.txt"
    words = ("bulk", "plan", "status:open", "--canned", "asks", "-o", str(plan))
    desk(*words, code=4)
    assert "not filled in: carrier" in plan.read_text("utf-8")
    desk(*words, "--force", "--set", "carrier=Yamato {{agent.name}}")
    text = plan.read_text("utf-8")
    assert all(f"Dear {n}, it comes with Yamato {{{{agent.name}}}}." in text for n in PEOPLE)


def test_dates_are_in_the_language_of_the_text_they_stand_in(mado: Mado, tmp_path: Path) -> None:
    letter = mail(1, sender="花子 <hanako@x.example>", subject="注文", body="注文について教えてください。")
    mado("import", str(folder_with(tmp_path / "mails", letter)))
    text = "---\nlang: en\n---\nIt leaves on {{date+3b}}.\n"
    mado("canned", "new", "leaves", "--file", "-", stdin=text)
    plan = tmp_path / "dates.txt"
    mado("bulk", "plan", "status:open", "--canned", "leaves", "-o", str(plan))
    said = re.search(r"It leaves on (.*)\.", plan.read_text("utf-8"))
    assert said and re.fullmatch(r"[A-Z][a-z]+ \d{1,2}, \d{4}", said[1])
    code = mado("tickets", "--ids").out.strip()
    mado("reply", code, "--canned", "leaves")
    assert said[1] in mado("ticket", code).out


def test_a_row_of_somebody_left_out_is_not_said_to_fit_nobody(desk: Mado, sink: SmtpSink, tmp_path: Path) -> None:
    code = desk("tickets", 'subject:"Matter 1"', "--ids").out.strip()
    desk("reply", code, "--file", "-", stdin="Soon.")
    plan = planned(desk, tmp_path, "--csv", str(table(tmp_path, extra="nobody@x.example,1,2\n")))
    notes = [line for line in plan.read_text("utf-8").splitlines() if line.startswith("note: ")]
    assert len(notes) == 1 and "nobody@x.example" in notes[0]
    assert "just_answered" in plan.read_text("utf-8")


def test_an_edited_block_leaves_as_it_was_edited(desk: Mado, sink: SmtpSink, tmp_path: Path) -> None:
    plan = planned(desk, tmp_path, "--csv", str(table(tmp_path)))
    text = plan.read_text("utf-8").replace("Your order Ben-42 is", "Ben, your order 42 is\n\\=== odd\n  indented,")
    plan.write_text(text, encoding="utf-8")
    desk("bulk", "apply", str(plan))
    (body,) = [parse(m.raw).text for m in sink.mails if m.recipients == (address("Ben"),)]
    assert "Ben, your order 42 is\n=== odd\n  indented, recalled" in body


def test_a_ticket_that_changed_since_the_plan_is_skipped_and_said(desk: Mado, sink: SmtpSink, tmp_path: Path) -> None:
    plan = planned(desk, tmp_path, "--csv", str(table(tmp_path)))
    codes = {t["customer"]["name"]: t["code"] for t in desk("tickets", "--json").json}
    desk("solve", codes["Dan"])
    newer = mail(9, sender=f"Emi <{address('Emi')}>", refs=(5,))
    desk("import", str(folder_with(tmp_path / "more", newer)))
    assert desk("bulk", "check", str(plan), "--json").json["findings"][0]["level"] == "skip"
    said = desk("bulk", "apply", str(plan))
    assert codes["Dan"] in said.err and codes["Emi"] in said.err
    assert sorted(m.recipients[0] for m in sink.mails) == [address(n) for n in ("Aoi", "Ben", "Chie")]
    assert status(desk, plan) == {"total": 5, "sent": 3, "skipped": 2}


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("subject: ", "subjct: ", "subjct"),
        ("seen: 1\n", "seen: x\n", "seen"),
        ("@customer.example>", "-customer.example>", "list of addresses"),
        ("mado-plan: 1", "mado-plan: 7", "line 1"),
    ],
)
def test_a_broken_plan_is_refused_with_its_line(desk: Mado, tmp_path: Path, old: str, new: str, line: str) -> None:
    plan = planned(desk, tmp_path, "--csv", str(table(tmp_path)))
    plan.write_text(plan.read_text("utf-8").replace(old, new, 1), encoding="utf-8")
    said = desk("bulk", "apply", str(plan), "--json", code=2)
    assert "line " in said.error["message"] and line in said.error["message"]


def test_a_placeholder_left_in_a_block_stops_that_mail_only(desk: Mado, sink: SmtpSink, tmp_path: Path) -> None:
    plan = planned(desk, tmp_path, "--csv", str(table(tmp_path)))
    plan.write_text(plan.read_text("utf-8").replace("order Ben-42", "order {{?order}}"), encoding="utf-8")
    assert desk("bulk", "check", str(plan), "--json", code=5).json["findings"][0]["code"] == "unfilled_placeholder"
    desk("bulk", "apply", str(plan), code=5)
    assert len(sink.mails) == 4
    plan.write_text(plan.read_text("utf-8").replace("{{?order}}", "Ben-42"), encoding="utf-8")
    desk("bulk", "apply", str(plan))
    assert len(sink.mails) == 5 and status(desk, plan) == {"total": 5, "sent": 5}


def test_a_name_that_looks_like_a_placeholder_is_only_a_name(desk: Mado, sink: SmtpSink, tmp_path: Path) -> None:
    evil = mail(7, sender=f'"{{{{agent.name}}}}" <{address("zoe")}>', subject="{{ticket.code}}")
    desk("import", str(folder_with(tmp_path / "evil", evil)))
    plan = planned(desk, tmp_path, "--csv", str(table(tmp_path, (*PEOPLE, "zoe"))))
    desk("bulk", "apply", str(plan))
    (sent,) = [m for m in sink.mails if m.recipients == (address("zoe"),)]
    assert "Dear {{agent.name}}," in parse(sent.raw).text and "{{ticket.code}}" in str(
        message_from_bytes(sent.raw)["Subject"]
    )


def test_samples_go_to_oneself_and_to_nobody_else(desk: Mado, sink: SmtpSink, tmp_path: Path) -> None:
    plan = planned(desk, tmp_path, "--csv", str(table(tmp_path)))
    desk("bulk", "apply", str(plan), "--test-to", "me@shop.example")
    assert [m.recipients for m in sink.mails] == [("me@shop.example",)] * 3
    assert status(desk, plan) == {"total": 5}
    # an answer to a sample is no word of the customer: its id belongs to no ticket
    assert all(b"Message-ID: <sample." in m.raw and b"References:" not in m.raw for m in sink.mails)


@pytest.mark.parametrize(
    ("lang", "one", "none"),
    [("en", "1 mail planned", "nothing to send"), ("ja", "1 通を計画", "送るものはありません")],
)
def test_one_mail_and_none_are_said_as_people_say_it(
    desk: Mado, sink: SmtpSink, tmp_path: Path, lang: str, one: str, none: str
) -> None:
    rows = str(table(tmp_path, ("Aoi",)))
    said = desk(*_PLAN, "--csv", rows, "-o", str(tmp_path / "one"), "--lang", lang).err
    assert one in said and "mado bulk apply" in said
    desk("bulk", "apply", str(tmp_path / "one"), "--test-to", "me@shop.example")
    assert len(sink.mails) == 1
    (tmp_path / "orders.csv").write_text("address,order,token\n", encoding="utf-8")
    said = desk(*_PLAN, "--csv", rows, "-o", str(tmp_path / "none"), "--lang", lang, code=4).err
    assert none in said and "mado bulk apply" not in said
    assert "1" not in desk("bulk", "apply", str(tmp_path / "none"), "--test-to", "me@shop.example", code=4).err


def test_without_the_network_the_rest_waits_and_the_next_apply_sends_it(
    desk: Mado, sink: SmtpSink, tmp_path: Path
) -> None:
    plan = planned(desk, tmp_path, "--csv", str(table(tmp_path)))
    name = mailbox_name(desk)
    desk("config", "set", f"mailboxes.{name}.smtp.port", "9")
    desk("bulk", "apply", str(plan), code=3)
    desk("config", "set", f"mailboxes.{name}.smtp.port", str(sink.port))
    desk("bulk", "apply", str(plan))
    assert len(sink.mails) == 5


def test_the_rate_is_kept(desk: Mado, sink: SmtpSink, tmp_path: Path) -> None:
    import time

    times: list[float] = []
    sink.on_mail = lambda _mail: times.append(time.monotonic())
    plan = planned(desk, tmp_path, "--csv", str(table(tmp_path, ("Aoi", "Ben", "Chie"))))
    desk("bulk", "apply", str(plan), "--rate", "240/min")
    assert len(times) == 3 and times[-1] - times[0] >= 0.4
    desk("bulk", "apply", str(plan), "--rate", "fast", code=2)
