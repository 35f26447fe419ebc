"""Answering: a draft from a ticket, the checks, and into the outbox with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from config.errors import NothingMatched, Refused
from config.languages import translator
from core.canned_file import CannedResponse
from core.compose_body import read_files
from core.drafts import Before, Draft, Queued
from core.entries import Entry, MessageEntry
from core.forward import forward_subject
from core.mail.message import Address
from core.meanwhile import Overtaken
from core.outbox_records import new_id
from core.placeholders import Context, Expanded, expand, unfilled
from core.problems import OPEN_QUESTION, SECOND_LOOK, Problem
from core.recipients import answer_to, everybody_else
from core.reply_bytes import ReplyBytes
from core.reply_checks import check_draft
from core.reply_context import ReplyContext
from core.saved_drafts import SavedDrafts
from core.subjects import reply_subject

if TYPE_CHECKING:
    from core.desk import Desk

_ = translator("core")


class Replies(SavedDrafts):
    """The drafts of one desk, kept or not; queueing makes a draft's bytes and hands them to the outbox.

    `around` says what stands around a draft, `bytes` makes what leaves.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.around = ReplyContext(desk)
        self.bytes = ReplyBytes(desk, self.around)

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
            mailbox=self.around.mailbox(ticket.mailbox).name,
            to=to,
            cc=everybody_else(answered, to, self._own()) if reply_all and answered else (),
            bcc=(),
            subject=reply_subject((answered.subject if answered else "") or ticket.subject),
            body="",
            reply_to_message=answered.id if answered else 0,
            seen=self.seen(ticket.code),
        )
        names = [canned] if isinstance(canned, str) else list(canned or ())
        lang = self.around.language(draft)
        return self._written(draft, [self._desk.canned.find(n, lang) for n in names], values, text)

    def _written(
        self, draft: Draft, found: Sequence[CannedResponse], values: Mapping[str, str] | None, text: str | None
    ) -> Draft:
        """The draft with its text in its frame, and everything that canned responses bring with them."""
        context = self.around.context(draft)
        written = [expand(r.text, self._words_of(r, draft, context), values) for r in found]
        written += [expand(text, context, values)] if text else []
        around = self.around.frame(draft)
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
            mailbox=self.around.mailbox(ticket.mailbox).name,
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
        context = self.around.context(draft)
        found = self._desk.canned.find(name, context.lang)
        return self._desk.canned.expand(found, self._words_of(found, draft, context), values)

    def with_inserted(self, draft: Draft, name: str, done: Expanded) -> Draft:
        """The draft's record of a canned response that was inserted into its body, with the files it brings."""
        found = self._desk.canned.find(name, self.around.context(draft).lang)
        return replace(
            draft,
            canned=(*draft.canned, found.key),
            literals=(*draft.literals, *done.literals),
            attachments=tuple(dict.fromkeys((*draft.attachments, *found.attachments))),
        )

    def answered(self, code: str) -> MessageEntry | None:
        """The message a reply to this ticket answers: the customer's newest one, else our newest one."""
        return answered_of(self._desk.messages(code))

    # checking ------------------------------------------------------------------------------
    def check(self, draft: Draft) -> Sequence[Problem]:
        """Everything that speaks against sending this draft now; "stop" ones refuse it."""
        from core.care.before_sending import care_problems

        around = self.around.frame(draft)
        found = list(check_draft(self._desk, draft, around))
        return [*found, *care_problems(self._desk, draft, around.without(draft.body))]

    # out -----------------------------------------------------------------------------------
    def queue(self, draft: Draft, *, not_before: datetime | None = None, override: bool = False) -> Queued:
        """Make the final bytes and put them into the outbox; durable when it returns.

        Without `not_before` (aware) it leaves after the undo window. Queueing the same draft twice queues
        it once. `override` sends though others were faster until now (collision, claim), never though the
        mail itself is unfinished; who is faster after now stops it like any other. Raises Refused (exit 5)
        with the first problem's code, MadoError for files and for bytes that do not say what was meant; then
        nothing is queued.
        """
        soon = datetime.now(UTC) + timedelta(seconds=self._desk.settings.undo_seconds)
        leaves = not_before or soon
        files = [*read_files(draft.attachments), *self.bytes.handed_files(draft)]
        with self._desk.store.transaction():
            if before := self._desk.outbox.of_draft(draft):
                return _the_same(*before, draft)
            problems = self.check(draft)
            overridden = self._refuse(problems, override)
            entry = self.bytes.finished(draft, leaves, files=files)._replace(
                override=override, later=leaves > soon, found=_told_of(problems)
            )
            if override:
                entry = entry._replace(seen=self.seen(draft.ticket))
            self._desk.store.raw.sync()
            self.discard(draft.id)
            if overridden:
                self.log_override(entry, overridden)
            return self._desk.outbox.add(entry, draft)

    def _refuse(self, problems: Sequence[Problem], override: bool) -> Sequence[str]:
        """Stop at the first problem that stops; returns the codes of those that were overridden."""
        overridden: dict[str, None] = {}
        for problem in problems:
            if problem.level != "stop":
                continue
            if not (override and problem.overridable):
                changes = [p.change for p in problems if p.change is not None]
                hint = (
                    _("Look at the ticket again, then send with --override; the console asks.")
                    if problem.overridable
                    else ""
                )
                if problem.change is not None:
                    raise Overtaken(problem.reason, hint=hint, changes=changes)
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

    # inside --------------------------------------------------------------------------------
    def seen(self, code: str) -> Before:
        """Everything there is now: an old message that was fetched late may not be the newest by its date."""
        newest = max((e.id for e in self._desk.messages(code)), default=0)
        return Before(self._desk.ledger.position(), newest)

    def _own(self) -> frozenset[str]:
        return self._desk.settings.own_addresses()

    def _words_of(self, found: CannedResponse, draft: Draft, context: Context) -> Context:
        """Dates and the like in the language that the response itself is written in."""
        return context if found.lang in ("", context.lang) else self.around.context(draft, found.lang)

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


def _told_of(problems: Sequence[Problem]) -> tuple[str, ...]:
    """The codes of what stops or warns of the text, and an open question's."""
    told = (p for p in problems if (p.level != "hint" or p.code == OPEN_QUESTION) and p.change is None)
    told = (p for p in told if p.code != SECOND_LOOK)
    return tuple(dict.fromkeys(p.code for p in told))


def _the_same(entry: Queued, then: Draft, draft: Draft) -> Queued:
    if then == draft:
        return entry
    raise Refused(
        _("This reply is in the outbox already ({id}); the changed text was not queued.").format(id=entry.id),
        hint=_("Take that one back first: `mado outbox cancel {id}`.").format(id=entry.id),
        code="already_queued",
    )
