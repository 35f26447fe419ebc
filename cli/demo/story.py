"""What stands in the practice mailbox, as data: people and their threads, read from the TOML files in `mail/`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache
from importlib.resources import files
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

Language = Literal["ja", "en"]
Kind = Literal["", "automatic", "newsletter", "form", "bounce"]
_AT = re.compile(r"(\d+)d (\d\d):(\d\d)|(\d+)m")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who writes: how their name and address look, in what language, with which mail program."""

    key: str
    name: str
    address: str
    lang: Language = "ja"
    client: str = "gmail"
    charset: str = "utf-8"
    zone: str = "Asia/Tokyo"
    sign: str = ""
    silent: bool = False

    @property
    def domain(self) -> str:
        """What stands after the @."""
        return self.address.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail of a thread. `at` is "3d 10:24" (days before today, local time) or "12m" (minutes before now).

    `by` is the key of who wrote it ("us" for our own replies, which stand in Sent), `reply_to` of the person a
    contact form wrote for. `html` says whether it is in HTML only, or in both forms. `seen`: read on the server.
    """

    by: str
    at: str
    text: str
    subject: str = ""
    kind: Kind = ""
    reply_to: str = ""
    charset: str = ""
    html: Literal["", "only", "both"] = ""
    quote: bool = True
    attach: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    seen: bool = False

    @property
    def ours(self) -> bool:
        """Whether we wrote it."""
        return self.by == "us"


@dataclass(frozen=True, slots=True)
class Thread:
    """One matter of one person, oldest mail first."""

    key: str
    subject: str
    mails: tuple[Mail, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """What somebody answers to a mail of ours: one of `first`, and to the next mail one of `last`."""

    first: tuple[str, ...]
    last: tuple[str, ...]


@cache
def people() -> dict[str, Person]:
    """Everybody who writes, by key; "us" is the shop."""
    everybody = [*_toml("people-ja.toml").items(), *_toml("people-en.toml").items()]
    return {key: Person(key, **fields) for key, fields in everybody}


@cache
def threads() -> tuple[Thread, ...]:
    """Every thread of the mailbox."""
    folder = files(__package__) / "mail"
    names = sorted(f.name for f in folder.iterdir() if f.name.startswith(("ja-", "en-")))
    return tuple(_thread(key, fields) for name in names for key, fields in _toml(name).items())


@cache
def storm() -> tuple[Thread, ...]:
    """The threads of those who meet the same error within one hour."""
    return tuple(_thread(key, fields) for key, fields in _toml("storm.toml").items())


def answers(person: Person) -> Answers:
    """What this person answers: words of their own where the story has some, else those of their language."""
    said = _answers()
    own, common = said["of"].get(person.key, {}), said[person.lang]
    return Answers(tuple(own.get("first", common["first"])), tuple(own.get("last", common["last"])))


@cache
def _answers() -> dict[str, Any]:
    return _toml("answers.toml")


def written_at(at: str, now: datetime) -> datetime:
    """The time a mail was written, in UTC; `now` is aware, and its zone is the one the shop lives in."""
    found = _AT.fullmatch(at)
    if found is None:
        raise ValueError(f"Not a time of the practice mailbox: {at!r}")
    if found[4]:
        return (now - timedelta(minutes=int(found[4]))).astimezone(UTC)
    day = now - timedelta(days=int(found[1]))
    return day.replace(hour=int(found[2]), minute=int(found[3]), second=len(at) * 7 % 60).astimezone(UTC)


def zone(person: Person) -> tzinfo:
    """Where a person lives; UTC on a machine without a time zone database."""
    try:
        return ZoneInfo(person.zone)
    except ZoneInfoNotFoundError:
        return UTC


def _thread(key: str, fields: dict[str, Any]) -> Thread:
    return Thread(key, fields["subject"], tuple(_mail(one, fields["by"]) for one in fields["mail"]))


def _mail(fields: dict[str, Any], by: str) -> Mail:
    whole: dict[str, Any] = {"by": by} | fields
    for name in ("attach", "cc"):
        whole[name] = tuple(fields.get(name, ()))
    return Mail(**whole)


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "mail" / name).read_text("utf-8"))
