"""What only the settings tell of a message: the form it came through, and what our own server says of its sender."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from config.settings import Settings
from core.forms import form_writer
from core.mail.auth_results import auth_warnings
from core.mail.headers import read_headers
from core.records import Doc


def read_by_settings(doc: Doc, text: Mapping[str, Any], raw: bytes, settings: Settings) -> None:
    """Add it to a message's document, whose mailbox is set already; `text` is its text's document.

    The person who filled in a form stands in Reply-To from here on, and the form's mail is a person's.
    """
    sender = doc["from"][1].lower() if doc["from"] else ""
    forms = [form for form in settings.forms if form.sender == sender]
    writer = form_writer(sender, text["text"], forms) if forms else None
    if writer is not None:
        doc["reply_to"] = [[writer.name, writer.address]]
        doc["form"] = True
        doc["auto"] = False
    mailbox = settings.mailbox(doc["mailbox"])
    if mailbox is not None and mailbox.authserv_id:
        fields = read_headers(raw, top=True).fields.get("authentication-results", [])
        doc["warnings"] += auth_warnings(fields[:1], mailbox.authserv_id)
