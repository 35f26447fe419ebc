"""The practice mailbox: every thread of the story as messages to be put into folders, dated back from now."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cli.demo import letters, programs
from cli.demo.imap_server import Delivery
from cli.demo.letters import Letter
from cli.demo.story import Kind, Mail, Person, Thread, people, threads, written_at, zone

_DAY = re.compile(r"\{([dw])([+-]\d+)\}")
_NOTICE = ("Auto-Submitted: auto-generated", "X-Auto-Response-Suppress: All", "Precedence: bulk")
_EXTRA: dict[Kind, tuple[str, ...]] = {
    "automatic": ("Auto-Submitted: auto-replied", "X-Auto-Response-Suppress: All", "Precedence: auto_reply"),
    "newsletter": (
        "List-Id: <news.hakoya-packaging.example.jp>",
        "List-Unsubscribe: <https://hakoya-packaging.example.jp/stop>",
        "Precedence: bulk",
    ),
}


@dataclass(frozen=True, slots=True)
class Dated:
    """A letter of a thread with the mail it was made from."""

    mail: Mail
    letter: Letter


def deliveries(now: datetime, told: Sequence[Thread] | None = None) -> Sequence[Delivery]:
    """Every message of the practice mailbox (or of `told`), oldest first. `now` is aware; its zone is the shop's."""
    out = []
    for thread in threads() if told is None else told:
        dated = dated_letters(thread, now)
        for index, one in enumerate(dated):
            answered = any(later.mail.ours for later in dated[index + 1 :])
            flags = ("\\Seen",) if one.mail.seen or one.mail.ours or answered else ()
            if answered and not one.mail.ours:
                flags = (*flags, "\\Answered")
            folder = "Sent" if one.mail.ours else "INBOX"
            out.append(Delivery(letters.wire(one.letter), folder, one.letter.at + timedelta(seconds=2), flags))
    return sorted(out, key=lambda d: d.when or now)


def dated_letters(thread: Thread, now: datetime) -> Sequence[Dated]:
    """The letters of one thread, oldest first, each answering the one before."""
    out: list[Dated] = []
    customer = people()[thread.mails[0].by]
    for index, mail in enumerate(thread.mails):
        letter = _letter(thread, index, customer, now, out)
        if mail.kind == "bounce":
            letter = letters.bounced(letter, out[-1].letter)
        out.append(Dated(mail, letter))
    return out


def shop(lang: str) -> Person:
    """How the shop writes in a language."""
    return people()["us" if lang == "ja" else "us_en"]


def _letter(thread: Thread, index: int, customer: Person, now: datetime, before: Sequence[Dated]) -> Letter:
    mail = thread.mails[index]
    sender = shop(customer.lang) if mail.ours else people()[mail.by]
    receiver = customer if mail.ours else shop(customer.lang)
    at = written_at(mail.at, now)
    subject = mail.subject or (f"Re: {thread.subject}" if index else thread.subject)
    text = mail.text.rstrip("\n") + "\n" + (sender.sign + "\n" if sender.sign and not mail.kind else "")
    text = programs.wrapped(_with_days(text, at.astimezone(now.tzinfo), customer), sender.client, sender.lang)
    if before and mail.quote and not mail.kind:
        text += programs.quote(sender.client, sender.lang, quoted(before[-1].letter, sender)) + "\n"
    return Letter(
        sender,
        receiver,
        at,
        subject,
        text,
        programs.message_id(sender, sender.client, at, f"{thread.key} {index}"),
        sender.client,
        mail.charset or (customer.charset if mail.ours else sender.charset),
        references=tuple(one.letter.message_id for one in before),
        cc=mail.cc,
        html=mail.html,
        attach=mail.attach,
        extra=_NOTICE if mail.kind == "automatic" and not before else _EXTRA.get(mail.kind, ()),
        reply_to=people()[mail.reply_to] if mail.reply_to else None,
    )


def quoted(old: Letter, reader: Person) -> programs.Quoted:
    """A letter as its reader's program quotes it."""
    return programs.Quoted(
        old.sender,
        f"{old.to.name} <{old.to.address}>",
        old.at.astimezone(zone(reader)),
        old.subject,
        old.text.rstrip("\n"),
    )


def _with_days(text: str, written: datetime, customer: Person) -> str:
    def words(found: re.Match[str]) -> str:
        day = written + timedelta(days=int(found[2]))
        say = programs.date_words if found[1] == "d" else programs.weekday
        return say(day, customer.lang)

    return _DAY.sub(words, text)
