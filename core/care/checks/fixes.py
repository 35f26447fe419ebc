"""One-key fixes: what to write instead of the place that a finding means, where that can be told for sure."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import replace
from datetime import date

from core.care.checks.case import Case
from core.care.checks.dates import Written, date_of, written_dates
from core.care.checks.language import lost_in
from core.care.due import day_of_month
from core.care.sentences import sentences as split
from core.problems import Problem
from core.times import MONTHS_EN

_PLAIN = (
    (re.compile("(?:おっしゃ|仰)られ"), "おっしゃっ"),
    (re.compile("ご覧になられ"), "ご覧になり"),
    (re.compile("拝(見|読|聴|借)(?:を)?させて(?:いただ|頂)"), r"拝\1いた"),
    (re.compile("各位様|各位(?:の)?皆様"), "各位"),
    (re.compile("御中様"), "御中"),
    (re.compile("(社長|部長|課長|店長|会長|専務|先生)様"), r"\1"),
    (re.compile("了解(?:しました|いたしました|です)"), "承知いたしました"),
    (re.compile("ご苦労(?:様|さま)"), "お疲れさま"),
    (re.compile("すいません"), "申し訳ございません"),
)
_SORRY = {
    "ja": "ご不便をおかけし、誠に申し訳ございません。",
    "en": "I am sorry for the trouble this has caused.",
}
_JA_DAY = re.compile("[月火水木金土日](?=(?:曜日?|・祝)?[)）]|曜)")
_EN_DAY = re.compile(r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?", re.IGNORECASE)
_MONTH_JA = re.compile(r"\d{1,2}([月/])")
_OLD_LETTERS = str.maketrans({"髙": "高", "﨑": "崎", "德": "徳", "濵": "浜", "瀨": "瀬", "～": "〜"})
_LIKE = str.maketrans({"–": "-", "—": "-", "“": '"', "”": '"', "‘": "'", "’": "'", "€": "EUR", "…": "...", "•": "-"})
_HELLO = {"ja": "お世話になっております。", "en": "Hello,"}


def with_fix(problem: Problem, case: Case) -> Problem:
    """The finding with its fix: `text` is replaced by it; where `text` is empty it is put at the beginning."""
    lang = "ja" if case.japanese else "en"
    match problem.code:
        case "missing_san" if problem.text:
            return replace(problem, fix=f"{problem.text} 様")
        case "wrong_name" if problem.text and case.reader.name:
            return replace(problem, fix=case.reader.name)
        case "missing_apology":
            return replace(problem, fix=_SORRY[lang])
        case "no_greeting":
            return replace(problem, text="", fix=_HELLO[lang])
        case "weekday_mismatch" if problem.text:
            return replace(problem, fix=right_weekday(problem.text, case))
        case "past_date" | "impossible_date" if problem.text:
            return replace(problem, fix=nearest_date(problem.text, case))
        case "charset_loss" if problem.text:
            each = tuple(plain_letters(letter, case.reader.charset) for letter in problem.text)
            return replace(problem, fix="".join(each), each=each)
        case "ng_word" | "double_honorific":
            for pattern, plain in _PLAIN:
                if pattern.fullmatch(problem.text):
                    return replace(problem, fix=pattern.sub(plain, problem.text))
    return problem


def right_weekday(written: str, case: Case) -> str | None:
    """A date as it was written, with the weekday that it really is; None where it names no day that exists."""
    day = date_of(written, case)
    if day is None:
        return None
    if _JA_DAY.search(written):
        return _JA_DAY.sub("月火水木金土日"[day.weekday()], written, count=1)
    named = _EN_DAY.search(written)
    if named is None:
        return None
    return (
        written[: named.start()]
        + f"{day:%A}"[: None if named[0].lower().endswith("day") else 3]
        + written[named.end() :]
    )


def nearest_date(written: str, case: Case) -> str | None:
    """A date as it was written, with the nearest day that exists and is to come, its weekday right.

    The last day of a month that is too short; else the same day a month or, where a year is named, a year later.
    """
    named = next((w for s in split(written) for w in written_dates(s)), None)
    if named is None or not 1 <= named.month <= 12 or not 1 <= named.day <= 31:
        return None
    today = case.now.today
    day = date_of(written, case)
    if day is None:
        year = named.year or today.year + (named.month < today.month)
        day = date(year, named.month, monthrange(year, named.month)[1])
    if day < today:
        day = day.replace(year=day.year + 1, day=min(day.day, 28)) if named.year else day_of_month(today, 1, day.day)
    return _as_written(written, named, day)


def _as_written(written: str, named: Written, day: date) -> str | None:
    """The words of a date with another day in them: its numbers, its month's name and its weekday."""
    places = [m.span() for m in re.finditer(rf"(?<!\d)0?{named.day}(?!\d)", written)]
    if not places:
        return None
    begin, end = places[-1]
    said = f"{written[:begin]}{day.day}{written[end:]}"
    if day.month != named.month:
        said, changed = _MONTH_JA.subn(lambda m: f"{day.month}{m[1]}", said, count=1)
        if not changed:
            said = re.sub(
                f"{MONTHS_EN[named.month - 1]}|{MONTHS_EN[named.month - 1][:3]}(?![a-z])",
                MONTHS_EN[day.month - 1],
                said,
                flags=re.IGNORECASE,
            )
    if named.year and named.year != day.year:
        said = said.replace(str(named.year), str(day.year), 1)
    if _JA_DAY.search(said):
        return _JA_DAY.sub("月火水木金土日"[day.weekday()], said, count=1)
    return _EN_DAY.sub(lambda m: f"{day:%A}"[: None if m[0].lower().endswith("day") else 3], said, count=1)


def plain_letters(piece: str, charset: str) -> str:
    """What a mail program of a charset can show in place of letters that it lacks; what has no like is left out."""
    for plain in (piece.translate(_OLD_LETTERS), unicodedata.normalize("NFKC", piece.translate(_OLD_LETTERS))):
        if not lost_in(plain, charset):
            return plain
    bare = unicodedata.normalize("NFKD", piece.translate(_LIKE))
    return "".join(c for c in bare if not unicodedata.combining(c) and not lost_in(c, charset))


def fixed(body: str, own: str, problem: Problem) -> str:
    """A reply's body with one finding mended: `own` are our own words in it. Unchanged where nobody can tell "
    "how."""
    if problem.fix is None or not own or own not in body:
        return body
    if problem.code == "charset_loss":
        mended = own.translate(
            {ord(letter): plain for letter, plain in zip(problem.text, problem.each, strict=False)}
        )
    elif problem.text and problem.text in own:
        mended = own.replace(problem.text, problem.fix, 1)
    elif problem.code == "no_closing":
        mended = f"{own.rstrip()}\n\n{problem.fix}"
    elif problem.text:
        return body
    else:
        mended = _at_the_beginning(own, problem)
    return body.replace(own, mended, 1)


def _at_the_beginning(own: str, problem: Problem) -> str:
    """A greeting stands above everything, an apology below the line that calls the customer."""
    first, _line, rest = own.lstrip("\n").partition("\n")
    calls = re.search(r"(?:様|さま|御中|各位|,|、)\s*$|^(?:hi|hello|dear)\b.{0,40}$", first.strip(), re.IGNORECASE)
    if problem.code != "no_greeting" and calls and len(first) <= 60:
        return f"{first}\n{problem.fix}\n{rest.lstrip(chr(10))}"
    return f"{problem.fix}\n{own.lstrip(chr(10))}"
