"""What one line of a mail's text shows: a quote mark, a date, a time, an address, a rule, a label.

Every function looks at one line of bounded length and uses no pattern with nested repetition, so that no
text can make reading slow.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

HEADER_WIDTH: Final = 400
"""Longer lines (in characters) introduce nothing: they are text."""

ZEROS: Final = "٠۰०০੦૦୦௦౦೦൦๐໐༠၀០᠐０"
"""The digit zero of other scripts; the nine others follow it."""
_DIGITS: Final = {ord(zero) + n: str(n) for zero in ZEROS for n in range(10)}
INVISIBLE: Final = "\u00ad\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
"""Characters that nobody sees."""
_INVISIBLE: Final = dict.fromkeys(map(ord, INVISIBLE))
_FOLD: Final = {**_DIGITS, **_INVISIBLE, ord("\u00a0"): " ", ord("\u202f"): " ", ord("\u3000"): " "}
FOLDING: Final = frozenset(map(chr, _FOLD))
"""What `fold` takes out or replaces."""
_FOLDED: Final = re.compile("[" + "".join(map(chr, _FOLD)) + "]")
_INK: Final = re.compile(r"[^\s" + "".join(map(chr, _INVISIBLE)) + "]")

COLONS: Final = ":：﹕︰՝։፦៖"

_QUOTE: Final = re.compile(r"[ \t\u00a0\u3000]{0,4}(?:>(?!From )|＞|》|»|≫|&gt;)")
_INITIALS: Final = re.compile(r"[ \t]{0,8}([^\W\d_]{1,8})[>＞](?=[ \t]|[^\W_])")
_BEHIND_LETTER: Final = re.compile(r">(?<=[^\W\d_]>)")
_BAR: Final = re.compile(r"[ \t]{0,4}[|│┃｜][ \t]?[^|│┃｜]*$")

_ADDRESS: Final = re.compile(r"[^\s<>()\[\]:;,\"'“”]{1,64}@[^\s<>()\[\]:;,\"'“”]{1,190}")
_ANGLED: Final = re.compile(r"[<＜(（\[](?:mailto:)?[ ]?[^\s<>()\[\]]{1,64}@[^\s<>()\[\]]{1,190}")
_YEAR: Final = re.compile(r"(?<!\d)(?:19[7-9]\d|20\d\d|25[5-9]\d|1[34]\d\d)(?!\d)")
_NUMERIC_DATE: Final = re.compile(r"(?<![\d.])\d{1,4}[./\-][ ]?\d{1,2}[./\-][ ]?\d{1,4}(?!\d)")
_ANY_DIGIT: Final = re.compile(r"\d")
_CJK_DATE: Final = re.compile(r"\d{1,2}[ ]?[月월][ ]?\d{1,2}[ ]?[日일]")
_DAY: Final = re.compile(r"(?<!\d)(?:0?[1-9]|[12]\d|3[01])(?!\d)")
_TIME: Final = re.compile(r"(?<![\d./])(?<!\d-)\d{1,2}[ ]?(?:[:：.∶]|[hH時时點点시])[ ]?\d{2}(?![./\-]?\d)")
_MONTH_DAY: Final = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,7}\.?[ ]\d{1,2}\b|"
    r"\b\d{1,2}\.?[ ](?:jan|feb|mär|mar|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)",
    re.IGNORECASE,
)

_RULE_MARKS: Final = frozenset(
    "-‐‑‒–—―─━═＝=_＿*＊~～〜+＋#＃◆◇■□●○◎◯★☆※▼▽▲△▪▫・･…‥∴∵:：;；.,｡。°ﾟ゜'`´^│┃┏┓┗┛┌┐└┘┣┫├┤┬┴┼╋╂/／\\＼ー－ｰ¨"
    "⌒♪♥♡❤✿❀✽✾┈┉┄┅︙╌╍▬▭▀▄█▓░〓≡≒∞⊂⊃×xXoO○｡"
)
_RULE_BASE: Final = frozenset("-‐‑‒–—―─━═＝=_＿*＊~～〜+＋#＃◆◇■□★☆※▼▽▲△・･…‥┏┗┌└┈┉┄┅╌╍▬ー－ｰ〓≡♪◎○●°∴｡:/／")
_ELLIPSES: Final = frozenset(".…‥・･。")
_DASHES: Final = "-‐‑‒–—―─━═＝=_＿~～〜*＊ー－ｰ#+>＜<"
ENDS: Final = COLONS + ";"
"""What a line that introduces a quote ends in."""
_ASCII_ENDS: Final = "".join(filter(str.isascii, ENDS))
_BARS: Final = "|│┃｜"
_DASHES_IN_FRONT: Final = re.compile(rf"[ \t\u3000]{{0,20}}[{re.escape(_DASHES)}]")
_FRONTS: Final = frozenset(f" \t\u3000{_DASHES}") - {">"}
"""What a line that dashes introduce begins with; one that begins with > is quoted."""
_NEAR: Final = 3
QUOTING_STARTS: Final = frozenset(" \t\u00a0\u3000>＞》»≫&")
_BARRING_STARTS: Final = frozenset(f" \t{_BARS}")
_SIGNS: Final = _FRONTS | QUOTING_STARTS | _BARRING_STARTS
_FRONT_BELOW: Final = re.compile("\n[" + re.escape("".join(sorted(_FRONTS))) + "]")
_LED_BY_SIGN: Final = re.compile("\n[" + re.escape("".join(sorted(_SIGNS))) + "]")
_QUOTE_MARKS: Final = (">", "＞", "》", "»", "≫", "&gt;")
_DASHED: Final = frozenset(_DASHES)
DRAWING: Final = _RULE_MARKS | _DASHED
"""What a drawn line or a title between dashes may begin with."""
_LABEL_WIDTH: Final = 45


def fold(line: str) -> str:
    """The line for looking at: other scripts' digits as 0-9, invisible characters out, odd spaces plain."""
    return line if line.isascii() else _folded(line)


@lru_cache(maxsize=1_024)
def _folded(line: str) -> str:
    """A line is asked for by each of several rules."""
    return line if _FOLDED.search(line) is None else line.translate(_FOLD)


def is_blank(line: str) -> bool:
    """Whether nothing can be seen in it."""
    text = line.strip()
    return not text or (text[0] in INVISIBLE and _INK.search(text) is None)


def is_quoted(line: str) -> bool:
    """Whether it begins with a mark of quotation (`>`, full-width `＞`, `》`, `»`)."""
    if line[:1] == ">":
        return not line.startswith(">From ")
    return line[:1] in QUOTING_STARTS and _QUOTE.match(line) is not None


def introducing_lines(lines: Sequence[str], text: str) -> list[int]:
    """The lines of a text an introduction could end in: with a colon, dashes in front, right above a quote."""
    found: set[int] = set()
    signs = has_signs_in_front(text)
    if signs and (text[:1] in _FRONTS or _FRONT_BELOW.search(text) is not None):
        found.update([at for at, line in enumerate(lines) if line[:1] in _FRONTS and _DASHES_IN_FRONT.match(line)])
    plain = text.isascii()
    for mark in _ASCII_ENDS if plain else ENDS:
        if mark in text:
            found.update([at for at, line in enumerate(lines) if mark in line])
    if signs and (may_quote(text) or any(map(text.__contains__, "|" if plain else _BARS))):
        found.update(_above_quotes(lines))
    return sorted(found)


def has_signs_in_front(text: str) -> bool:
    """Whether a line begins with a sign or a space; where none does, nothing is quoted or led in by dashes."""
    return text[:1] in _SIGNS or _LED_BY_SIGN.search(text) is not None


def _above_quotes(lines: Sequence[str]) -> Iterator[int]:
    """The lines after which, but for up to three blank ones, a quote begins."""
    after = -1
    for at, line in enumerate(lines):
        start = line[:1]
        if start == ">" and after == at - 1 >= 0 and line[:6] != ">From ":
            after = at
            continue
        if start in QUOTING_STARTS and is_quoted(line):
            quoted = True
        elif start in _BARRING_STARTS and is_barred(line):
            quoted = False
        else:
            continue
        above = at - 1
        while above > after and at - above <= _NEAR and is_blank(lines[above]):
            above -= 1
        if above > after and not is_blank(lines[above]) and not is_quoted(lines[above]):
            yield above
        if quoted:
            after = at


def may_quote(text: str) -> bool:
    """Whether a mark of quotation stands anywhere in it."""
    if text.isascii():
        return ">" in text or "&gt;" in text
    return any(map(text.__contains__, _QUOTE_MARKS))


def is_barred(line: str) -> bool:
    """Whether it begins with the bar some programs quote with, and is no row of a table."""
    return _BAR.match(line) is not None and len(line) <= HEADER_WIDTH


def quoting_initials(lines: Sequence[str], text: str) -> frozenset[str]:
    """The initials or names that quote in this text as in `SK> text`: two of its lines or more with one prefix."""
    if _BEHIND_LETTER.search(text) is None and "＞" not in text:
        return frozenset()
    marked = [line for line in lines if line[:1] != ">" and (">" in line or "＞" in line)]
    found = Counter(match[1] for line in marked if (match := _INITIALS.match(line)))
    return frozenset(prefix for prefix, count in found.items() if count >= 2)


def initials(line: str) -> str | None:
    """The prefix before `>` in `SK> text`."""
    match = _INITIALS.match(line)
    return match[1] if match else None


def has_address(line: str) -> bool:
    """Whether a mail address stands in it."""
    return "@" in line and _ADDRESS.search(line) is not None


def addresses(line: str) -> int:
    """How many mail addresses stand in it."""
    return len(_ADDRESS.findall(line)) if "@" in line else 0


def has_angled_address(line: str) -> bool:
    """Whether an address stands in brackets, as after a name."""
    return "@" in line and _ANGLED.search(line) is not None


def has_date(folded: str) -> bool:
    """Whether a date with a day stands in it; give it a folded line."""
    if _ANY_DIGIT.search(folded) is None:
        return False
    if _NUMERIC_DATE.search(folded) or _CJK_DATE.search(folded):
        return True
    return bool(_YEAR.search(folded)) and bool(_DAY.search(folded))


def has_day(folded: str) -> bool:
    """Whether at least a month and a day stand in it."""
    return has_date(folded) or _MONTH_DAY.search(folded) is not None


def has_time(folded: str) -> bool:
    """Whether a time of day stands in it; give it a folded line."""
    return _TIME.search(folded) is not None


def is_rule(line: str) -> bool:
    """Whether it is a line drawn of signs (`━━━`, `-----`, `*:..｡o○☆`): three or more, no words."""
    text = line.strip()
    if not 3 <= len(text) <= HEADER_WIDTH or text[0] not in _RULE_MARKS or text[-1] not in _RULE_MARKS:
        return False
    marks = [char for char in text if not char.isspace()]
    if len(marks) < 3 or any(char not in _RULE_MARKS for char in marks):
        return False
    if len(marks) < 8 and _ELLIPSES.issuperset(marks):
        return False
    base = sum(char in _RULE_BASE for char in marks)
    letters = sum(char in "xXoO" for char in marks)
    return base >= 3 and base * 2 >= len(marks) and letters * 3 <= len(marks)


def dashed_title(line: str) -> str | None:
    """The words of `----- words -----`; None where dashes do not stand on both sides."""
    text = line.strip()
    if not 5 <= len(text) <= 160 or text[0] not in _DASHED or text[1] not in _DASHED:
        return None
    text = fold(line).strip()
    inner = text.strip(_DASHES + " ")
    start = text.find(inner) if inner else -1
    if start < 2 or not inner:
        return None
    end = start + len(inner)
    before, after = text[:start].strip(), text[end:].strip()
    enough = len(before) >= 2 and (len(after) >= 2 or (after == "" and len(before) >= 8))
    if not enough or not any(unicodedata.category(char).startswith("L") for char in inner[:80]):
        return None
    return inner


@dataclass(frozen=True, slots=True)
class LineSigns:
    """What the first 400 characters of a line show: how many addresses, one in brackets, a date, a time."""

    addresses: int
    angled: bool
    date: bool
    time: bool


@lru_cache(maxsize=512)
def line_signs(line: str) -> LineSigns:
    """The signs of one line; remembered for a moment, since neighbouring blocks look at the same lines."""
    folded = fold(line[:HEADER_WIDTH])
    return LineSigns(addresses(folded), has_angled_address(folded), has_date(folded), has_time(folded))


@lru_cache(maxsize=512)
def label_and_value(line: str) -> tuple[str, str] | None:
    """`("from", "Alice <…>")` of a line `*From:* Alice <…>`; the label in lower case, None where there is none."""
    if len(line) > 2_000:
        return None
    text = fold(line[:HEADER_WIDTH]).lstrip(" \t*_|")
    places = [at for colon in COLONS if (at := text.find(colon, 0, _LABEL_WIDTH)) > 0]
    if not places:
        return None
    at = min(places)
    label = text[:at].strip(" \t*_")
    if not label or len(label.split()) > 4 or "//" in text[at : at + 3]:
        return None
    if any(char in "<>@()!?。、「」" for char in label) or label[0].isdigit():
        return None
    return label.lower(), text[at + 1 :].strip(" \t*_")
