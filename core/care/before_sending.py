"""The check before a reply leaves: what the text checks say of it, knowing its customer and its ticket.

A check of words is never a proof, so a person may send all the same. It stops (until they say so) where the harm
would be great: somebody else's name that this desk knows, a place left open, a word that the team does not use.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from config.errors import MadoError
from config.languages import translator
from core.care.checks.case import Case, Reader
from core.care.checks.others import OF_OTHERS, of_others
from core.care.checks.run import check_text
from core.care.checks.style import plain_style
from core.care.closing import closing_line
from core.care.due import Now
from core.care.moods import RISKS, mood
from core.care.risk import CODE, reason_of
from core.entries import MessageEntry
from core.problems import SECOND_LOOK, Level, Problem
from core.tickets import Flag

if TYPE_CHECKING:
    from core.desk import Desk
    from core.drafts import Draft

_ = translator("core")
_CHECKED_ELSEWHERE = "{{"
"""Placeholders of canned responses: core/reply_checks.py refuses those, and nobody can send them."""
_LIGHT = frozenset({"no_greeting", "missing_san", "missing_apology", "charset_loss", "double_honorific"})
"""Matters of manners: shown beside the text, asked about by nobody, so that what is asked about is read."""


def care_problems(desk: Desk, draft: Draft, own: str) -> Iterator[Problem]:
    """What the text checks say; `own` is what was written for this answer, without signature and quotation."""
    answered = desk.replies.answered(draft.ticket)
    case = _case(desk, draft, own, answered)
    found = [*check_text(case), *of_others(desk, draft, own), *plain_style(case)]
    if draft.then == "solved" and (last := closing_line(own, "ja" if case.japanese else "en")):
        found.append(last)
    yield from _second_look(desk.ticket(draft.ticket).flags)
    for problem in found:
        if problem.code == "unfilled_placeholder" and problem.text.startswith(_CHECKED_ELSEWHERE):
            continue
        yield replace(problem, level=_level(desk, problem), overridable=True)


def _second_look(flags: Iterable[Flag]) -> Iterator[Problem]:
    """What goes to a customer at high risk is read once more before it leaves."""
    reasons = [reason_of(f) or f.reason for f in flags if f.level == "red" and f.code.startswith(CODE)]
    if reasons:
        said = _("This customer is at high risk ({reasons}): read it once more, best with a colleague.")
        yield Problem("hint", SECOND_LOOK, said.format(reasons=", ".join(reasons)), overridable=True)


def _level(desk: Desk, problem: Problem) -> Level:
    if problem.code in OF_OTHERS or problem.text in desk.care.never_said:
        return "stop"
    if problem.code in {check.code for check in desk.care.team_checks}:
        return problem.level
    if problem.level == "stop" and not _grave(desk, problem):
        return "warn"
    return "hint" if problem.code in _LIGHT else problem.level


def _grave(desk: Desk, problem: Problem) -> bool:
    """A name counts as somebody else's where a customer of this desk goes by it."""
    if problem.code not in ("wrong_name", "foreign_name"):
        return False
    wanted = "".join(problem.text.casefold().split())
    return any(
        wanted == "".join(str(person["name"]).casefold().split()) or wanted in str(person["name"]).casefold().split()
        for person in desk.customers(problem.text, 0, 20)
    )


def _answers_late(desk: Desk, code: str, now: datetime) -> bool:
    """Whether this answer comes after the charter's target; not where there is none, or it cannot be read."""
    try:
        deadline = desk.care.clocks.deadline(desk.ledger.ticket_doc(code))
    except MadoError:
        return False
    return deadline is not None and deadline < now


def _case(desk: Desk, draft: Draft, own: str, answered: MessageEntry | None) -> Case:
    ticket = desk.ticket(draft.ticket)
    calendar = desk.care.calendar_or_usual
    now = datetime.now(UTC)
    asked = (answered.reply_text or answered.text) if answered else ""
    to = next(iter(draft.to), None)
    name = (to.name if to else "") or ticket.customer.name
    return Case(
        own=own,
        now=Now(now.astimezone(calendar.zone), calendar),
        reader=Reader(
            name="" if draft.forward else name,
            address=to.address if to else "",
            language=desk.replies.around.language(draft) if asked and not draft.forward else "",
            charset=(answered.charset or "") if answered else "",
        ),
        late=any(p.late(now) for p in desk.care.promised(ticket.code)) or _answers_late(desk, ticket.code, now),
        complaint=bool(asked) and mood(asked).mood in RISKS,
        attachments=tuple(path.name for path in draft.attachments),
        asked=asked,
        ng_words=desk.care.never_said,
        team_checks=desk.care.team_checks,
        ticked=draft.ticked,
    )
