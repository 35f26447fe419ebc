"""Answering: a draft from a ticket, the checks, and the moment in which a draft becomes final bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tinydb import where

from config.errors import ConfigError, NothingMatched, Refused
from config.languages import translator
from config.settings import Mailbox
from core.canned_file import CannedResponse
from core.compose import Composed, Outgoing, compose
from core.compose_body import File, read_files
from core.compose_check import verify
from core.compose_text import Frame, frame, language_of
from core.drafts import Before, Draft, Queued
from core.entries import Entry, MessageEntry
from core.forward import files_of, forward_subject, handed_on
from core.identity import new_message_id
from core.look import organisation
from core.mail.message import Address
from core.outbox_records import draft_doc, draft_of, new_id
from core.placeholders import Context, Expanded, expand, long_date, unfilled
from core.problems import Problem
from core.recipients import answer_to, everybody_else, own_address
from core.records import entry as message_entry
from core.reply_checks import check_draft
from core.subjects import reply_subject
from core.tickets import Ticket

if TYPE_CHECKING:
    from core.desk import Desk

_ = translator("core")


class Replies:
    """The drafts of one desk. A draft is saved here; queueing makes its bytes and hands them to the outbox."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def start(
        self,
        code: str,
        *,
        canned: str | Sequence[str] | None = None,
        values: Mapping[str, str] | None = None,
        text: str | None = None,
        reply_all: bool = False,
    ) -> Draft:
        """A new draft for a ticket, to whom the customer's newest message asks to be answered.

        `canned` is a canned response by any of its names, or several, taken in the customer's language;
        `text` is the writer's own text, in which known placeholders are filled in too. All of them stand one
        after the other. Raises NothingMatched (ticket, canned response), ConfigError (mailbox).
        """
        ticket = self._desk.ticket(code)
        answered = self.answered(ticket.code)
        to = answer_to(answered, ticket, self._own())
        draft = Draft(
            id=new_id(),
            ticket=ticket.code,
            mailbox=self._mailbox(ticket.mailbox).name,
            to=to,
            cc=everybody_else(answered, to, self._own()) if reply_all and answered else (),
            bcc=(),
            subject=reply_subject((answered.subject if answered else "") or ticket.subject),
            body="",
            reply_to_message=answered.id if answered else 0,
            seen=self.seen(ticket.code),
        )
        names = [canned] if isinstance(canned, str) else list(canned or ())
        lang = self.language(draft)
        return self._written(draft, [self._desk.canned.find(n, lang) for n in names], values, text)

    def _written(
        self, draft: Draft, found: Sequence[CannedResponse], values: Mapping[str, str] | None, text: str | None
    ) -> Draft:
        """The draft with its text in its frame, and everything that canned responses bring with them."""
        context = self.context(draft)
        written = [expand(t, context, values) for t in (*(r.text for r in found), text or "") if t]
        around = self.frame(draft)
        signature = expand(around.signature, context, values)
        body = replace(around, signature=signature.text).around("\n\n".join(e.text for e in written))
        subject = self._subject(draft.subject, found[0] if found else None, context, values)
        return replace(
            draft,
            body=body,
            subject=subject.text,
            canned=tuple(r.key for r in found),
            attachments=tuple(dict.fromkeys(p for r in found for p in r.attachments)),
            literals=tuple(x for e in (*written, signature, subject) for x in e.literals),
        )

    def forward(
        self, code: str, to: Sequence[Address], *, text: str = "", values: Mapping[str, str] | None = None
    ) -> Draft:
        """A draft that hands the newest message on to somebody else, with a comment of ours above it.

        The files of that message go along. The ticket keeps its status: nobody answered its customer. Raises
        NothingMatched (no ticket, no message), ConfigError.
        """
        ticket = self._desk.ticket(code)
        handed = self.answered(ticket.code)
        if handed is None:
            raise NothingMatched(_("There is no message to hand on in {code}.").format(code=ticket.code))
        draft = Draft(
            id=new_id(),
            ticket=ticket.code,
            mailbox=self._mailbox(ticket.mailbox).name,
            to=tuple(to),
            cc=(),
            bcc=(),
            subject=forward_subject(handed.subject or ticket.subject),
            body="",
            reply_to_message=handed.id,
            seen=self.seen(ticket.code),
            then=ticket.status,
            forward=True,
        )
        written = self._written(draft, (), values, text)
        return replace(written, literals=(*written.literals, *unfilled(written.subject)))

    def insert(self, draft: Draft, name: str, values: Mapping[str, str] | None = None) -> Expanded:
        """A canned response ready to be inserted into a draft, in the customer's language.

        The composer puts `text` where the cursor is and keeps `literals` and the response's name with the
        draft (`with_inserted`). Raises NothingMatched.
        """
        context = self.context(draft)
        return self._desk.canned.expand(self._desk.canned.find(name, context.lang), context, values)

    def with_inserted(self, draft: Draft, name: str, done: Expanded) -> Draft:
        """The draft's record of a canned response that was inserted into its body, with the files it brings."""
        found = self._desk.canned.find(name, self.context(draft).lang)
        return replace(
            draft,
            canned=(*draft.canned, found.key),
            literals=(*draft.literals, *done.literals),
            attachments=tuple(dict.fromkeys((*draft.attachments, *found.attachments))),
        )

    def context(self, draft: Draft) -> Context:
        """What placeholders in this draft mean."""
        return self.context_of(self._desk.ticket(draft.ticket), draft.mailbox, draft.to, self.language(draft))

    def context_of(self, ticket: Ticket, mailbox_name: str, to: Sequence[Address], lang: str) -> Context:
        """What placeholders mean for one ticket and the first of its recipients."""
        mailbox = self._mailbox(mailbox_name)
        first = to[0] if to else Address(ticket.customer.name, ticket.customer.address)
        return Context(
            lang=lang,
            now=datetime.now(UTC).astimezone(),
            customer_name=first.name or ticket.customer.name,
            customer_address=first.address,
            ticket_code=ticket.code,
            ticket_subject=ticket.subject,
            agent_name=self._desk.settings.agent.name,
            agent_email=self._desk.settings.agent.email,
            organisation=organisation([first.address]),
            ticket_date=long_date(ticket.created.astimezone(), lang),
            mailbox_name=mailbox.from_name or mailbox.name,
            mailbox_address=mailbox.email,
        )

    def language(self, draft: Draft) -> str:
        """The language of the message answered: "ja" or "en"."""
        answered = self._message(draft)
        ticket = self._desk.ticket(draft.ticket)
        if answered is None:
            return language_of("", ticket.subject)
        return language_of(answered.reply_text or answered.text, answered.subject)

    def frame(self, draft: Draft) -> Frame:
        """Signature, attribution and quotation that belong to a draft."""
        box, message, lang = self._mailbox(draft.mailbox), self._message(draft), self.language(draft)
        made = frame(box, self._desk.settings.agent, message, lang)
        return handed_on(made, message, lang) if draft.forward and message is not None else made

    def answered(self, code: str) -> MessageEntry | None:
        """The message a reply to this ticket answers: the customer's newest one, else our newest one."""
        return answered_of(self._desk.entries(code))

    # checking ------------------------------------------------------------------------------
    def check(self, draft: Draft) -> Sequence[Problem]:
        """Everything that speaks against sending this draft now; "stop" ones refuse it."""
        from core.care.before_sending import care_problems

        around = self.frame(draft)
        found = list(check_draft(self._desk, draft, around))
        return [*found, *care_problems(self._desk, draft, around.without(draft.body))]

    # out -----------------------------------------------------------------------------------
    def queue(self, draft: Draft, *, not_before: datetime | None = None, override: bool = False) -> Queued:
        """Make the final bytes and put them into the outbox; durable when it returns.

        Without `not_before` (aware) it leaves after the undo window. Queueing the same draft twice queues
        it once. `override` sends though others were faster (collision, claim), never though the mail
        itself is unfinished. Raises Refused (exit 5) with the first problem's code, MadoError for files
        and for bytes that do not say what was meant; then nothing is queued.
        """
        soon = datetime.now(UTC) + timedelta(seconds=self._desk.settings.undo_seconds)
        leaves = not_before or soon
        files = [*read_files(draft.attachments), *self._handed_files(draft)]
        with self._desk.store.transaction():
            if before := self._desk.outbox.of_draft(draft):
                return _the_same(*before, draft)
            overridden = self._refuse(self.check(draft), override)
            entry = self.finished(draft, leaves, files=files)._replace(override=override, later=leaves > soon)
            if override:
                entry = entry._replace(seen=self.seen(draft.ticket))
            self._desk.store.raw.sync()
            self.discard(draft.id)
            if overridden:
                self.log_override(entry, overridden)
            return self._desk.outbox.add(entry, draft)

    def finished(
        self, draft: Draft, leaves: datetime, *, id: str = "", files: Sequence[File] = (), bulk: str = ""
    ) -> Queued:
        """The final bytes of a draft, read again and compared, in the raw store (which the caller syncs).

        The entry it returns is not in the outbox yet. Raises Refused, MadoError (core/compose_check.py).
        """
        entry, raw = self.made(draft, leaves, id=id, files=files, bulk=bulk)
        self._desk.store.raw.put(raw)
        return entry

    def made(
        self, draft: Draft, leaves: datetime, *, id: str = "", files: Sequence[File] = (), bulk: str = ""
    ) -> tuple[Queued, bytes]:
        """As `finished`, the bytes not being in the raw store yet."""
        outgoing = replace(self._outgoing(draft, max(datetime.now(UTC), leaves)), files=files)
        composed = compose(outgoing)
        verify(composed, [f.name for f in files])
        sha = hashlib.sha256(composed.raw).hexdigest()
        entry = self._entry(draft, outgoing, composed, sha, leaves)._replace(id=id or new_id(), bulk=bulk)
        return entry, composed.raw

    def _handed_files(self, draft: Draft) -> Sequence[File]:
        message = self._message(draft) if draft.forward else None
        return files_of(message, self._desk.raw(message.raw)) if message is not None else ()

    def sample(self, code: str, mailbox: str, to: Address, subject: str, body: str) -> Outgoing:
        """A text as it would leave, to somebody else and outside of every thread: a sample for oneself."""
        box = self._mailbox(mailbox)
        domain = box.email.rpartition("@")[2].lower()
        return Outgoing(
            sender=Address(box.from_name, box.email),
            to=(to,),
            cc=(),
            bcc=(),
            subject=subject,
            body=body,
            message_id=new_message_id(code, domain, self._desk.key),
            references=(),
            in_reply_to=None,
            date=datetime.now(UTC),
        )

    def _outgoing(self, draft: Draft, date: datetime) -> Outgoing:
        box = self._mailbox(draft.mailbox)
        doc = self._answered_doc(draft)
        answered = message_entry(doc.doc_id, doc, {}) if doc is not None else None
        sender = Address(box.from_name, own_address(box, answered))
        chain: tuple[str, ...] = tuple(doc["refs"]) if doc is not None else ()
        if answered and answered.message_id:
            chain = (*chain, answered.message_id)
        domain = sender.address.rpartition("@")[2].lower()
        return Outgoing(
            sender=sender,
            to=draft.to,
            cc=draft.cc,
            bcc=draft.bcc,
            subject=draft.subject,
            body=draft.body,
            message_id=new_message_id(draft.ticket, domain, self._desk.key),
            references=chain,
            in_reply_to=answered.message_id if answered else None,
            date=date,
            charset=answered.charset if answered else None,
        )

    def _entry(self, draft: Draft, meant: Outgoing, composed: Composed, sha: str, leaves: datetime) -> Queued:
        return Queued(
            id=new_id(),
            ticket=draft.ticket,
            mailbox=draft.mailbox,
            message_id=meant.message_id,
            state="queued",
            to=composed.to,
            cc=composed.cc,
            bcc=composed.bcc,
            subject=composed.subject,
            not_before=leaves,
            attempts=0,
            error=None,
            raw=sha,
            answered=draft.reply_to_message,
            by=self._desk.settings.agent.name,
            then=draft.then,
            canned=draft.canned,
            sender=composed.sender,
            seen=draft.seen,
        )

    def _refuse(self, problems: Sequence[Problem], override: bool) -> Sequence[str]:
        """Stop at the first problem that stops; returns the codes of those that were overridden."""
        overridden: dict[str, None] = {}
        for problem in problems:
            if problem.level != "stop":
                continue
            if not (override and problem.overridable):
                hint = _("Look at the ticket again, then send with override.") if problem.overridable else ""
                raise Refused(problem.reason, hint=hint or problem.text, code=problem.code)
            overridden[problem.code] = None
        return list(overridden)

    def log_override(self, entry: Queued, reasons: Sequence[str]) -> None:
        """Say in the log that somebody sent although others were faster."""
        data = {"outbox": entry.id, "reasons": list(reasons)}
        self._desk.ledger.append(
            "override", entry.ticket, data, by=entry.by, seen=self._desk.ledger.seen(entry.ticket)
        )
        self._desk.ledger.refold(entry.ticket)

    # saved drafts --------------------------------------------------------------------------
    def save(self, draft: Draft) -> None:
        """Keep a draft; durable when it returns."""
        with self._desk.store.transaction():
            table = self._desk.store.table("drafts")
            old = table.get(where("id") == draft.id)
            table.put(old.doc_id if old else table.next_id(), draft_doc(draft))

    def saved(self, code: str) -> Draft | None:
        """The newest draft kept for a ticket; None where there is none."""
        ticket = self._desk.ticket(code).code
        docs = self._desk.store.table("drafts").search(where("ticket") == ticket)
        newest = max(docs, key=lambda d: int(d.doc_id), default=None)
        return draft_of(newest) if newest is not None else None

    def drafts(self) -> Sequence[Draft]:
        """Every draft kept."""
        return [draft_of(d) for d in self._desk.store.table("drafts").all()]

    def discard(self, draft_id: str) -> None:
        """Throw a draft away; nothing happens where there is none."""
        self._desk.store.table("drafts").remove(where("id") == draft_id)

    # inside --------------------------------------------------------------------------------
    def seen(self, code: str) -> Before:
        """Everything there is now: an old message that was fetched late may not be the newest by its date."""
        messages = [e.id for e in self._desk.entries(code) if isinstance(e, MessageEntry)]
        return Before(self._desk.ledger.position(), max(messages, default=0))

    def _message(self, draft: Draft) -> MessageEntry | None:
        """The message a draft answers, if it is one of its ticket's."""
        doc = self._answered_doc(draft)
        if doc is None:
            return None
        text = self._desk.store.table("texts").get(doc_id=doc.doc_id)
        return message_entry(doc.doc_id, doc, text or {})

    def _answered_doc(self, draft: Draft) -> Any:
        if not draft.reply_to_message:
            return None
        doc = self._desk.store.table("messages").get(doc_id=draft.reply_to_message)
        known = doc is not None and doc["ticket"] in (draft.ticket, self._desk.ledger.resolve(draft.ticket))
        return doc if known else None

    def _mailbox(self, name: str) -> Mailbox:
        box = self._desk.settings.mailbox(name)
        if box is None and self._desk.settings.mailboxes:
            box = self._desk.settings.mailboxes[0]
        if box is None:
            raise ConfigError(_("There is no mailbox to answer from."), hint=_("Add one with `mado mailbox add`."))
        return box

    def _own(self) -> frozenset[str]:
        return self._desk.settings.own_addresses()

    def _subject(
        self, subject: str, found: CannedResponse | None, context: Context, values: Mapping[str, str] | None
    ) -> Expanded:
        """The thread's subject as it stands; only where it has none, that of the canned response."""
        if subject.removeprefix("Re:").strip() or found is None or not found.subject:
            return Expanded(subject, literals=unfilled(subject))
        return expand(found.subject, context, values)


def answered_of(entries: Sequence[Entry]) -> MessageEntry | None:
    """Of a ticket's entries the message that a reply answers: the customer's newest one, else our newest one."""
    messages = [e for e in entries if isinstance(e, MessageEntry) and e.id > 0]
    came = [m for m in messages if m.direction == "in"]
    written = [m for m in came if not m.auto_submitted and m.bounce is None]
    return next((found[-1] for found in (written, came, messages) if found), None)


def _the_same(entry: Queued, then: Draft, draft: Draft) -> Queued:
    if then == draft:
        return entry
    raise Refused(
        _("This reply is in the outbox already ({id}); the changed text was not queued.").format(id=entry.id),
        hint=_("Take that one back first: `mado outbox cancel {id}`.").format(id=entry.id),
        code="already_queued",
    )
