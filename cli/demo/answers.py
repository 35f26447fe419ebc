"""Customers who answer: when a reply of ours has left, its reader writes back a little later, in the same thread."""

from __future__ import annotations

import re
import threading
import time
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime

from cli.demo import letters, programs
from cli.demo.mailbox import shop
from cli.demo.servers import EmbeddedServers, Envelope
from cli.demo.story import Answers, Language, Person, answers, people, zone
from core.mail.message import Message
from core.mail.parse import parse

_JAPANESE = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")
_NOBODY = re.compile(r"(?i)^(mailer-daemon|no-?reply|postmaster)@")


class AnsweringCustomers:
    """Listens to the sink and delivers answers to INBOX, `delay` seconds after each of our mails.

    Everybody answers twice in a thread at most: something that needs a word of ours, then their thanks.
    Use `with`; leaving it stops those who have not answered yet.
    """

    def __init__(self, servers: EmbeddedServers, delay: float = 5.0) -> None:
        self._servers = servers
        self._delay = delay
        self._given: dict[str, int] = {}
        self._answered: dict[str, str] = {}
        self._timers: list[threading.Timer] = []
        self._changed = threading.Condition()

    def __enter__(self) -> AnsweringCustomers:
        self._servers.sink.listener = self._sent
        return self

    def __exit__(self, *_: object) -> None:
        self._servers.sink.listener = None
        with self._changed:
            timers, self._timers = self._timers, []
        for timer in timers:
            timer.cancel()
            timer.join()

    def wait_for_answer(self, message_id: str, timeout: float) -> str | None:
        """The Message-ID of the answer to a mail of ours, coming within `timeout` seconds; None where none came."""
        deadline = time.monotonic() + timeout
        with self._changed:
            while message_id not in self._answered:
                left = deadline - time.monotonic()
                if left <= 0 or not self._changed.wait(left):
                    return None
            return self._answered[message_id]

    def _sent(self, envelope: Envelope) -> None:
        # The servers' thread must not wait, and delivering from it would wait for itself.
        with self._changed:
            timer = threading.Timer(self._delay, self._answer, [envelope])
            timer.daemon = True
            self._timers = [t for t in self._timers if t.is_alive()] + [timer]
            timer.start()

    def _answer(self, envelope: Envelope) -> None:
        ours = parse(envelope.raw)
        reader = _reader(envelope.recipients, ours)
        text = self._words(reader, ours) if reader and ours.message_id and not ours.auto_submitted else None
        if reader is None or text is None or ours.message_id is None:
            return
        now = datetime.now(UTC)
        answer = _letter(reader, ours, ours.message_id, text, now)
        self._servers.deliver(letters.wire(answer), when=now)
        with self._changed:
            self._answered[ours.message_id] = answer.message_id
            self._changed.notify_all()

    def _words(self, reader: Person, ours: Message) -> str | None:
        """What this reader answers now; None where everything has been said."""
        root = next(iter(ours.references), ours.message_id) or ""
        with self._changed:
            given = self._given.get(root, 0)
            self._given[root] = given + 1
        said: Answers = answers(reader)
        if given > 1:
            return None
        texts = said.first if given == 0 else said.last
        return texts[zlib.crc32(root.encode()) % len(texts)]


def _reader(recipients: Sequence[str], ours: Message) -> Person | None:
    """Who reads this mail: the first person of the story among its recipients, else whoever it went to."""
    known = {person.address.lower(): person for person in people().values() if person.key not in ("us", "us_en")}
    addresses = [a for a in recipients if not _NOBODY.match(a) and a.lower() != shop("ja").address]
    for address in addresses:
        if address.lower() in known:
            found = known[address.lower()]
            return None if found.silent else found
    if not addresses:
        return None
    lang: Language = "ja" if _JAPANESE.search(ours.text) else "en"
    return Person(addresses[0], addresses[0].partition("@")[0], addresses[0], lang)


def _letter(reader: Person, ours: Message, our_id: str, text: str, now: datetime) -> letters.Letter:
    us = shop(reader.lang)
    sender = Person("us", ours.sender.name if ours.sender else us.name, us.address)
    words = text.rstrip("\n") + "\n" + (reader.sign + "\n" if reader.sign else "")
    old = programs.Quoted(
        sender,
        f"{reader.name} <{reader.address}>",
        (ours.date or now).astimezone(zone(reader)),
        ours.subject,
        ours.text.rstrip("\n"),
    )
    subject = ours.subject if ours.subject.lower().startswith("re:") else f"Re: {ours.subject}"
    return letters.Letter(
        reader,
        sender,
        now,
        subject,
        programs.wrapped(words, reader.client, reader.lang) + programs.quote(reader.client, reader.lang, old) + "\n",
        programs.message_id(reader, reader.client, now, our_id),
        reader.client,
        reader.charset,
        references=(*ours.references, our_id),
    )
