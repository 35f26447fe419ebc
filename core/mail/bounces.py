"""Reports that a message of ours did not arrive: RFC 3464 reports and the forms that servers invented themselves.

Half of the real ones carry no machine-readable part: qmail, Exim, older Exchange, webmail providers, Japanese
carriers. They are told by who sends them *and* by what they say, never by words alone: a customer who writes
about a bounce, or sends one on, is a person.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from core.mail import list_refusals
from core.mail.automatic import has_null_return_path, is_mailer_daemon
from core.mail.bounce_text import (
    action_of,
    first_address,
    reports_failure,
    smtp_status,
    speaks_of_mail,
    subject_reports,
    without_copy,
    worded_status,
)
from core.mail.delivery_status import Report, read_reports
from core.mail.message import Bounce
from core.text import clean

Headers = Mapping[str, Sequence[str]]
Parts = Sequence[tuple[str, bytes]]

_SEVERITY: Final = {"failed": 0, "delayed": 1, "expanded": 2, "relayed": 2, "delivered": 3}
_COPIES: Final = (
    "message/rfc822",
    "text/rfc822-headers",
    "message/rfc822-headers",
    "text/rfc822",
    "message/global",
    "message/global-headers",
    "message/partial",
)
_HEADER_BYTES: Final = 64 * 1024
_TEXT: Final = 64 * 1024
_ID: Final = re.compile(
    r"^[ \t>]{0,8}(?:x-original-)?message-id[ \t]{0,8}:[ \t\r\n>]{0,8}<([^<>\s]{3,900})>", re.I | re.M
)
_BARE_ID: Final = re.compile(r"<([^<>\s]{3,900})>")
_TO: Final = re.compile(r"^(?:to|x-original-to|delivered-to)[ \t]{0,4}:[^\n]{0,400}", re.I | re.M)
_SERVER_NAMES: Final = re.compile(
    r"^\W*(?:mail(?:er)?[-_. ]?daemon|post[-_]?master|mail[-_. ]?delivery|delivery[-_. ]?(?:subsystem|system|status)"
    r"|mail[-_. ]?administrator|system[-_. ]?administrator|administrator@|microsoft[-_. ]?exchange|mail[-_. ]?system"
    r"|internet mail delivery|mail[-_. ]?router|mta@|bounces?\b|microsoft outlook\W|mdaemon|exchange@"
    r"|\w{0,20}\W{0,2}(?:e-?mail|mail|mta|smtp|content)[-_. ]?(?:server|gateway|filter|firewall|scanner|transport)\b"
    r"|mail[-_. ]?(?:deliver|daemon|master)|interscan|imss\b|m-?filter|barracuda|mailscanner|courier mail"
    r"|system-?administrator|administrateur syst|administrador del? sistema|システム管理者"
    r"|\w{0,20}[-_.]?bounces?@)"
)
_HINT: Final = re.compile(
    "majordomo|listserv|mailman|owner|admin|request|fml|sympa|ezmlm|mta|daemon|mail|post[-_]?master|delivery|administra|exchange|mta|outlook|bounce|interscan|imss|filter|barracuda"
    "|システム管理者|smtp|content|reply"
)
"""One of these stands in every name that _SERVER_NAMES or _NO_REPLY know."""
_TELLING: Final = frozenset({"auto-submitted", "x-failed-recipients", "x-ms-exchange-message-is-ndr"})
_SERVER_ADDRESS: Final = re.compile(
    r"<(?:mailer-daemon|postmaster|mail-daemon|mdaemon|microsoftexchange[0-9a-f]{8,40})@"
)
_SERVER_BOX: Final = re.compile(
    r"(?:^|[\s<\"'(])(?:mailer[-_.]?daemon|post[-_.]?master|mail[-_.]?daemon|mdaemon|mta|bounces?"
    r"|microsoftexchange[0-9a-f]{8,40})@"
)
"""Boxes that no person writes from; beside them a name like "Mail Delivery" is a firm's as well."""
_NO_REPLY: Final = re.compile(r"\b(?:no|do[-_.]?not)[-_.]?reply\b|\bnoreply\b")
_HANDED_ON: Final = re.compile(r"\s*(?:re|aw|sv|antw|fwd?|wg|tr|rv|i|転送|返信)\s*[:：\[]", re.IGNORECASE)


def find(headers: Headers, parts: Parts, text: str) -> Bounce | None:
    """The delivery report that a message is, or None for any other mail.

    `headers`: decoded values by lower-case name; `parts`: leaves as (content type, decoded bytes); `text`: the
    readable body. `recipient` is None where the report does not say it; a status without detail is 5.0.0, or
    4.0.0 while the server still tries (RFC 3463 section 3.1).
    """
    if not parts and by_a_person(headers):
        return None
    subject = " ".join(headers.get("subject", ())[:1])[:300]
    text = text[:_TEXT]
    reports = [report for kind, body in parts if _is_status(kind) for report in read_reports(body)]
    if reports and (_is_report(headers) or _by_program(headers) or _speaks_as_report(subject, text)):
        return _from_reports(reports, headers, parts, text)
    if _tells_failure(headers, subject, text):
        return _from_text(headers, parts, subject, text)
    return list_refusals.find(headers, subject, text)


def by_a_person(headers: Headers) -> bool:
    """Whether nothing at all hints at a program, as in most mail: asked first, since it is quickly answered.

    Then the envelope had a sender, no mail server signs, and the message is no declared report.
    """
    senders = headers.get("from")
    if not senders or not _TELLING.isdisjoint(headers) or has_null_return_path(headers) or _is_report(headers):
        return False
    return not any(map(_may_be_program, senders))


@lru_cache(maxsize=1_024)
def _may_be_program(value: str) -> bool:
    """Whether a From value hints at a program. The same few people write: most have been asked about before."""
    sender = value.lower()
    name_end = sender.find("@") + 1 or len(sender)
    if not sender.strip("<> ") or "daemon" in sender or "auto" in sender:
        return True
    return _HINT.search(sender, 0, name_end) is not None or "reply" in sender or sender.count("@") > 1


def _is_status(kind: str) -> bool:
    return kind.lower() in ("message/delivery-status", "message/global-delivery-status", "text/delivery-status")


def _is_report(headers: Headers) -> bool:
    """Whether the message as a whole is declared a delivery report (RFC 6522)."""
    for value in headers.get("content-type", ()):
        lowered = value.lower()
        if lowered.lstrip().startswith("multipart/report") and "delivery-status" in lowered:
            return True
    return False


def _by_server(headers: Headers) -> bool:
    """Whether a mail server signs as sender."""
    return is_mailer_daemon(headers) or any(_is_server(value.lower()) for value in headers.get("from", ()))


def _is_server(sender: str) -> bool:
    """Whether a From value in lower case names a server; the domain, which often has "mail" in it, does not count."""
    name = sender[: sender.find("@") + 1] or sender
    named = _HINT.search(name) is not None and _SERVER_NAMES.match(name) is not None
    return named or _has_server_box(sender)


def _has_server_box(sender: str) -> bool:
    return _SERVER_ADDRESS.search(sender) is not None or _SERVER_BOX.search(sender) is not None


def _by_program(headers: Headers) -> bool:
    """Whether a server or nobody signs, or the mail says that a program wrote it."""
    return _by_server(headers) or not headers.get("from") or has_null_return_path(headers) or _automatic(headers)


def _automatic(headers: Headers) -> bool:
    return any(_word(value).startswith("auto-") for value in headers.get("auto-submitted", ()))


def _speaks_as_report(subject: str, text: str) -> bool:
    """A person who sends a report's parts on writes words of their own."""
    own = without_copy(text)[0]
    return not _HANDED_ON.match(subject) and subject_reports(subject) and reports_failure(own)


def _writes_for_another(headers: Headers) -> bool:
    """Whether answers go to somebody else than the sender: a contact form hands a person's words on."""
    sender = " ".join(headers.get("from", ())[:1]).lower()
    reply_to = " ".join(headers.get("reply-to", ())[:1]).lower()
    return "@" in reply_to and reply_to.split("<")[-1].strip("> ") not in sender


def _tells_failure(headers: Headers, subject: str, text: str) -> bool:
    """Who sends it and what it says must agree."""
    if _is_report(headers) or "x-failed-recipients" in headers or "x-ms-exchange-message-is-ndr" in headers:
        return True
    senders = list(headers.get("from", ()))
    by_server = _by_server(headers)
    nobody = not any(value.strip("<> ") for value in senders) or has_null_return_path(headers)
    automatic = _automatic(headers)
    noreply = any(_says_noreply(value.lower()) for value in senders) and not _writes_for_another(headers)
    if not (by_server or nobody or automatic or noreply):
        return False
    own, _ = without_copy(text)
    by_subject, by_text = subject_reports(subject), reports_failure(own)
    if not nobody and not any(_has_server_box(value.lower()) for value in senders) and not speaks_of_mail(own):
        return False
    handed_on = _HANDED_ON.match(subject) is not None
    if by_server and (not handed_on or nobody or is_mailer_daemon(headers)):
        return by_subject or by_text
    if handed_on:
        return False
    if nobody or automatic:
        # An absence notice names addresses too, but no reason in a server's words.
        return (by_subject and (by_text or nobody)) or (by_text and smtp_status(own) is not None)
    if not (noreply and by_text and first_address(own, _ours(headers))):
        return False
    return by_subject or smtp_status(own) is not None


def _says_noreply(sender: str) -> bool:
    return "reply" in sender and _NO_REPLY.search(sender) is not None


def _word(value: str) -> str:
    return value.strip().lower()


def _from_reports(reports: Sequence[Report], headers: Headers, parts: Parts, text: str) -> Bounce:
    worst = min(reports, key=lambda report: _SEVERITY.get(report.action, 2))
    own, copy = without_copy(text)
    recipient = worst.recipient or _failed_recipient(headers) or first_address(own, _ours(headers))
    action = worst.action or action_of("", own)
    return Bounce(
        recipient=recipient or _copied_recipient(parts, copy),
        status=worst.status or smtp_status(own) or worded_status(own) or _undefined(action),
        action=action,
        original_message_id=_shown(worst.message_id or _original_id(headers, parts, copy)),
    )


def _from_text(headers: Headers, parts: Parts, subject: str, text: str) -> Bounce:
    own, copy = without_copy(text)
    action = action_of(subject, own)
    recipient = _failed_recipient(headers) or first_address(own, _ours(headers)) or _copied_recipient(parts, copy)
    return Bounce(
        recipient=recipient,
        status=smtp_status(own) or worded_status(own) or _undefined(action),
        action=action,
        original_message_id=_shown(_original_id(headers, parts, copy or text)),
    )


def _shown(message_id: str | None) -> str | None:
    return clean(message_id, one_line=True) if message_id else None


def _undefined(action: str) -> str | None:
    return {"failed": "5.0.0", "delayed": "4.0.0"}.get(action)


def _failed_recipient(headers: Headers) -> str | None:
    """Exim's and Gmail's header names them, the first counts."""
    for value in headers.get("x-failed-recipients", ()):
        found = first_address(value, ())
        if found:
            return found
    return None


def _ours(headers: Headers) -> tuple[str, ...]:
    """Addresses in the report's own header: the ones that did not fail."""
    values = [*headers.get("to", ())[:3], *headers.get("from", ())[:1], *headers.get("delivered-to", ())[:3]]
    return tuple(word.strip("<>,;\"'()").lower() for value in values for word in value[:2_000].split() if "@" in word)


def _copies(parts: Parts) -> list[str]:
    return [body[:_HEADER_BYTES].decode("utf-8", "replace") for kind, body in parts if kind.lower() in _COPIES]


def _copied_recipient(parts: Parts, below: str) -> str | None:
    """Whom the returned mail was written to: its copy may be a part of its own, or stand below the prose."""
    for copy in (*map(_head, _copies(parts)), below[:_HEADER_BYTES]):
        found = _TO.search(copy)
        if found and (address := first_address(found[0], ())):
            return address
    return None


def _head(copy: str) -> str:
    copy = copy.replace("\r\n", "\n").lstrip("\n")
    return copy.split("\n\n", 1)[0]


def _original_id(headers: Headers, parts: Parts, copy: str) -> str | None:
    """The Message-ID of the mail that came back: from its copy, else from what the report refers to."""
    for text in (*map(_head, _copies(parts)), copy):
        found = _ID.search(text)
        if found:
            return found[1]
    for name in ("in-reply-to", "references", "x-original-message-id"):
        for value in headers.get(name, ())[:1]:
            ids = _BARE_ID.findall(value[:8_000])
            if ids:
                return str(ids[-1])
    return None
