"""What mail programs do around the words of a mail: how they quote, name themselves and make Message-IDs."""

from __future__ import annotations

import hashlib
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cli.demo.story import Language, Person
from core.times import MONTHS_EN

_WEEKDAYS: Mapping[Language, tuple[str, ...]] = {
    "ja": ("月", "火", "水", "木", "金", "土", "日"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_NAMES = {
    "outlook": "X-Mailer: Microsoft Outlook 16.0",
    "iphone": "X-Mailer: iPhone Mail (22B91)",
    "thunderbird": "User-Agent: Mozilla Thunderbird",
    "becky": "X-Mailer: Becky! ver. 2.81.07 [ja]",
    "form": "X-Mailer: webform 1.4",
}


@dataclass(frozen=True, slots=True)
class Quoted:
    """The mail that is answered: who wrote it when (in the answerer's zone), to whom, and its whole text."""

    sender: Person
    to: str
    at: datetime
    subject: str
    text: str


def quote(program: str, lang: Language, old: Quoted) -> str:
    """The history below an answer, in the manner of the program and its language."""
    if program == "outlook":
        return _outlook(lang, old)
    if program == "keitai":
        line = f"---------- 元のメッセージ ----------\n差出人：{old.sender.address}\n件名：{old.subject}\n"
        return f"\n\n{line}\n{old.text}"
    return f"\n\n{_attribution(program, lang, old)}\n\n{_marked(old.text)}"


def _attribution(program: str, lang: Language, old: Quoted) -> str:
    at, who = old.at, f"{old.sender.name} <{old.sender.address}>"
    clock = f"{at:%H:%M}"
    if program == "becky":
        return f"On {at:%a, %d %b %Y %H:%M:%S %z}\n{who} wrote:"
    if lang == "ja":
        if program == "gmail":
            return f"{at.year}年{at.month}月{at.day}日({weekday(at, 'ja')}) {clock} {who}:"
        if program == "iphone":
            return f"> {at:%Y/%m/%d} {clock}、{who}のメール:"
        return f"On {at:%Y/%m/%d} {clock}, {old.sender.name} wrote:"
    month = MONTHS_EN[at.month - 1][:3]
    if program == "gmail":
        return f"On {weekday(at, 'en')[:3]}, {month} {at.day}, {at.year} at {at:%I:%M %p} {who}\nwrote:"
    if program == "iphone":
        return f"> On {at.day} {month} {at.year}, at {clock}, {who} wrote:\n>"
    return f"On {at:%Y-%m-%d} {clock}, {old.sender.name} wrote:"


def _outlook(lang: Language, old: Quoted) -> str:
    at, who = old.at, f"{old.sender.name} <{old.sender.address}>"
    if lang == "ja":
        day = f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}"
        head = f"差出人: {who}\n送信日時: {day}\n宛先: {old.to}\n件名: {old.subject}"
        return f"\n\n________________________________\n{head}\n\n{old.text}"
    day = f"{weekday(at, 'en')}, {MONTHS_EN[at.month - 1]} {at.day}, {at.year} {at:%I:%M %p}"
    head = f"From: {who}\nSent: {day}\nTo: {old.to}\nSubject: {old.subject}"
    return f"\n\n-----Original Message-----\n{head}\n\n{old.text}"


def _marked(text: str) -> str:
    return "\n".join(f">{line}" if line.startswith(">") else f"> {line}".rstrip() for line in text.splitlines())


def wrapped(text: str, program: str, lang: Language) -> str:
    """Latin text in lines of 76 characters, for the programs that wrap."""
    if lang != "en" or program not in {"gmail", "thunderbird"}:
        return text
    return "\n".join(_filled(line) for line in text.split("\n"))


def _filled(line: str) -> str:
    hanging = "   " if line.startswith(" - ") else ""
    return textwrap.fill(line, 76, subsequent_indent=hanging) if len(line) > 76 else line


def weekday(day: datetime, lang: Language) -> str:
    """ "木", "Thursday"."""
    return _WEEKDAYS[lang][day.weekday()]


def date_words(day: datetime, lang: Language) -> str:
    """ "11月20日(木)", "Thursday 20 November"."""
    if lang == "ja":
        return f"{day.month}月{day.day}日({weekday(day, 'ja')})"
    return f"{weekday(day, 'en')} {day.day} {MONTHS_EN[day.month - 1]}"


def message_id(person: Person, program: str, at: datetime, seed: str) -> str:
    """A Message-ID as the program makes them, without angle brackets; the same seed and time, the same id."""
    mark = hashlib.sha256(f"{seed} {at.timestamp()}".encode()).hexdigest()
    if program == "gmail":
        return f"CA+{mark[:28]}@{person.domain}"
    if program == "outlook":
        return f"TY{mark[:4].upper()}MB{mark[4:8].upper()}{mark[8:24].upper()}@TY{mark[:4].upper()}.{person.domain}"
    if program in {"becky", "keitai"}:
        return f"{at:%Y%m%d%H%M%S}.{mark[:4].upper()}.{mark[4:12].upper()}@{person.domain}"
    dashed = f"{mark[:8]}-{mark[8:12]}-{mark[12:16]}-{mark[16:20]}-{mark[20:32]}"
    return f"{dashed.upper() if program == 'iphone' else dashed}@{person.domain}"


def program_line(program: str) -> str | None:
    """The header in which the program names itself; None where it does not."""
    return _NAMES.get(program)
