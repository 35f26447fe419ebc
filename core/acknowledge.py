"""The automatic confirmation of a new mail: off unless a mailbox names a canned response for it, and never a loop.

RFC 3834: no answer to programs, lists, reports, ourselves or nobody's addresses, nor to mail that was not
written to us. It carries nothing of the sender's: no subject, no text, no name, because whoever forges a
sender would write to others through us; at most public answers of ours. Two a day to one address at most, and
a limit an hour for the mailbox.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tinydb import where

from config.errors import MadoError
from config.settings import Mailbox
from core.acknowledge_answers import best_answers, listed, with_room_for
from core.compose import Outgoing, compose
from core.compose_check import verify
from core.compose_text import language_of, signature_block
from core.drafts import Before, Draft, Queued
from core.events import RULE
from core.history import history_of
from core.identity import new_message_id
from core.mail.message import Address
from core.outbox_records import new_id
from core.placeholders import Context, expand
from core.records import own_words

if TYPE_CHECKING:
    from core.desk import Desk

MOST_A_DAY = 2
_FRESH = timedelta(hours=2)
_KEPT = "automatic mails"
_NOBODY = re.compile(
    r"(?:no|do-?not)[-_.]?reply|mailer-daemon|postmaster|bounces?\b|.*-(?:request|bounces|owner)$|owner-|majordomo"
    r"|listserv|notifications?$|newsletter",
    re.IGNORECASE,
)
_SUBJECTS = {"ja": "メールを受け取りました", "en": "We have received your mail"}


def acknowledge(desk: Desk, codes: Iterable[str], *, now: datetime | None = None) -> list[Queued]:
    """Queue a confirmation for each newly opened ticket that may have one; never raises for one that may not."""
    moment = now or datetime.now(UTC)
    queued = []
    for code in codes:
        doc = desk.ledger.ticket_doc(code)
        box = desk.settings.mailbox(doc["mailbox"]) if doc else None
        if box is None or not box.acknowledge:
            continue
        messages = desk.store.table("messages").search(where("ticket") == code)
        if len(messages) == 1 and _was_there_before(desk, box, messages[0]):
            continue
        if len(messages) == 1 and may_answer(messages[0], box, desk.settings.own_addresses(), moment):
            entry = _queue(desk, box, code, messages[0], moment)
            queued += [entry] if entry is not None else []
    return queued


def _was_there_before(desk: Desk, box: Mailbox, doc: Mapping[str, Any]) -> bool:
    """Whether a mail had come before this mailbox was first synced: what a first sync finds, nobody is answered."""
    history = history_of(desk.ledger, box.name)
    return history is not None and str(doc["arrived"]) < history.at


def may_answer(doc: Mapping[str, Any], box: Mailbox, own: frozenset[str], now: datetime) -> bool:
    """Whether RFC 3834 lets a message (its document) be answered by a program."""
    if doc["direction"] != "in" or doc["auto"] or doc["bounce"] or doc["list_id"] or doc.get("history"):
        return False
    address = (doc["from"] or ["", ""])[1].lower()
    local = address.partition("@")[0]
    if "@" not in address or address in own or _NOBODY.match(local):
        return False
    ours = {box.email.lower(), *(a.lower() for a in box.aliases)}
    if not any(a[1].lower() in ours for a in (*doc["to"], *doc["cc"])):
        return False
    fresh = now - min(datetime.fromisoformat(doc["at"]), datetime.fromisoformat(doc["arrived"]))
    return abs(fresh) <= _FRESH


def _queue(desk: Desk, box: Mailbox, code: str, doc: Any, now: datetime) -> Queued | None:
    address = doc["from"][1]
    text = desk.store.table("texts").get(doc_id=doc.doc_id) or {}
    own = own_words(text)
    lang = language_of(own, doc["subject"])
    name = box.from_name or box.name
    works = desk.care.calendar_or_usual.works
    context = Context(lang=lang, now=now.astimezone(), ticket_code=code, mailbox_name=name, works=works)
    try:
        found = desk.canned.find(box.acknowledge, lang)
        asked = f"{doc['subject']}\n{own}"
        answers = best_answers(desk.canned.all(lang), asked, name) if "answers" in found.text.lower() else ()
        wanted = (with_room_for(found.text, answers), found.subject or _SUBJECTS[lang])
        parts = [expand(t, context, {"answers": listed(answers)}) for t in wanted]
        if any(part.missing for part in parts):
            return None
        body = "\n\n".join(t for t in (parts[0].text.strip("\n"), signature_block(box.signature)) if t) + "\n"
        composed = compose(_meant(desk, box, code, doc, parts[1].text, body))
        verify(composed)
    except MadoError:
        return None
    with desk.store.transaction():
        if not _room(desk, box, address, now):
            return None
        sha = desk.store.raw.put(composed.raw)
        desk.store.raw.sync()
        return desk.outbox.add(_entry(desk, box, code, doc, composed, sha, now), _draft(box, code, address, body))


def _meant(desk: Desk, box: Mailbox, code: str, doc: Any, subject: str, body: str) -> Outgoing:
    chain = (*doc["refs"], *([doc["message_id"]] if doc["message_id"] else []))
    return Outgoing(
        sender=Address(box.from_name, box.email),
        to=(Address("", doc["from"][1]),),
        cc=(),
        bcc=(),
        subject=subject,
        body=body,
        message_id=new_message_id(code, box.email.rpartition("@")[2].lower(), desk.key),
        references=chain,
        in_reply_to=doc["message_id"],
        date=datetime.now(UTC),
        charset=doc["charset"],
        automatic=True,
    )


def _entry(desk: Desk, box: Mailbox, code: str, doc: Any, composed: Any, sha: str, now: datetime) -> Queued:
    message_id = re.search(rb"^Message-ID: <([^>]+)>", composed.raw, re.M)
    return Queued(
        id=new_id(),
        ticket=code,
        mailbox=box.name,
        message_id=message_id[1].decode("ascii") if message_id else "",
        state="queued",
        to=composed.to,
        cc=(),
        bcc=(),
        subject=composed.subject,
        not_before=now,
        attempts=0,
        error=None,
        raw=sha,
        answered=0,
        by=RULE,
        then="open",
        sender=composed.sender,
        seen=Before(desk.ledger.position(), doc.doc_id),
        later=True,
        automatic=True,
    )


def _draft(box: Mailbox, code: str, address: str, body: str) -> Draft:
    to = (Address("", address),)
    return replace(Draft(new_id(), code, box.name, to, (), (), "", body, 0, Before()), then="open")


def _room(desk: Desk, box: Mailbox, address: str, now: datetime) -> bool:
    """Whether the caps leave room for one more; it is counted then, in the caller's transaction."""
    kept: dict[str, list[float]] = json.loads(desk.store.meta(_KEPT) or "{}")
    day = now.timestamp() - 86_400
    kept = {key: fresh for key, times in kept.items() if (fresh := [t for t in times if t > day])}
    to, from_us = f"to {address.lower()}", f"from {box.name}"
    hour = [t for t in kept.get(from_us, []) if t > now.timestamp() - 3600]
    if len(kept.get(to, [])) >= MOST_A_DAY or len(hour) >= box.acknowledge_per_hour:
        return False
    for key in (to, from_us):
        kept.setdefault(key, []).append(now.timestamp())
    desk.store.set_meta(_KEPT, json.dumps(kept))
    return True
