"""Placeholders: `{{customer.name}}` is filled in, `{{?order number}}` asks, `{{?order number|ご注文番号}}`
asks in the words behind the bar and answers to both.

Expansion is one pass over a fixed list of names. A value is never expanded again, no attribute of
anything can be reached, and what cannot be filled stays in the text as it stands and is reported.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.text import clean
from core.times import MONTHS_EN
from core.when import weekdays

_PLACEHOLDER = re.compile(r"\{\{([^{}\n]{1,80})\}\}")
_LONGEST_VALUE = 2000
_LONGEST_SEARCH = 5_000
CURSOR = "cursor"
_DATE = re.compile(r"(date|weekday)\+(\d{1,3})([dwb])")
_WEEKDAYS_JA = "月火水木金土日"
_WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_HONOURED = ("様", "さま", "さん", "殿", "先生", "御中", "各位")
_COMPANY = (
    "株式会社",
    "有限会社",
    "合同会社",
    "㈱",
    "㈲",
    "一般社団法人",
    "財団法人",
    "医療法人",
    "学校法人",
)


@dataclass(frozen=True, slots=True)
class Context:
    """Everything a placeholder can name. Empty means: not known; such a placeholder stays unfilled.

    `now` is an aware time in the zone in which dates are to be read; `lang` is the reply's language; `works` says
    which days are business days.
    """

    lang: str
    now: datetime
    customer_name: str = ""
    customer_address: str = ""
    ticket_code: str = ""
    ticket_subject: str = ""
    agent_name: str = ""
    mailbox_name: str = ""
    mailbox_address: str = ""
    agent_email: str = ""
    organisation: str = ""
    ticket_date: str = ""
    works: Callable[[date], bool] = weekdays


@dataclass(frozen=True, slots=True)
class Expanded:
    """A text with its placeholders filled in. `missing` are the names that were not, each once.

    `cursor` is where the response wants the writer's cursor, an offset into `text`, or None.
    `literals` are placeholder-like pieces that came in with values (a customer may be called
    "{{agent.name}}"): they are text, and no check may take them for something forgotten.
    """

    text: str
    missing: tuple[str, ...] = ()
    literals: tuple[str, ...] = ()
    cursor: int | None = None


def greeting(name: str, lang: str) -> str:
    """How a mail begins: 山田 太郎 様, お客様, Dear Mary Miller, or Hello,"""
    name = person_name(name)
    if lang == "ja":
        return honoured(name) if name else "お客様"
    return f"Dear {name}," if name else "Hello,"


def honoured(name: str) -> str:
    """A name with 様 (御中 for a company), unless it already carries such a word."""
    name = name.strip()
    if name.endswith(_HONOURED):
        return name
    company = name.startswith(_COMPANY) or name.endswith(_COMPANY)
    return f"{name} 御中" if company else f"{name} 様"


def person_name(name: str) -> str:
    """A display name if it is one: an address that stands in its place is none."""
    return "" if "@" in name else name.strip()


def long_date(moment: datetime, lang: str) -> str:
    """A date in words: November 24, 2026 or 2026年11月24日."""
    if lang == "ja":
        return f"{moment.year}年{moment.month}月{moment.day}日"
    return f"{MONTHS_EN[moment.month - 1]} {moment.day}, {moment.year}"


def weekday(moment: datetime, lang: str) -> str:
    """Tuesday or 火曜日."""
    return f"{_WEEKDAYS_JA[moment.weekday()]}曜日" if lang == "ja" else _WEEKDAYS_EN[moment.weekday()]


NAMES: Mapping[str, Callable[[Context], str]] = {
    "customer.name": lambda c: person_name(c.customer_name),
    "customer.greeting": lambda c: greeting(c.customer_name, c.lang),
    "customer.organisation": lambda c: c.organisation,
    "customer.address": lambda c: c.customer_address,
    "ticket.code": lambda c: c.ticket_code,
    "ticket.subject": lambda c: c.ticket_subject,
    "ticket.date": lambda c: c.ticket_date,
    "agent.name": lambda c: c.agent_name,
    "agent.email": lambda c: c.agent_email,
    "mailbox.name": lambda c: c.mailbox_name,
    "mailbox.address": lambda c: c.mailbox_address,
    "date": lambda c: long_date(c.now, c.lang),
    "weekday": lambda c: weekday(c.now, c.lang),
    "answers": lambda _c: "",
}
"""Every name that is filled in by itself; `answers` in confirmations only (core/acknowledge_answers.py).

Whatever else stands in braces is asked for."""


def is_known(name: str) -> bool:
    """Whether a name is filled in by itself: one of `NAMES`, `date+3d` and its like, or the cursor's mark."""
    word = name.strip().lower()
    return word in NAMES or word == CURSOR or _DATE.fullmatch(word) is not None


def expand(text: str, context: Context, values: Mapping[str, str] | None = None) -> Expanded:
    """Fill the placeholders of a text in one pass. `values` are what a person gave for the asked ones.

    A given value wins over a known name. Values are cleaned (core/text.py) and cut at 2,000 characters.
    """
    given = {_folded(k): clean(v)[:_LONGEST_VALUE] for k, v in (values or {}).items()}
    missing: dict[str, None] = {}
    cursor: list[int] = []
    open_at: set[int] = set()
    grown = 0

    def fill(found: re.Match[str]) -> str:
        nonlocal grown
        put = filled(found)
        if found[1].strip().lower() == CURSOR:
            cursor.append(found.start() + grown)
        grown += len(put) - len(found[0])
        return put

    def filled(found: re.Match[str]) -> str:
        name = _name(found[1])
        if name.lower() == CURSOR:
            return ""
        value = next((given[k] for k in _keys(found[1]) if given.get(k)), "") or _known(name, found[1], context)
        if not value.strip():
            missing[name] = None
            open_at.add(found.start() + grown)
            return found[0]
        return value

    done = _PLACEHOLDER.sub(fill, text)
    # what looks like a placeholder now and was not left open came with values, or of two of them side by side
    literals = tuple(m[0] for m in _PLACEHOLDER.finditer(done) if m.start() not in open_at)
    return Expanded(done, tuple(missing), literals, cursor[0] if cursor else None)


def asked(text: str) -> tuple[str, ...]:
    """The names in a text that a person must give: `{{?…}}` and every unknown name, each once."""
    names = (found[1] for found in _PLACEHOLDER.finditer(text))
    return tuple(dict.fromkeys(_name(n) for n in names if n.strip().startswith("?") or not is_known(n)))


def unknown(text: str) -> tuple[str, ...]:
    """Names that are neither known nor asked for with `?`: probably misspelt."""
    names = (found[1].strip() for found in _PLACEHOLDER.finditer(text))
    return tuple(dict.fromkeys(n for n in names if not n.startswith(("?", "csv.", ">")) and not is_known(n)))


def unfilled(text: str, literals: Iterable[str] = ()) -> tuple[str, ...]:
    """The placeholders still in a text, as they stand, without those that values brought in."""
    excused = Counter(literals)
    found = []
    for match in _PLACEHOLDER.finditer(text):
        if excused[match[0]] > 0:
            excused[match[0]] -= 1
        else:
            found.append(match[0])
    return tuple(dict.fromkeys(found))


def _known(name: str, written: str, context: Context) -> str:
    if written.strip().startswith("?"):
        return ""
    if later := _DATE.fullmatch(name.lower()):
        return _later_date(later, context)
    reader = NAMES.get(name.lower())
    return clean(reader(context), one_line=True)[:_LONGEST_VALUE] if reader else ""


def _later_date(found: re.Match[str], context: Context) -> str:
    """`date+3d`, `date+1w`, `date+5b` (business days), `weekday+3d`: that day in words, in the reply's language."""
    count, unit, moment = int(found[2]), found[3], context.now
    if unit == "b":
        last = moment + timedelta(days=_LONGEST_SEARCH)
        while count and moment < last:
            moment += timedelta(days=1)
            count -= context.works(moment.date())
    else:
        moment += timedelta(days=count * (7 if unit == "w" else 1))
    return long_date(moment, context.lang) if found[1] == "date" else weekday(moment, context.lang)


def _name(written: str) -> str:
    """The words a person is asked with: those behind the bar where there is one."""
    return written.strip().removeprefix("?").rpartition("|")[2].strip()


def _keys(written: str) -> list[str]:
    """Every name under which a value for this placeholder may be given."""
    return [_folded(part) for part in written.strip().removeprefix("?").split("|")]


def _folded(name: str) -> str:
    """`order number`, `Order_Number` and `order-number` are one name on the command line."""
    return re.sub(r"[\s_-]+", " ", name.strip().removeprefix("?")).strip().casefold()
