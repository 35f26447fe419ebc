"""What stands around a draft: the mailbox it leaves from, the message it answers, language, placeholders, frame."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from config.errors import ConfigError
from config.languages import translator
from config.settings import Mailbox
from core.compose_text import Frame, frame, language_of
from core.drafts import Draft
from core.entries import MessageEntry
from core.forward import handed_on
from core.look import organisation
from core.mail.message import Address
from core.placeholders import Context, long_date
from core.records import entry as message_entry
from core.tickets import Ticket

if TYPE_CHECKING:
    from core.desk import Desk

_ = translator("core")


class ReplyContext:
    """Looks it up on the desk; nothing of it is kept."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def context(self, draft: Draft, lang: str = "") -> Context:
        """What placeholders in this draft mean, in words of the customer's language or of another one."""
        lang = lang or self.language(draft)
        return self.context_of(self._desk.ticket(draft.ticket), draft.mailbox, draft.to, lang)

    def context_of(self, ticket: Ticket, mailbox_name: str, to: Sequence[Address], lang: str) -> Context:
        """What placeholders mean for one ticket and the first of its recipients."""
        mailbox = self.mailbox(mailbox_name)
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
            works=lambda day: self._desk.care.calendar_or_usual.works(day),
        )

    def language(self, draft: Draft) -> str:
        """The language of the message answered: "ja" or "en"."""
        answered = self.message(draft)
        ticket = self._desk.ticket(draft.ticket)
        if answered is None:
            return language_of("", ticket.subject)
        return language_of(answered.reply_text or answered.text, answered.subject)

    def frame(self, draft: Draft) -> Frame:
        """Signature, attribution and quotation that belong to a draft."""
        box, message, lang = self.mailbox(draft.mailbox), self.message(draft), self.language(draft)
        made = frame(box, self._desk.settings.agent, message, lang)
        return handed_on(made, message, lang) if draft.forward and message is not None else made

    def message(self, draft: Draft) -> MessageEntry | None:
        """The message a draft answers, if it is one of its ticket's."""
        doc = self.answered_doc(draft)
        if doc is None:
            return None
        text = self._desk.store.table("texts").get(doc_id=doc.doc_id)
        return message_entry(doc.doc_id, doc, text or {})

    def answered_doc(self, draft: Draft) -> Any:
        """The document of that message."""
        if not draft.reply_to_message:
            return None
        doc = self._desk.store.table("messages").get(doc_id=draft.reply_to_message)
        known = doc is not None and doc["ticket"] in (draft.ticket, self._desk.ledger.resolve(draft.ticket))
        return doc if known else None

    def mailbox(self, name: str) -> Mailbox:
        """The mailbox of that name, or the first one there is. Raises ConfigError where there is none."""
        box = self._desk.settings.mailbox(name)
        if box is None and self._desk.settings.mailboxes:
            box = self._desk.settings.mailboxes[0]
        if box is None:
            raise ConfigError(_("There is no mailbox to answer from."), hint=_("Add one with `mado mailbox add`."))
        return box
