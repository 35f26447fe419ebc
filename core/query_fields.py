"""What each field of the query language means, as a TinyDB query over ticket documents."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any, Protocol

from tinydb import where
from tinydb.queries import QueryInstance

from config.errors import UsageError
from config.languages import translator
from core.grams import fold
from core.identity import canonical_code
from core.mention_names import names_of
from core.times import stored

_ = translator("core")

STATUSES = ("open", "pending", "solved", "closed", "spam")
PRIORITIES = ("high", "normal", "low")
LEVELS = ("red", "amber", "green")
_SPAN = re.compile(r"([<>]=?)?\s*(\d{1,5})\s*([a-z分時間日週]+)")
_DAY = re.compile(r"([<>]=?)?\s*(\d{4})[-/](\d{1,2})[-/](\d{1,2})")
_UNITS = {
    **dict.fromkeys(("m", "min", "分"), timedelta(minutes=1)),
    **dict.fromkeys(("h", "時間"), timedelta(hours=1)),
    **dict.fromkeys(("d", "日"), timedelta(days=1)),
    **dict.fromkeys(("w", "週", "週間"), timedelta(weeks=1)),
}


class CareLookups(Protocol):
    """What conditions about care are looked up in: the charter's clocks and the customers' voice."""

    def late(self, what: str, now: datetime) -> QueryInstance:
        """The tickets that are late (`answer`, `promise`, `silence`, `any`)."""

    def said(self, topic: str) -> Sequence[str]:
        """The tickets in which something was clipped under a topic."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, and when: `me` is the agent's name, `now` aware, in the zone in which days are meant.

    Without `care` (a query is only read, no store is there) what is late or was said finds nothing.
    """

    me: str | None
    now: datetime
    care: CareLookups | None = None


Meaning = Callable[[str, Asker], QueryInstance]


def field_condition(field: str, value: str, asker: Asker) -> QueryInstance:
    """The condition of `field:value`. Raises UsageError naming the nearest known field or value."""
    meaning = FIELDS.get(field.lower())
    if meaning is None:
        raise UsageError(
            _("There is no field {field}:.").format(field=field),
            hint=_nearest(field.lower(), FIELDS) + " " + _('To look for the text itself, write it in quotes: "…".'),
            code="unknown_field",
        )
    if not value.strip(","):
        raise UsageError(_("{field}: needs a value.").format(field=field), code="no_value")
    return meaning(value, asker)


def anything() -> QueryInstance:
    """Every ticket."""
    return QueryInstance(lambda _document: True, ())


def holds(field: str, text: str) -> QueryInstance:
    """Text that stands in a field (folded), or in one of its values."""

    def test(document: Mapping[str, Any]) -> bool:
        found = document.get(field)
        values = [fold(found)] if isinstance(found, str) else found or ()
        return any(text in value for value in values)

    return QueryInstance(test, ("holds", (field,), text))


def ends(field: str, text: str) -> QueryInstance:
    """A field's text, or one of its values, ends so."""

    def test(document: Mapping[str, Any]) -> bool:
        found = document.get(field)
        return any(value.endswith(text) for value in ((found,) if isinstance(found, str) else found or ()))

    return QueryInstance(test, ("ends", (field,), text))


def _any_of(conditions: Iterable[QueryInstance]) -> QueryInstance:
    return reduce(or_, conditions)


def _nearest(word: str, known: Iterable[str]) -> str:
    known = sorted(known)
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    if near:
        return _("Did you mean {near}?").format(near=near[0])
    return _("Known: {known}.").format(known=", ".join(known))


def _word(field: str, value: str, known: Iterable[str]) -> str:
    known = list(known)
    if value.lower() not in known:
        text = _("{field}: does not know {value}.").format(field=field, value=value)
        raise UsageError(text, hint=_nearest(value.lower(), known), code="unknown_value")
    return value.lower()


def _status(value: str, _asker: Asker) -> QueryInstance:
    words = [_word("status", v, (*STATUSES, "any")) for v in value.split(",") if v]
    if "any" in words:
        return anything()
    return where("status") == words[0] if len(words) == 1 else where("status").one_of(words)


def _assignee(value: str, asker: Asker) -> QueryInstance:
    def one(name: str) -> QueryInstance:
        if name == "none":
            return where("assignee") == None  # noqa: E711 (a TinyDB query)
        if name == "any":
            return where("assignee") != None  # noqa: E711 (a TinyDB query)
        if name == "me" and not asker.me:
            text = _("assignee:me needs to know who you are.")
            raise UsageError(text, hint=_("Set your name: `mado config set agent.name NAME`."), code="no_agent")
        return where("assignee") == (asker.me if name == "me" else name)

    return _any_of(one(name) for name in value.split(",") if name)


def _tag(value: str, _asker: Asker) -> QueryInstance:
    return where("tags").any([v.lstrip("#") for v in value.split(",") if v])


def _priority(value: str, _asker: Asker) -> QueryInstance:
    return where("priority").one_of([_word("priority", v, PRIORITIES) for v in value.split(",") if v])


def _from(value: str, _asker: Asker) -> QueryInstance:
    """`@domain`, a whole address, or a part of a name or address."""
    text = fold(value)
    if text.startswith("@"):
        return ends("addresses", text)
    if "@" in text.rstrip("@"):
        return where("addresses").any([text])
    return holds("addresses", text) | holds("customer_name", text)


def _subject(value: str, _asker: Asker) -> QueryInstance:
    return holds("subject", fold(value))


def _mailbox(value: str, _asker: Asker) -> QueryInstance:
    return where("mailbox") == value


def _code(value: str, _asker: Asker) -> QueryInstance:
    code = canonical_code(value)
    begins = (where("code") >= code) & (where("code") < code + "\uffff")
    return begins | where("aliases").any([code])


def _time(value: str, asker: Asker, field: str) -> tuple[str, datetime]:
    """(comparison or "", moment): the start of a day in the asker's zone, or a span before now."""
    day = _DAY.fullmatch(value)
    if day:
        try:
            numbers = (int(day[2]), int(day[3]), int(day[4]))
            return day[1] or "", datetime(*numbers, tzinfo=asker.now.tzinfo)
        except ValueError:
            pass
    span = _SPAN.fullmatch(value.lower())
    if span and span[3] in _UNITS:
        return span[1] or "", asker.now - int(span[2]) * _UNITS[span[3]]
    raise UsageError(
        _("{field}: {value} is not a time.").format(field=field, value=value),
        hint=_("For example {field}:2026-05-01 or {field}:3d.").format(field=field),
        code="no_time",
    )


def _before(value: str, asker: Asker) -> QueryInstance:
    """Tickets that began before that day."""
    return where("created") < stored(_time(value, asker, "before")[1])


def _after(value: str, asker: Asker) -> QueryInstance:
    """Tickets in which something happened on that day or later."""
    return where("updated") >= stored(_time(value, asker, "after")[1])


def _moment(field: str) -> Meaning:
    def meaning(value: str, asker: Asker) -> QueryInstance:
        sign, moment = _time(value, asker, field)
        at, next_day = stored(moment), stored(moment + timedelta(days=1))
        is_day = _DAY.fullmatch(value) is not None
        match sign:
            case "<":
                return where(field) < at
            case "<=":
                return where(field) < next_day if is_day else where(field) <= at
            case ">":
                return where(field) >= next_day if is_day else where(field) > at
            case ">=":
                return where(field) >= at
        return (where(field) >= at) & (where(field) < next_day) if is_day else where(field) >= at

    return meaning


def _waiting(value: str, asker: Asker) -> QueryInstance:
    """How long the customer has been waiting: `>4h` at least so long, `<30m` less than that."""
    sign, since = _time(value, asker, "waiting")
    if sign.startswith("<"):
        return _waits() & (where("waiting_since") > stored(since))
    return _waits() & (where("waiting_since") <= stored(since))


def _waits() -> QueryInstance:
    """Somebody waits for us; the fold says so of open tickets only, and among these they are found sooner."""
    found: QueryInstance = (where("status") == "open") & (where("waiting_since") != None)  # noqa: E711 (a TinyDB query)
    return found


def _has(value: str, _asker: Asker) -> QueryInstance:
    what = _word("has", value, ("attachment", "attachments", "note", "notes", "tag", "tags"))
    if what.startswith("tag"):
        return holds("tags", "")
    return where("attachments" if what.startswith("attachment") else "notes") > 0


def _later_than_now(field: str) -> Callable[[Asker], QueryInstance]:
    return lambda asker: (where(field) != None) & (where(field) > stored(asker.now))  # noqa: E711 (a TinyDB query)


def _claimed(asker: Asker) -> QueryInstance:
    return where("claim").until > stored(asker.now)


def _in_status(status: str) -> Callable[[Asker], QueryInstance]:
    return lambda _asker: where("status") == status


def _flagged(level: str) -> Callable[[Asker], QueryInstance]:
    return lambda _asker: where("flags").any(where("level") == level)


def _late(value: str, asker: Asker) -> QueryInstance:
    """Late with an answer, a promise, or with any word at all."""
    what = _word("late", value, ("answer", "promise", "silence", "any"))
    return asker.care.late(what, asker.now) if asker.care else where("code").one_of([])


def _voice(value: str, asker: Asker) -> QueryInstance:
    """Tickets in which something was clipped under that topic."""
    return where("code").one_of(list(asker.care.said(value)) if asker.care else [])


def _risk(value: str, _asker: Asker) -> QueryInstance:
    """Tickets of customers at risk: red, amber, any of both, none."""
    word = _word("risk", value, ("red", "amber", "any", "none"))
    levels = [word] if word in ("red", "amber") else ["red", "amber"]
    found = where("flags").any(where("level").one_of(levels) & where("code").matches("risk[.]"))
    return ~found if word == "none" else found


_STATES: Mapping[str, Callable[[Asker], QueryInstance]] = {
    **{status: _in_status(status) for status in STATUSES},
    **{level: _flagged(level) for level in LEVELS},
    "unread": lambda _asker: where("unread") == True,  # noqa: E712 (a TinyDB query)
    "read": lambda _asker: where("unread") == False,  # noqa: E712 (a TinyDB query)
    "snoozed": _later_than_now("snoozed_until"),
    "claimed": _claimed,
    "waiting": lambda _asker: _waits(),
    "assigned": lambda _asker: where("assignee") != None,  # noqa: E711 (a TinyDB query)
    "unassigned": lambda _asker: where("assignee") == None,  # noqa: E711 (a TinyDB query)
    "approval": lambda _asker: where("approval").exists(),
    "late": lambda asker: _late("any", asker),
    "promised": lambda _asker: where("due") != None,  # noqa: E711 (a TinyDB query)
    "mine": lambda asker: _assignee("me", asker),
}


def _mentions(value: str, asker: Asker) -> QueryInstance:
    """Tickets with a note that calls one of these, who has done nothing there since."""
    names = [asker.me or "" if v.lower() == "me" else v for v in value.split(",") if v]
    called = sorted(frozenset(n for name in names for n in names_of(name) if n))
    return (where("notes") > 0) & where("mentions").any(called)


def _is(value: str, asker: Asker) -> QueryInstance:
    return _STATES[_word("is", value, _STATES)](asker)


FIELDS: Mapping[str, Meaning] = {
    "status": _status,
    "assignee": _assignee,
    "tag": _tag,
    "priority": _priority,
    "from": _from,
    "customer": _from,
    "subject": _subject,
    "mailbox": _mailbox,
    "code": _code,
    "before": _before,
    "after": _after,
    "created": _moment("created"),
    "updated": _moment("updated"),
    "waiting": _waiting,
    "has": _has,
    "mentions": _mentions,
    "risk": _risk,
    "due": _moment("due"),
    "voice": _voice,
    "late": _late,
    "is": _is,
}
