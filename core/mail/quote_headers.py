"""Where quoted history begins: the lines by which mail programs introduce it.

Three forms are known: a line that says who wrote when ("On …, Alice wrote:", wrapped over up to four lines), a
title between dashes ("----- Original Message -----"), and a block of header lines (From / Sent / To / Subject).
Most languages are told by shape alone: an address and a date before a colon, right before quoted lines; a run of
`label: value` lines with addresses and a date. Every look is at a bounded number of lines: the whole is linear.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from core.mail.header_blocks import block_end, loose_block
from core.mail.notes_blocks import alone, notes_block
from core.mail.quote_lines import (
    COLONS,
    ENDS,
    HEADER_WIDTH,
    dashed_title,
    fold,
    has_address,
    has_angled_address,
    has_date,
    has_day,
    has_time,
    introducing_lines,
    is_barred,
    is_blank,
    is_quoted,
    is_rule,
)
from core.mail.quote_words import (
    ARTICLES,
    FIRST_PERSON,
    FORWARDED,
    GREETINGS,
    OPENERS,
    ORIGINAL,
    PLAIN_VERBS,
    REPLY_ABOVE,
    SPOKEN,
    VERBS,
    Label,
)

_WRAPPED: Final = 4
_NEAR: Final = 3
_LABEL_ALONE: Final = 14
_SHORT_BELOW: Final = re.compile(rf"\n[^\n]{{1,{_LABEL_ALONE}}}+(?:\n|\Z)")
_ABOVE: Final = ("above", "oberhalb dieser", "u-dessus de cette", "ncima de esta")
_ABOVE_SMALL: Final = ("bove", *_ABOVE[1:])
_ABOVE_CAPITAL: Final = tuple(map(str.upper, _ABOVE_SMALL))
_ABOVE_RUN_ON: Final = {
    "線": ("線より上", "線の上に", "線から上"),
    "行": ("行より上", "行の上に", "行上方"),
    "줄": ("줄 위에",),
}
"""What the phrases of REPLY_ABOVE have in common, each one of these."""
_SAID_WIDTH: Final = 120
_ALONE_WIDTH: Final = 60
_SAID_ALONE: Final = frozenset(
    ["wrote", "writes", "schrieb", "écrit", "escribió", "escreveu", "scritto", "schreef", "skrev", "пишет", "написал"]
)
_SPACED: Final = dict.fromkeys(map(ord, ",:()/"), " ")
_RUN_ON_VERBS: Final = tuple(verb for verb in VERBS if verb[-1] >= "\u2e80" or "\u0e00" <= verb[-1] < "\u1100")
_WORD_VERBS: Final = frozenset(verb for verb in VERBS if " " not in verb)
_LONG_VERBS: Final = tuple(f" {verb} ".translate(_SPACED) for verb in VERBS if " " in verb or "(" in verb)


class Kind(Enum):
    """What is introduced: an answered message, a forwarded one, or a help desk's own text."""

    ANSWERED = "answered"
    FORWARDED = "forwarded"
    MARKER = "marker"


@dataclass(frozen=True, slots=True)
class Header:
    """The lines `start` to `end` (exclusive) introduce history; `quoted`: its lines carry quotation marks."""

    start: int
    end: int
    kind: Kind
    quoted: bool


@dataclass(frozen=True, slots=True)
class _Signs:
    """What the joined lines of a possible introduction show."""

    date: bool
    day: bool
    time: bool
    address: bool
    angled: bool
    verb: bool
    first_person: bool


def find_headers(lines: Sequence[str], text: str) -> dict[int, Header]:
    """Every introduction of history in unquoted lines of a text, by the line it begins at. Linear in the text."""
    found: dict[int, Header] = {}
    marked = _may_be_marked(text) and any(map(text.lower().__contains__, REPLY_ABOVE))
    for at in range(len(lines)) if marked else sorted({*introducing_lines(lines, text), *_labels_alone(lines, text)}):
        line = lines[at]
        if len(line) > HEADER_WIDTH or is_quoted(line):
            continue
        header = _marker(lines, at) if marked else None
        header = header or _title(lines, at) or _block(lines, at) or _notes(lines, at) or _attribution(lines, at)
        if header is None:
            continue
        known = found.get(header.start)
        if known is None or known.end < header.end:
            found[header.start] = header
    return found


def _labels_alone(lines: Sequence[str], text: str) -> list[int]:
    """Lines that are the label of recipients and nothing else; a line above tells who wrote when."""
    if _SHORT_BELOW.search(text) is None:
        return []
    return [at for at, line in enumerate(lines) if 0 < len(line) <= _LABEL_ALONE and alone(line) is Label.TO]


def _may_be_marked(text: str) -> bool:
    """Whether a phrase of REPLY_ABOVE may stand in it: asked of every text, so only what is quickly looked for."""
    if text.isascii():
        return any(map(text.lower().__contains__, _ABOVE))
    if "e" in text and any(map(text.__contains__, _ABOVE_SMALL)):
        return True
    if "E" in text and any(map(text.__contains__, _ABOVE_CAPITAL)):
        return True
    return any(sign in text and any(map(text.__contains__, _ABOVE_RUN_ON[sign])) for sign in _ABOVE_RUN_ON)


def next_text(lines: Sequence[str], at: int, near: int = _NEAR) -> int | None:
    """The first line with something on it from `at`, if at most `near` blank ones precede it."""
    for place in range(at, min(len(lines), at + near + 1)):
        if not is_blank(lines[place]):
            return place
    return None


def _quote_follows(lines: Sequence[str], at: int) -> bool:
    place = next_text(lines, at)
    return place is not None and (is_quoted(lines[place]) or is_barred(lines[place]))


def _marker(lines: Sequence[str], at: int) -> Header | None:
    lowered = lines[at].lower()
    if len(lowered) <= 160 and any(phrase in lowered for phrase in REPLY_ABOVE):
        return Header(_said_above(lines, at), at + 1, Kind.MARKER, quoted=False)
    return None


def _said_above(lines: Sequence[str], at: int) -> int:
    """Where "On …, Alice wrote:" stands right above a help desk's line, else that line itself."""
    above = next((place for place in range(at - 1, max(-1, at - 3), -1) if not is_blank(lines[place])), None)
    if above is None or len(lines[above]) > HEADER_WIDTH:
        return at
    folded = fold(lines[above]).strip()
    return above if folded[-1:] in tuple(ENDS) and has_day(folded) and _has_verb(folded) else at


def _absorb(lines: Sequence[str], start: int, end: int, kind: Kind) -> Header:
    """The header with the block or second introduction that follows it at once."""
    place = next_text(lines, end, near=2)
    if place is not None:
        block = block_end(lines, place, titled=True) or loose_block(lines, place)
        if block is None and kind is not Kind.MARKER:
            below = next((h for e in range(place, min(len(lines), place + 3)) if (h := _attribution(lines, e))), None)
            block = below.end if below is not None and below.start == place else None
        end = block or end
    return Header(start, end, kind, _quote_follows(lines, end))


def _title(lines: Sequence[str], at: int) -> Header | None:
    """`----- Original Message -----` and its kin in all languages; `Begin forwarded message:`."""
    line = lines[at]
    title = dashed_title(line)
    if title is None and fold(line).rstrip(" *_")[-1:] not in tuple(COLONS):
        return None
    words = (title or fold(line).strip(" *_>" + COLONS)).lower()
    if len(words) > 120:
        return None
    if _says(words, FORWARDED):
        return _absorb(lines, at, at + 1, Kind.FORWARDED)
    if title is None:
        return None
    if _says(words, ORIGINAL):
        return _absorb(lines, at, at + 1, Kind.ANSWERED)
    folded = fold(title)
    if words.endswith(_RUN_ON_VERBS) or ((has_address(folded) or has_date(folded)) and _has_verb(folded)):
        return _absorb(lines, at, at + 1, Kind.ANSWERED)
    place = next_text(lines, at + 1, near=1)
    if place is None:
        return None
    end = block_end(lines, place, titled=True) or loose_block(lines, place)
    if end is not None:
        return Header(at, end, Kind.ANSWERED, _quote_follows(lines, end))
    if _quote_follows(lines, at + 1) and (has_address(folded) or has_date(folded)):
        return Header(at, at + 1, Kind.ANSWERED, quoted=True)
    return None


def _says(words: str, phrases: Sequence[str]) -> bool:
    """Whether a title is one of the phrases: they make up most of it, or all of it if short."""
    if words in phrases:
        return True
    return any(len(phrase) >= 4 and phrase in words and len(words) <= len(phrase) + 40 for phrase in phrases)


def _block(lines: Sequence[str], at: int) -> Header | None:
    end = block_end(lines, at, titled=_after_rule(lines, at))
    if end is None:
        return None
    return Header(at, end, Kind.ANSWERED, _quote_follows(lines, end))


def _notes(lines: Sequence[str], at: int) -> Header | None:
    found = notes_block(lines, at)
    if found is None:
        return None
    boxed = lines[at].lstrip()[:1] == "|"
    return Header(*found, Kind.ANSWERED, not boxed and _quote_follows(lines, found[1]))


def _after_rule(lines: Sequence[str], at: int) -> bool:
    for place in range(at - 1, max(-1, at - 3), -1):
        if not is_blank(lines[place]):
            return is_rule(lines[place])
    return False


def _attribution(lines: Sequence[str], end: int) -> Header | None:
    """The introduction whose last line is `end`, found by going up from its colon."""
    last = fold(lines[end]).rstrip(" \t*_")
    if not last:
        return None
    quoted = _quote_follows(lines, end + 1)
    if last[-1] not in ENDS and not (quoted and _is_open_end(last)):
        return Header(end, end + 1, Kind.ANSWERED, quoted) if _runs_on(last) else None
    start = _attribution_start(lines, end, quoted)
    return None if start is None else Header(start, end + 1, Kind.ANSWERED, quoted)


def says_who_wrote(said: str, *, closed: bool) -> bool:
    """Whether words say who wrote when, with an address or a verb. `closed`: marks stand for the colon."""
    folded = fold(said[:HEADER_WIDTH]).strip()
    if not folded or not (closed or folded[-1] in ENDS):
        return False
    return has_day(folded) and (has_address(folded) or (not closed and _has_verb(folded) and has_time(folded)))


def _is_open_end(last: str) -> bool:
    """Old forms without a colon: `2013/5/5 Alice <a@example.com>`, `… wrote`."""
    if last[-1] in "-–—":
        return _has_verb(last[-40:])
    if last[-1] == "]":
        return last.lstrip()[0] == "["
    if last[-1] in ".。․" and _has_verb(last.rstrip(".。․ ")[-25:]):
        return True
    ends_in_address = last[-1] in ">＞)" and has_angled_address(last)
    return has_date(last) and (ends_in_address or _has_verb(last[-25:]))


def _runs_on(last: str) -> bool:
    """Whether the quoted text begins on the line that introduces it, as Yahoo's app for Android writes it."""
    said, _, quoted = last.partition(":  ")
    if not quoted.strip():
        return False
    signs = _signs(said)
    return signs.angled and signs.date and signs.time and _has_verb(said[-25:]) and _opens(said.strip())


def _attribution_start(lines: Sequence[str], end: int, quoted: bool) -> int | None:
    joined = ""
    for start in range(end, max(-1, end - _WRAPPED), -1):
        line = lines[start]
        if is_blank(line) or len(line) > HEADER_WIDTH or (start < end and (is_quoted(line) or is_rule(line))):
            return None
        joined = f"{fold(line).strip(' []')} {joined}"[:HEADER_WIDTH]
        if (
            _is_said_alone(lines, start, end, joined)
            or _introduces(_signs(joined), joined, quoted)
            and _may_begin(lines, start, joined)
        ):
            return _extended(lines, start, joined)
    return None


def _extended(lines: Sequence[str], start: int, joined: str) -> int:
    """One line further up where the name or the date of this introduction stands there."""
    above = start - 1
    if above < 0 or is_blank(lines[above]) or is_quoted(lines[above]) or len(lines[above]) > HEADER_WIDTH:
        return start
    folded = fold(lines[above]).strip()
    if joined.lstrip("(")[:1] in ("<", "＜") and _is_name(folded):
        return above
    if _names_message(folded):
        return above
    unended = folded[-1:] not in tuple(".!?。！？:：")
    if has_date(joined) and not has_address(joined) and has_angled_address(folded) and unended:
        return above
    opens = folded.split(" ", 1)[0].lower() in OPENERS
    if not has_date(joined) and (has_date(folded) or (opens and has_day(folded))) and unended:
        return above
    if unended and len(folded) <= _SAID_WIDTH and not _has_verb(joined) and _has_verb(f"{folded} {joined}"):
        return above
    return start


def _names_message(folded: str) -> bool:
    """Whether it says which message is quoted: `In message <id>`, `In <id>`, 「件名」 (日時) にて."""
    lowered = folded.lower()
    if lowered.startswith(("in <", "in message <", "in article <")) and "@" in lowered:
        return True
    return folded[:1] in "「『" and folded.endswith("にて")


def _is_said_alone(lines: Sequence[str], start: int, end: int, joined: str) -> bool:
    """Whether "Alice Example wrote:" is a paragraph of its own between an answer and what may be a letter."""
    if start != end or start == 0 or len(joined) > _ALONE_WIDTH or not is_blank(lines[start - 1]):
        return False
    if end + 1 >= len(lines) or not is_blank(lines[end + 1]) or next_text(lines, end + 1) is None:
        return False
    words = joined.rstrip(" " + ENDS).split()
    if not 3 <= len(words) <= 5 or words[0].lower() in ARTICLES or words[0].lower() in GREETINGS:
        return False
    return _is_full_name(words[0], words[1]) and words[-1].lower() in _SAID_ALONE


def _is_name(text: str) -> bool:
    """Whether a line may be the name before an address on the next line: few words, no end of a sentence."""
    return 0 < len(text) <= 40 and len(text.split()) <= 4 and text[-1] not in ".,!?。、！？:：;"


def _signs(joined: str) -> _Signs:
    words = joined.lower().replace(",", " ").split()
    if len(words) > 1 and words[1][0].isdigit():
        words = words[1:]
    return _Signs(
        date=has_date(joined),
        day=has_day(joined),
        time=has_time(joined),
        address=has_address(joined),
        angled=has_angled_address(joined),
        verb=_has_verb(joined),
        first_person=not FIRST_PERSON.isdisjoint(words) and not _says_je_napisal(words),
    )


def _says_je_napisal(words: Sequence[str]) -> bool:
    """South Slavic "je napisal" and Esperanto's date, whose "je" is no French "I"."""
    return "je" in words and any(word.startswith(("napis", "pisa", "skribis")) for word in words)


def _introduces(signs: _Signs, joined: str, quoted: bool) -> bool:
    """Whether these signs before a colon introduce history; less is needed where quoted lines follow."""
    named = signs.angled or (signs.address and len(joined) <= 160)
    if quoted:
        if signs.day and (signs.time or signs.address or signs.verb or _opens(joined)):
            return True
        if named and (signs.verb or _words_after_address(joined) <= 4):
            return True
        return (signs.verb and len(joined) <= 90) or _only_names(joined)
    if joined.rstrip(" " + ENDS).endswith(PLAIN_VERBS) and len(joined) <= 80:
        return True
    if signs.verb and "@" in joined.split(" ", 1)[0] and len(joined.split()) <= 4:
        return True
    if signs.angled and signs.verb and _words_after_address(joined) <= 6:
        return True
    if signs.date and signs.time:
        if signs.angled or (signs.address and signs.verb):
            return True
        return signs.verb and not signs.first_person and len(joined) <= 160
    bare = signs.date and signs.angled and _words_after_address(joined) == 0 and has_day(joined[:40])
    return (bare and len(joined.split()) <= 10) or (signs.date and signs.verb and signs.address)


def _only_names(joined: str) -> bool:
    """Whether a few words with a person's name among them, or "says", stand there in whatever language."""
    words = joined.rstrip(" " + ENDS).split()
    if not 2 <= len(words) <= 6 or len(joined) > 60 or words[0].lower().strip(",") in GREETINGS:
        return False
    if words[-1].lower() in SPOKEN:
        return True
    return len(words) >= 3 and any(map(_is_full_name, words, words[1:]))


def _is_full_name(first: str, last: str) -> bool:
    return first.isalpha() and last.isalpha() and first.istitle() and last.istitle()


def _may_begin(lines: Sequence[str], start: int, joined: str) -> bool:
    """Whether an introduction may begin at this line: not in the middle of a wrapped one."""
    first = fold(lines[start]).strip(" \t*_")
    if _opens(first) and (has_day(joined) or not has_day(first)):
        return True
    if has_day(first[:32]) or first[:1] in "<\"'“「『（(-–—" and has_address(joined):
        return has_day(joined) or not _is_wrapped_into(lines, start)
    return not _is_wrapped_into(lines, start)


def _is_wrapped_into(lines: Sequence[str], start: int) -> bool:
    """Whether the line above runs on into this one: it ends without a stop and shows a date or an address."""
    if start == 0 or is_blank(lines[start - 1]) or is_quoted(lines[start - 1]) or is_rule(lines[start - 1]):
        return False
    above = fold(lines[start - 1]).strip()
    if above[-1:] in ("<", "("):
        return True
    if not above or above[-1] in ".!?。！？:：" or len(above) > HEADER_WIDTH:
        return False
    return has_day(above) or has_address(above) or has_time(above)


def _opens(text: str) -> bool:
    first = text.split(" ", 1)[0].lower().strip(",:")
    return first in OPENERS or text[:1] in "于於在"


def _words_after_address(joined: str) -> int:
    at = joined.rfind("@")
    return len(joined[at:].split()) - 1 if at >= 0 else 99


def _has_verb(text: str) -> bool:
    """Whether a known "wrote" stands in it as a word (languages without spaces: at its end)."""
    lowered = text.lower().rstrip(" " + ENDS + "*_-–—−()~")
    opening = lowered.rfind("(")
    if opening > 0 and has_date(lowered[opening:]):
        lowered = lowered[:opening].rstrip()
    if not lowered.isascii() and lowered.endswith(_RUN_ON_VERBS):
        return True
    spaced = lowered.translate(_SPACED)
    if not _WORD_VERBS.isdisjoint(spaced.split()):
        return True
    padded = f" {spaced} "
    return any(verb in padded for verb in _LONG_VERBS)
