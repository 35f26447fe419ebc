"""SMTP PIPELINING (RFC 2920): MAIL, RCPT and DATA leave together, and behind the last dot the next mail's.

What may be known of a mail is the same as without: the dot leaves only after the caller has written that
down, and each recipient has an answer of their own.
"""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from config.languages import translator
from core.outcome import Outcome
from mailsync.smtp import Answer, Parcel, SmtpLine, is_wide, mail_from

_ = translator("mailsync")
_LOST = (OSError, smtplib.SMTPException, ValueError)
BeforeDot = Callable[[Parcel, Mapping[str, str]], None]


@dataclass(slots=True)
class _Envelope:
    """The server's answers to one envelope."""

    mail: Answer
    accepted: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    later: dict[str, str] = field(default_factory=dict)
    data: Answer = field(default_factory=lambda: Answer(0, ""))


def pipelined(
    line: SmtpLine, smtp: smtplib.SMTP, mails: Iterable[Parcel], before_dot: BeforeDot
) -> Iterator[tuple[Parcel, Outcome]]:
    """Hand mails over on a line whose server offers PIPELINING; see `SmtpLine.deliver_all`."""
    waiting = iter(mails)
    parcel = next(waiting, None)
    said = False
    while parcel is not None and line.alive:
        wide = is_wide(parcel.sender, parcel.recipients, parcel.raw)
        if impossible := line.impossible(smtp, len(parcel.raw), wide):
            refused = dict.fromkeys(parcel.recipients, impossible)
            yield parcel, Outcome(refused=refused, error=impossible, phase="connected")
            parcel = next(waiting, None)
            continue
        following = next(waiting, None)
        outcome, said = _one(line, smtp, parcel, None if said else _envelope(smtp, parcel), following, before_dot)
        yield parcel, outcome
        parcel = following


def _one(
    line: SmtpLine, smtp: smtplib.SMTP, parcel: Parcel, envelope: bytes | None, following: Parcel | None,
    before_dot: BeforeDot,
) -> tuple[Outcome, bool]:  # fmt: skip
    """What came of one mail, and whether the next one's envelope has left already."""
    try:
        if envelope is not None:
            smtp.send(envelope)
        answers = _read(line, smtp, parcel)
        if (early := _early(line, smtp, parcel, answers)) is not None:
            return early, False
        away = {**answers.refused, **answers.later}
        line.send_body(smtp, parcel.raw, lambda: before_dot(parcel, away))
    except _LOST as error:
        line.close()
        why = line.explained(error)
        return Outcome(later=dict.fromkeys(parcel.recipients, why), error=why, phase="envelope"), False
    behind = _envelope(smtp, following) if following is not None and _possible(line, smtp, following) else b""
    outcome = line.dot(smtp, tuple(answers.accepted), answers.refused, answers.later, behind)
    return outcome, bool(behind)


def _read(line: SmtpLine, smtp: smtplib.SMTP, parcel: Parcel) -> _Envelope:
    """Every answer to an envelope. A server that closes down (421) answers nothing more."""
    found = _Envelope(line.answer(smtp))
    if found.mail.code == 421:
        return found
    for recipient in parcel.recipients:
        answer = line.answer(smtp)
        if answer.good and found.mail.good:
            found.accepted.append(recipient)
        elif answer.code == 421:
            found.mail = answer
            return found
        elif answer.never:
            found.refused[recipient] = answer.text
        else:
            found.later[recipient] = answer.text
    found.data = line.answer(smtp)
    return found


def _early(line: SmtpLine, smtp: smtplib.SMTP, parcel: Parcel, found: _Envelope) -> Outcome | None:
    """What it comes to where no body may follow; the line is left ready for the next mail, or closed."""
    if found.mail.code == 421 or not found.mail.good:
        if found.data.code == 354:
            line.close()
        return line.turned_away(smtp, found.mail, parcel.recipients, "connected", reset=False)
    if not found.accepted:
        if found.data.code == 354:
            line.close()
        else:
            line.reset(smtp)
        return Outcome(refused=found.refused, later=found.later, phase="envelope")
    if found.data.code != 354:
        rest = line.turned_away(smtp, found.data, tuple(found.accepted), "envelope")
        refused, later = {**found.refused, **rest.refused}, {**found.later, **rest.later}
        return Outcome(refused=refused, later=later, error=rest.error, phase="envelope")
    return None


def _possible(line: SmtpLine, smtp: smtplib.SMTP, parcel: Parcel) -> bool:
    return not line.impossible(smtp, len(parcel.raw), is_wide(parcel.sender, parcel.recipients, parcel.raw))


def _envelope(smtp: smtplib.SMTP, parcel: Parcel) -> bytes:
    wide = is_wide(parcel.sender, parcel.recipients, parcel.raw)
    lines = [mail_from(smtp, parcel.sender, len(parcel.raw), wide)]
    lines += [f"RCPT TO:<{recipient}>" for recipient in parcel.recipients]
    said = "\r\n".join([*lines, "DATA", ""])
    if "\r" in said.replace("\r\n", "") or "\n" in said.replace("\r\n", ""):
        raise ValueError("a line end in an envelope")
    return said.encode("utf-8" if wide else "ascii")
