"""What the shop's team has decided before the practice begins: who has what, notes, what a customer expects."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from cli.demo.story import people
from config.errors import NothingMatched
from config.languages import language
from core import decisions
from core.care import handover, stars, voice
from core.desk import Desk
from core.entries import MessageEntry
from core.events import Decision, Event
from core.tickets import Ticket
from core.times import stored

_LATER = timedelta(minutes=20)
_URGENT = ("mori", "becker", "khan", "ito")
_SOLVED = ("okada", "miura", "brooks")
_TAGS = {
    "becker": "refund",
    "ishii": "refund",
    "novak": "refund",
    "khan": "allergy",
    "ito": "allergy",
    "sato": "wholesale",
    "oconnor": "wholesale",
    "yoshida": "press",
    "brooks": "press",
    "carter": "damage",
    "mori": "damage",
}
_ASSIGNED = {"carter": "", "becker": "", "oconnor": "", "khan": "拓 Taku", "sato": "拓 Taku", "maeda": "拓 Taku"}
_NOTES = {
    "becker": "The refund came back from the card company: the card was replaced. Ask him for the new one by phone, "
    "not by mail. 返金はカード会社から戻ってきている。",
    "mori": "倉庫に確認済み：交換品は出荷されていなかった。青磁湯のみは残り1組、取り置きしてある。",
    "oconnor": "Organic: only the hojicha is certified (JAS). Do not promise it for sencha no. 3.",
}
_PROMISED = {
    "mori": ("交換品の出荷状況を本日中にご連絡いたします。", 0),
    "becker": ("I'll call you about the new card tomorrow.", 1),
    "oconnor": ("We will send you the price list for cafés this week.", 3),
}
_FORGOTTEN = ("mori", "発送日と追跡番号を必ずご連絡いたします。")
"""What was promised in a reply of ours and only said when they had asked again: kept late."""
_SAID = {
    "khan": ("allergy labels", "Is your sakura tea safe for somebody with a nut allergy?", "wish"),
    "ito": ("allergy labels", "原材料とアレルギーの表示を商品ページに載せてほしい。", "wish"),
    "sato": ("organic certificate", "有機認証の証明書を添えてほしい。", "wish"),
    "carter": ("safer parcels", "The bowl was broken in its box.", "complaint"),
    "mori": ("safer parcels", "箱の中で湯のみが割れていた。", "complaint"),
}
_STARRED = ("miura", "okada", "brooks", "carter")
"""Of these the first whose ticket holds a reply of ours has an exemplary one."""
_WHY = {
    "en": "Says sorry first, then what happens by when.",
    "ja": "まずお詫び、それから、いつまでに何をするかが書いてある。",
}
_LEFT = {
    "en": "The courier is on strike until Friday: promise no day for parcels.",
    "ja": "金曜まで宅配便が遅れています。お届け日の約束は控えてください。",
}
_WISH = {
    "en": "Wants word by mail on the very day that was named. We forgot once: write before the day is over.",
    "ja": "約束した日には必ずメールで連絡がほしい。一度忘れたことがあるので、その日のうちに書くこと。",
}
"""What the team wrote for itself, in the language that the console speaks."""
_BECAME = {
    "allergy labels": ("done", "拓 Taku"),
    "organic certificate": ("declined", ""),
    "safer parcels": ("planned", ""),
}


def _in_days(days: int) -> datetime:
    """The end of that day, as people say it: 18:00 by this machine's clock."""
    day = datetime.now(UTC).astimezone() + timedelta(days=days)
    return day.replace(hour=18, minute=0, second=0, microsecond=0)


def decide(desk: Desk) -> None:
    """Take the decisions, as ordinary events. People who have not written are passed over.

    Those on tickets are dated to just after the mail they are about, so that the list stays in the order
    of the mail; that is why they go into the log directly.
    """
    now = datetime.now(UTC)
    with desk.store.transaction():
        for ticket, decision in _each(desk, desk.settings.agent.name):
            _decide_at(desk, ticket.code, decision, min(ticket.updated + _LATER, now))
        _forget(desk)
    for topic in desk.care.topics():
        state, owner = _BECAME.get(topic.name, ("new", ""))
        desk.do(voice.change(topic.name, state=state, owner=owner or None))
    kumiko, phone = people()["tanaka"].address, people()["tanaka_phone"].address
    if _tickets(desk, "tanaka") and _tickets(desk, "tanaka_phone"):
        desk.do(decisions.merge_customers(kumiko, phone))
    _star(desk)
    desk.do(handover.leave(_LEFT[language()]))
    if _tickets(desk, "mori"):
        desk.do(decisions.expect(people()["mori"].address, _WISH[language()]))


def _decide_at(desk: Desk, code: str, decision: Decision, at: datetime) -> Event:
    """Write a decision on a ticket into the log as one of that time."""
    ledger = desk.ledger
    event = Event(
        ledger.new_event_id(),
        decision.kind,
        code,
        dict(decision.data),
        desk.settings.agent.name,
        stored(at),
        ledger.seen(code),
    )
    ledger.append_event(event)
    ledger.refold(code)
    return event


def _forget(desk: Desk) -> None:
    """A promise of ours that was kept days too late: with an unhappy mail it makes its customer red."""
    key, text = _FORGOTTEN
    for ticket in _tickets(desk, key)[:1]:
        mails = [e for e in desk.entries(ticket.code) if isinstance(e, MessageEntry)]
        ours, last = next((m for m in mails if m.direction == "out"), None), mails[-1]
        if ours is not None and last.direction == "in":
            due = ours.at + timedelta(days=1)
            made = _decide_at(desk, ticket.code, decisions.promise(ticket.code, text, due), ours.at)
            _decide_at(desk, ticket.code, decisions.keep_promise(ticket.code, made.id), last.at + _LATER)


def _star(desk: Desk) -> None:
    """One reply to learn from."""
    for key in _STARRED:
        for ticket in _tickets(desk, key):
            try:
                reply = stars.newest_reply(desk, ticket.code)
            except NothingMatched:
                continue
            desk.do(stars.star(ticket.code, reply.name, _WHY[language()]))
            return


def _each(desk: Desk, me: str) -> Sequence[tuple[Ticket, Decision]]:
    out: list[tuple[Ticket, Decision]] = []
    for key in _URGENT:
        out += [(t, decisions.set_priority(t.code, "high")) for t in _tickets(desk, key)[:1]]
    for key, tag in _TAGS.items():
        out += [(t, decisions.add_tag(t.code, tag)) for t in _tickets(desk, key)]
    for key, agent in _ASSIGNED.items():
        out += [(t, decisions.assign(t.code, agent or me)) for t in _tickets(desk, key)[:1]]
    for key, text in _NOTES.items():
        out += [(t, decisions.add_note(t.code, text)) for t in _tickets(desk, key)[:1]]
    for key, (text, due) in _PROMISED.items():
        out += [(t, decisions.promise(t.code, text, _in_days(due))) for t in _tickets(desk, key)[:1]]
    for key, (topic, text, kind) in _SAID.items():
        out += [(t, voice.clip(t.code, topic, text, kind)) for t in _tickets(desk, key)[:1]]
    for key in _SOLVED:
        out += [(t, decisions.set_status(t.code, "solved")) for t in _tickets(desk, key)[:1]]
    return out


def _tickets(desk: Desk, key: str) -> Sequence[Ticket]:
    """A person's tickets, newest change first; none where they have not written."""
    try:
        return desk.customer(people()[key].address).tickets
    except NothingMatched:
        return ()
