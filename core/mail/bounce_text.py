"""What the prose of a delivery report says: that it is one, whom it failed to reach, and why."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from core.mail.bounce_words import COPY_FOLLOWS, DELAYED, FAILED_TEXT, OF_MAIL, OF_PARCELS, REASONS, SUBJECTS

_ADDRESS: Final = re.compile(r"(?<![\w.+\-/=*])[\w.+\-/=&'!#$%~^{}]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63}){0,8}")
_STATUS: Final = re.compile(r"(?<![\d.])([245]\.\d{1,2}\.\d{1,3})(?![\d]|\.\d)")
_CODE: Final = re.compile(
    r"(?:^|said:|error:?|response:?|code:?|<<<|reason:|answer:?|returned|reply:?|status:?|[#(\[:：]|smtp;?:?|with)"
    r"[ \t]{0,4}([45][0-5]\d)(?=[ \-#>)\]:;,.]|$)",
    re.IGNORECASE | re.MULTILINE,
)
_SERVER_ADDRESS: Final = re.compile(r"^(?:mailer-daemon|postmaster|mail-daemon|abuse|mdaemon|hostmaster)@", re.I)
_SENDER: Final = re.compile(r"\b(?:from|from you|sender|差出人|送信者)[ \t:：]{0,16}[<\"(]?\Z", re.I)
_IDS: Final = re.compile(r"message-id", re.I)
_CODES: Final = {
    "421": "4.4.2",
    "450": "4.2.0",
    "451": "4.3.0",
    "452": "4.2.2",
    "552": "5.2.2",
    "511": "5.1.1",
    "521": "5.3.2",
    "541": "5.7.1",
}
_FAILED: Final = re.compile("|".join(FAILED_TEXT), re.I)
_SUBJECT: Final = re.compile("|".join(SUBJECTS), re.I)
_DELAY: Final = re.compile("|".join(DELAYED), re.I)
_COPY: Final = re.compile("|".join(COPY_FOLLOWS), re.I | re.M)
_WORDED: Final = tuple((re.compile("|".join(words), re.I), status) for status, words in REASONS)
_OF_MAIL: Final = re.compile("|".join(OF_MAIL), re.I)
_OF_PARCELS: Final = re.compile("|".join(OF_PARCELS), re.I)
_OWN_LINES: Final = 200


def subject_reports(subject: str) -> bool:
    """Whether a subject is one that mail servers give their reports."""
    return _SUBJECT.search(subject[:300]) is not None


def reports_failure(text: str) -> bool:
    """Whether the unquoted beginning of a text speaks as mail servers do of mail that did not arrive."""
    lines = [line for line in text.split("\n", _OWN_LINES)[:_OWN_LINES] if not line.lstrip().startswith(">")]
    joined = " ".join(" ".join(lines).split())
    return _FAILED.search(joined[:8_000]) is not None


def speaks_of_mail(text: str) -> bool:
    """Whether what did not arrive is mail: couriers "could not deliver" too, but parcels."""
    if _STATUS.search(text):
        return True
    return _OF_MAIL.search(text[:8_000]) is not None and _OF_PARCELS.search(text[:8_000]) is None


def without_copy(text: str) -> tuple[str, str]:
    """The report's own words, and the copy of the returned mail below them (empty if there is none)."""
    found = _COPY.search(text)
    return (text[: found.start()], text[found.start() :]) if found else (text, "")


def first_address(text: str, but: Collection[str]) -> str | None:
    """The first mail address in a text, but for servers' own, those in `but` (lower case) and Message-IDs.

    One that the text calls the sender's counts only where there is no other.
    """
    senders: str | None = None
    for match in _ADDRESS.finditer(text[:16_000]):
        address = match[0].strip(".'")
        lowered = address.lower()
        if lowered in but or _SERVER_ADDRESS.match(lowered) or "." not in lowered.rsplit("@", 1)[1]:
            continue
        line_start = text.rfind("\n", 0, match.start()) + 1
        if _IDS.search(text, max(line_start, match.start() - 40), match.start()):
            continue
        if not _SENDER.search(text[max(line_start, match.start() - 24) : match.start()]):
            return address
        senders = senders or address
    return senders


def smtp_status(text: str) -> str | None:
    """The enhanced status code (RFC 3463) of a text, else one made of its SMTP reply code."""
    found = _STATUS.search(text)
    if found:
        return found[1]
    code = _CODE.search(text)
    if not code:
        return None
    worded = worded_status(text)
    if worded and worded[0] == code[1][0]:
        return worded
    return _CODES.get(code[1], f"{code[1][0]}.0.0")


def worded_status(text: str) -> str | None:
    """The status code that the reason given in words amounts to."""
    joined = " ".join(text[:8_000].split())
    return next((status for pattern, status in _WORDED if pattern.search(joined)), None)


def action_of(subject: str, text: str) -> str:
    """`delayed` where the server still tries, else `failed` (RFC 3464 section 2.3.3)."""
    joined = " ".join(text[:8_000].split())
    return "delayed" if _DELAY.search(subject) or _DELAY.search(joined) else "failed"
