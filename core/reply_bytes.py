"""The moment in which a draft becomes final bytes: composed, read again, compared, named by their hash."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from core.compose import Composed, Outgoing, compose
from core.compose_body import File
from core.compose_check import verify
from core.drafts import Draft, Queued
from core.forward import files_of
from core.identity import new_message_id
from core.mail.message import Address
from core.outbox_records import new_id
from core.recipients import own_address
from core.records import entry as message_entry
from core.reply_context import ReplyContext

if TYPE_CHECKING:
    from core.desk import Desk


class ReplyBytes:
    """Makes outbox entries with their bytes; puts none into the outbox."""

    def __init__(self, desk: Desk, around: ReplyContext) -> None:
        self._desk = desk
        self._around = around

    def finished(self, draft: Draft, leaves: datetime, *, files: Sequence[File] = ()) -> Queued:
        """The final bytes of a draft, read again and compared, in the raw store (which the caller syncs).

        The entry it returns is not in the outbox yet. Raises Refused, MadoError (core/compose_check.py).
        """
        meant = replace(self.meant(draft, leaves), files=files)
        composed = compose(meant)
        verify(composed, [f.name for f in files])
        sha = self._desk.store.raw.put(composed.raw)
        return self.entry(draft, meant, composed, sha, leaves)

    def handed_files(self, draft: Draft) -> Sequence[File]:
        """The files that go along with a message handed on."""
        message = self._around.message(draft) if draft.forward else None
        return files_of(message, self._desk.raw(message.raw)) if message is not None else ()

    def sample(self, mailbox: str, to: Address, subject: str, body: str) -> Outgoing:
        """A text as it would leave, to somebody else and outside of every thread: a sample for oneself.

        Its Message-ID is of no ticket, so that an answer to it does not get into the customer's.
        """
        box = self._around.mailbox(mailbox)
        domain = box.email.rpartition("@")[2].lower()
        return Outgoing(
            sender=Address(box.from_name, box.email),
            to=(to,),
            cc=(),
            bcc=(),
            subject=subject,
            body=body,
            message_id=f"sample.{secrets.token_hex(10)}@{domain}",
            references=(),
            in_reply_to=None,
            date=datetime.now(UTC),
        )

    def meant(self, draft: Draft, leaves: datetime) -> Outgoing:
        """A draft as it is meant to leave. Raises ConfigError (no mailbox)."""
        return self.meant_for(draft, leaves, self._around.answered_doc(draft))

    def meant_for(self, draft: Draft, leaves: datetime, doc: Any) -> Outgoing:
        """As `meant`, where the document of the message answered is known already."""
        box = self._around.mailbox(draft.mailbox)
        answered = message_entry(draft.reply_to_message, doc, {}) if doc is not None and box.aliases else None
        sender = Address(box.from_name, own_address(box, answered))
        replied: str | None = doc["message_id"] if doc is not None else None
        chain: tuple[str, ...] = tuple(doc["refs"]) if doc is not None else ()
        if replied:
            chain = (*chain, replied)
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
            in_reply_to=replied,
            date=max(datetime.now(UTC), leaves),
            charset=doc["charset"] if doc is not None else None,
        )

    def entry(self, draft: Draft, meant: Outgoing, composed: Composed, sha: str, leaves: datetime) -> Queued:
        """The outbox entry of a draft whose bytes were made, under a new id."""
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
            promised=draft.promised,
        )
