"""An address list cut into mailboxes (RFC 5322 section 3.4), each as the pieces it was written in.

One pass without recursion; brackets are paired beforehand, so that no list of opening brackets is looked at twice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from core.mail import limits

_TOKEN = re.compile(
    r"=\?[\w.:+*'-]{1,60}\?[BbQq]\?[^?\r\n]{0,2000}\?=|@\[[^\]\r\n]{0,200}\]|[^\"(<,;:=@\\]+|\\[,;:()<>@\"\\]|.", re.S
)
_QUOTED = re.compile(r"\"((?:[^\"\\]|\\.|\\\Z)*)(?:\"|\Z)", re.S)
_ESCAPED = re.compile(r"\\(.)", re.S)
_BRACKET = re.compile(r"\\.|[()]")
_WIDE_ENDS = ("，", "、", "；")
"""What people type between addresses with a Japanese or Chinese keyboard."""
_ANGLE_MARK = re.compile(r"[\">,]")
_INNER_COMMENT = re.compile(r"\([^()]*\)")


@dataclass(slots=True)
class Mailbox:
    """One mailbox as written: words and quoted strings, comments, what stood in angle brackets.

    `end` is the comma or semicolon behind it, or empty. `quoted_local`: a quoted string stands right before the @.
    """

    phrase: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    angle: str | None = None
    quoted_local: bool = False
    end: str = ""
    behind: int = 0
    """How many pieces of the phrase stood before the angle brackets."""

    def words(self) -> str:
        """Its words as one text."""
        return "".join(self.phrase).strip()

    def is_empty(self) -> bool:
        """Whether nothing but comments stands there."""
        return self.angle is None and not self.words()

    def has_address(self) -> bool:
        """Whether something in it may be an address."""
        return self.angle is not None or any("@" in p for p in self.phrase)


def mailboxes(text: str) -> list[Mailbox]:
    """The mailboxes of a list in order, names of groups left out. Never raises."""
    return _Scanner(text).scan()


class _Scanner:
    def __init__(self, text: str) -> None:
        self._text = text
        self._closing = _closing_brackets(text) if "(" in text else {}
        self._now = Mailbox()
        self._found: list[Mailbox] = []

    def scan(self) -> list[Mailbox]:
        at = 0
        while at < len(self._text) and len(self._found) <= limits.ADDRESSES:
            token = _TOKEN.match(self._text, at)
            if token is None:
                break
            at = self._take(token[0], token.end())
        self._finish("")
        return self._found

    def _take(self, mark: str, at: int) -> int:
        """Take one token that ends at `at`; where to go on."""
        now = self._now
        if mark == '"':
            return self._quoted(at - 1)
        if mark == "(":
            return self._comment(at)
        if mark == "<":
            return self._angle(at)
        if mark in (",", ";"):
            self._finish(mark)
        elif mark == ":" and not now.has_address():
            self._now = Mailbox()
        elif mark[0] == "\\" and len(mark) == 2:
            now.phrase.append(mark[1])
        elif now.angle and mark.lstrip("> ")[:1] in _WIDE_ENDS:
            self._finish(",")
            self._now.phrase.append(mark.lstrip("> " + "".join(_WIDE_ENDS)))
        else:
            now.phrase.append(mark.lstrip("> ") if now.angle else mark)
        return at

    def _finish(self, end: str) -> None:
        now = self._now
        if not now.is_empty():
            now.end = end
            self._found.append(now)
        elif end == ";" and self._found:
            self._found[-1].end = end
        self._now = Mailbox()

    def _quoted(self, at: int) -> int:
        match = _QUOTED.match(self._text, at)
        if match is None:
            self._now.phrase.append(self._text[at])
            return at + 1
        if self._text[match.end() : match.end() + 1] == "@":
            self._now.phrase.append(match[0])
            self._now.quoted_local = True
        else:
            self._now.phrase.append(_ESCAPED.sub(r"\1", match[1]) if "\\" in match[1] else match[1])
        return match.end()

    def _comment(self, at: int) -> int:
        """A comment from behind its bracket on; one that never ends goes to the next comma."""
        end = self._closing.get(at - 1)
        if end is not None:
            self._now.comments.append(_ESCAPED.sub(r"\1", self._text[at:end]))
            return end + 1
        comma = self._text.find(",", at)
        end = comma if comma >= 0 else len(self._text)
        self._now.comments.append(self._text[at:end])
        return end

    def _angle(self, at: int) -> int:
        """What stands between angle brackets; without a closing one, up to the next comma."""
        end = _angle_end(self._text, at)
        inner = _INNER_COMMENT.sub("", self._text[at:end]).strip().removeprefix("<")
        now = self._now
        if now.angle and "@" in now.angle and "@" in inner:
            words, now.phrase = now.phrase[now.behind :], now.phrase[: now.behind]
            self._finish(",")
            now = self._now
            now.phrase = words
        if "@" in inner or now.angle is None:
            if now.angle:
                now.phrase.append(f"<{now.angle}>")
            now.angle = inner
            now.behind = len(now.phrase)
        return end + 1 if self._text[end : end + 1] == ">" else end


def _closing_brackets(text: str) -> dict[int, int]:
    """For every opening bracket of a comment the place of its closing one, in one pass."""
    pairs: dict[int, int] = {}
    opened: list[int] = []
    for match in _BRACKET.finditer(text):
        if match[0] == "(":
            opened.append(match.start())
        elif match[0] == ")" and opened:
            pairs[opened.pop()] = match.start()
    return pairs


def _angle_end(text: str, at: int) -> int:
    place = at
    while place < len(text):
        match = _ANGLE_MARK.search(text, place)
        if match is None:
            return len(text)
        place = match.start()
        if match[0] == ">":
            return place
        if match[0] == ",":
            if text[at : at + 20].lstrip().startswith("@"):
                place += 1
                continue
            closing = text.find(">", place)
            opening = text.find("<", place)
            return closing if closing >= 0 and (opening < 0 or closing < opening) else place
        quoted = _QUOTED.match(text, place)
        place = quoted.end() if quoted else place + 1
    return len(text)
