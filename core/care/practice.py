"""Practice: past mail with every name hidden, answered once more; then what was answered, and what the checks say.

A newcomer learns on real matters, without seeing whose they were. Starred replies come first: they are what a good
answer looks like. Nothing of an attempt is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from config.errors import NothingMatched
from config.languages import translator
from core.care.checks.answered import untouched
from core.care.checks.case import Case, Reader
from core.care.checks.run import check_text
from core.care.due import Now
from core.care.moods import RISKS, mood_of
from core.care.promises import Promise, promises_in
from core.care.questions import questions_in
from core.care.stars import Star, stars
from core.entries import MessageEntry
from core.problems import Problem

if TYPE_CHECKING:
    from core.desk import Desk

_ = translator("core")
_MOST = 200
_SHORTEST = 40
_ADDRESS = re.compile(r"[\w.+%-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,6}", re.ASCII)
_PHONE = re.compile(r"(?<![\d-])\+?\d(?:[\d ()-]{8,16})\d(?![\d-])")
_POSTCODE = re.compile(r"〒?\s?\d{3}-\d{4}(?!-)")


@dataclass(frozen=True, slots=True)
class Exercise:
    """A past mail to answer: its ticket, what was asked and how it was answered, with names hidden.

    `name` is what the customer is called in it; `why` is why the answer was starred, "" where it was not.
    """

    ticket: str
    subject: str
    asked: str
    answer: str
    lang: str
    name: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Marked:
    """What is to be said of an attempt: what the checks found, questions left out, what it promises."""

    checks: Sequence[Problem]
    unanswered: Sequence[str]
    questions: int
    promises: Sequence[Promise]


def exercises(desk: Desk, *, most: int = 10, lang: str = "") -> list[Exercise]:
    """Past mails that were answered and settled, those with a starred answer first, then the newest."""
    starred = {s.ticket: s for s in reversed(stars(desk))}
    codes = [*starred, *(c for c in desk.codes("status:solved", 0, _MOST) if c not in starred)]
    found: list[Exercise] = []
    for code in codes:
        one = _exercise(desk, code, starred.get(code))
        if one is not None and lang in ("", one.lang):
            found.append(one)
        if len(found) >= most:
            break
    return found


def exercise(desk: Desk, code: str) -> Exercise:
    """The exercise that a ticket gives. Raises NothingMatched where nothing in it was asked and answered."""
    code = desk.code(code)
    found = _exercise(desk, code, next((s for s in stars(desk) if s.ticket == code), None))
    if found is None:
        raise NothingMatched(_("Nothing in {code} was asked and answered.").format(code=code), code="no_exercise")
    return found


def _exercise(desk: Desk, code: str, star: Star | None) -> Exercise | None:
    messages = [e for e in desk.messages(code) if not e.auto_submitted]
    ours = [m for m in messages if m.direction == "out"]
    answer = next((m for m in ours if star is not None and m.name == star.message), ours[-1] if ours else None)
    asked = [m for m in messages if m.direction == "in" and answer is not None and m.at < answer.at]
    if answer is None or not asked or len(asked[-1].reply_text or asked[-1].text) < _SHORTEST:
        return None
    lang = "ja" if re.search("[\u3040-\u30ff]", asked[-1].reply_text or asked[-1].text) else "en"
    name = "Jane Miller" if lang == "en" else "山田 花子"
    hide = _hider(desk, code, messages, name)
    return Exercise(
        ticket=code,
        subject=hide(asked[-1].subject),
        asked=hide((asked[-1].reply_text or asked[-1].text).strip()),
        answer=hide((answer.reply_text or answer.text).strip()),
        lang=lang,
        name=name,
        why=star.why if star else "",
    )


class _Hider:
    """Puts one made-up name in the place of those who wrote, and hides addresses and numbers of theirs."""

    def __init__(self, names: Iterable[str], name: str) -> None:
        pieces = {piece for full in names for piece in (full, *re.split(r"[\s　]+", full)) if len(piece) > 1}
        self._names = [
            re.compile(rf"(?<![A-Za-z]){re.escape(p)}(?![A-Za-z])", re.IGNORECASE)
            for p in sorted(pieces, key=len, reverse=True)
        ]
        self._name = name

    def __call__(self, text: str) -> str:
        """The text with names, addresses, telephone numbers and postcodes hidden."""
        shown = _ADDRESS.sub("…@…", text)
        for pattern in self._names:
            shown = pattern.sub("\0", shown)
        shown = re.sub("\0(?:[\\s　]*\0)*", self._name, shown)
        return _POSTCODE.sub("〒…", _PHONE.sub("…", shown))


def _hider(desk: Desk, code: str, messages: Sequence[MessageEntry], name: str) -> _Hider:
    own = desk.settings.own_addresses()
    people = [a for m in messages for a in (m.sender, *m.to, *m.cc) if a is not None and a.address.lower() not in own]
    names = {a.name for a in people if a.name} | {a.address.partition("@")[0] for a in people}
    names.add(desk.ticket(code).customer.name)
    return _Hider({n for n in names if n}, name)


def mark(desk: Desk, given: Exercise, attempt: str, *, now: datetime | None = None) -> Marked:
    """Hold an attempt against what was asked and against the checks."""
    calendar = desk.care.calendar_or_usual
    moment = (now or datetime.now(UTC)).astimezone(calendar.zone)
    case = Case(
        own=attempt,
        now=Now(moment, calendar),
        reader=Reader(name=given.name, language=given.lang),
        complaint=mood_of(given.asked).mood in RISKS,
        asked=given.asked,
        ng_words=desk.care.never_said,
        team_checks=desk.care.team_checks,
    )
    found = [replace(p, overridable=True) for p in check_text(case) if p.code != "unanswered_question"]
    asked = questions_in(given.asked)
    return Marked(found, untouched(given.asked, attempt), len(asked), promises_in(attempt, moment, calendar))
