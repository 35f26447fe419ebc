"""`mado check-text FILE…`: what the promise, question and mood finders and the pre-send checks say of a text."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.output import line, put_jsonl, show_error
from cli.shared import Shared, pass_shared
from config.errors import ExitCode, MadoError, UsageError
from config.languages import translator
from config.reasons import reason as refused_because

if TYPE_CHECKING:
    from core.care.calendar import Calendar

_ = translator("cli")


@dataclass(frozen=True, slots=True)
class _Asked:
    """What one call asks for."""

    sent_at: datetime
    context: Mapping[str, Any]
    calendar: Calendar


@click.command(
    "check-text",
    help=_(
        "Show what is found in a text: promises with their due times, questions, mood, and what a check before "
        "sending says. A FILE is plain text, - is standard input. Touches no store."
    ),
)
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--sent-at", metavar="TIME", help=_("When it is sent (ISO 8601); due times count from here."))
@click.option("--context", metavar="FILE", help=_("JSON about customer, ticket, attachments, direction, calendar."))
@pass_shared
def command(shared: Shared, files: tuple[str, ...], sent_at: str | None, context: str | None) -> int:
    """Read texts and show what is found, one object a file."""
    asked = _asked(sent_at, context)
    as_json = shared.format in ("json", "jsonl")
    failed: list[str] = []
    found = (_found(text, asked) for text in _texts(files, failed, as_json=as_json))
    if as_json:
        put_jsonl(found, batch=1)
    else:
        for answer in found:
            _show(answer)
    return ExitCode.FAILED if failed else ExitCode.DONE


def _asked(sent_at: str | None, context_file: str | None) -> _Asked:
    context = _context(context_file)
    moment = _moment(sent_at)
    return _Asked(moment, context, _calendar(context.get("calendar"), moment))


def _moment(sent_at: str | None) -> datetime:
    if sent_at is None:
        return datetime.now(UTC).astimezone()
    try:
        moment = datetime.fromisoformat(sent_at)
    except ValueError:
        raise UsageError(
            _("Not a time: {text!r}.").format(text=sent_at), hint=_("For example 2026-11-30T09:00+09:00.")
        ) from None
    return moment if moment.tzinfo else moment.astimezone()


def _context(file: str | None) -> Mapping[str, Any]:
    if file is None:
        return {}
    try:
        read = json.loads(sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise UsageError(_("Could not read the context {file}: {reason}").format(file=file, reason=error)) from None
    if not isinstance(read, dict):
        raise UsageError(_("The context {file} is not a JSON object.").format(file=file))
    return read


def _calendar(said: object, moment: datetime) -> Calendar:
    from core.care.calendar import calendar_of

    said = said if isinstance(said, dict) else {}
    hours, days, holidays = (said.get(key) for key in ("hours", "days", "holidays"))
    return calendar_of(
        hours=hours if isinstance(hours, str) else "09:00-18:00",
        days=days if isinstance(days, str) else "mon-fri",
        holidays=holidays if isinstance(holidays, str) else None,
        zone=moment.tzinfo or UTC,
    )


def _texts(files: tuple[str, ...], failed: list[str], *, as_json: bool) -> Iterator[str]:
    for file in files:
        try:
            raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        except (OSError, ValueError) as error:
            failed.append(file)
            reason = refused_because(error) if isinstance(error, OSError) else str(error)
            told = MadoError(_("Could not read {file}: {reason}.").format(file=file, reason=reason))
            show_error(told, as_json=as_json)
            continue
        yield raw.decode("utf-8-sig", "replace").replace("\r\n", "\n")


def _found(text: str, asked: _Asked) -> dict[str, Any]:
    """One object of the public contract."""
    from core.care.moods import mood
    from core.care.promises import promises
    from core.care.questions import questions
    from core.care.thanks import thanks_only

    direction = asked.context.get("direction")
    ours, theirs = direction != "incoming", direction != "outgoing"
    return {
        "promises": [
            {"text": p.text, "due": p.due.isoformat() if p.due else None}
            for p in (promises(text, asked.sent_at, asked.calendar) if ours else [])
        ],
        "questions": [{"text": q.text} for q in (questions(text) if theirs else [])],
        "mood": mood(text).mood if theirs else "calm",
        "thanks_only": theirs and thanks_only(text),
        "checks": _checks(text, asked) if ours else [],
    }


def _checks(text: str, asked: _Asked) -> list[dict[str, str | None]]:
    from core.care.checks.case import Case, Reader
    from core.care.checks.run import check_text
    from core.care.due import Now
    from core.mail.reply_text import reply_text

    customer, ticket = (_mapping(asked.context.get(key)) for key in ("customer", "ticket"))
    files = asked.context.get("attachments")
    case = Case(
        own=reply_text(text),
        now=Now(asked.sent_at.astimezone(asked.calendar.zone), asked.calendar),
        reader=Reader(*(str(customer.get(key) or "") for key in ("name", "address", "language", "charset"))),
        late=bool(ticket.get("late")),
        complaint=bool(ticket.get("complaint")),
        attachments=tuple(map(str, files)) if isinstance(files, list) else (),
        asked=str(asked.context.get("message") or ticket.get("message") or _quoted(text)),
    )
    return [
        {"level": p.level, "code": p.code, "reason": p.reason, "text": p.text, "fix": p.fix} for p in check_text(case)
    ]


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _quoted(text: str) -> str:
    """What the reply quotes of the customer's mail."""
    return "\n".join(row.lstrip(">＞ ") for row in text.splitlines() if row.startswith((">", "＞")))


def _show(answer: Mapping[str, Any]) -> None:
    """What was found, for people."""
    for promise in answer["promises"]:
        line(
            _("promise  {due}  {text}").format(
                due=promise["due"] or _("no time"), text=" ".join(promise["text"].split())
            )
        )
    for question in answer["questions"]:
        line(_("question  {text}").format(text=" ".join(question["text"].split())))
    line(_("mood  {mood}").format(mood=answer["mood"]))
    for check in answer["checks"]:
        line(f"{check['level']}  {check['code']}  {check['reason']}")
