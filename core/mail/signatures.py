"""Where a person's own text ends and the signature begins: `-- `, drawn lines, what phones and apps append.

A line is only taken away where it is plainly no sentence to the reader; in doubt it stays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from core.mail.quote_lines import (
    DRAWING,
    FOLDING,
    ZEROS,
    dashed_title,
    fold,
    is_blank,
    is_rule,
    label_and_value,
)
from core.mail.signature_words import (
    ANNOUNCING,
    CLOSINGS,
    COMPANY,
    COMPANY_WORDS,
    CONTACT_LABELS,
    DEVICES,
    DISCLAIMERS,
    HANDED_OVER,
    SENT_FROM,
)

_LONGEST: Final = 18
_LONGEST_DASHED: Final = 40
_LONGEST_CARD: Final = 8
_DASHES: Final = frozenset({"--", "—", "––", "- -", "——", "‐‐", "――", "__"})

_DASH_STARTS: Final = frozenset(dashes[0] for dashes in _DASHES)
_SPACES: Final = "\t\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\u00a0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
_DRAWN_STARTS: Final = frozenset(_SPACES) | DRAWING | _DASH_STARTS
_DRAWN: Final = re.compile(
    r"[^\S\n]*(?:[{dashes}]|[{signs}][^\S\n]*[{signs}])".format(
        dashes=re.escape("".join(sorted(_DASH_STARTS))), signs=re.escape("".join(sorted(DRAWING)))
    )
)

_DRAWN_BELOW: Final = re.compile("\n[" + re.escape("".join(sorted(_DRAWN_STARTS))) + "]")
_ODD_BELOW: Final = re.compile("\n[\\W_xXoOー]")
"""A line that does not begin with a letter or a digit, or begins with one that drawn lines are made of too."""

_PHONE: Final = re.compile(
    r"(?<!\d)(?:\+\d{1,3}[ .\-]?)?\(?\d{2,5}\)?[ .\-／/]\(?\d{2,4}\)?(?:[ .\-]\d{2,4}){1,3}(?!\d)|\+\d{8,15}"
    r"|\+\d{1,3}[ .\-/](?:\(0\))?\(?\d{1,5}\)?[ .\-/]\d{3,9}(?!\d)|(?<!\d)\(?0\d{1,5}\)?[ .\-/]{1,3}\d{4,9}(?!\d)"
)
_DIGIT: Final = re.compile(r"[0-9]")
_URL: Final = re.compile(
    r"https?://|\bwww\.|(?<![@\w])[a-z0-9\-]{2,40}\.(?:com|jp|org|net|de|fr|io|example|test)\b", re.IGNORECASE
)
_MAIL: Final = re.compile(r"[\w.+\-]{1,64}@[\w\-]{1,63}\.[\w.\-]{1,100}")
_STREET: Final = re.compile(r"〒[ ]?\d{3}|\d{3}-\d{4}[ ]?[^\d\s]|[都道府県].{1,12}[市区町村郡]")
_ROW_MARKS: Final = "|•·"
_ASCII_REACH: Final = "0123456789@/"
_SENTENCE_ENDS: Final = ("。", "？", "?", "！", "!", "ます", "です", "ください", "でしょうか")
_SHORTEST_SENTENCE: Final = 6
_MAY_REACH: Final = re.compile("[0-9@/.〒都道府県" + "".join(f"{z}-{chr(ord(z) + 9)}" for z in ZEROS) + "]")
"""What a phone number, a link, an address of mail or of a house has at least one of."""
_SENT_FROM: Final = frozenset(SENT_FROM)
_SPACED_SENT_FROM: Final = tuple(f" {phrase}" for phrase in SENT_FROM if phrase[0] < "\u0e00")
_SENT_FROM_WORDS: Final = tuple({phrase.split()[0] for phrase in (*SENT_FROM, *HANDED_OVER) if phrase[0] < "\u0e00"})
_SENT_FROM_STARTS: Final = frozenset(word[:3] for word in _SENT_FROM_WORDS)
_RUN_ON_SENT_FROM: Final = tuple(phrase for phrase in SENT_FROM if phrase[0] >= "\u0e00")
_RUN_ON: Final = re.compile("[送入发發傳从從来寄냄낸나\u0e00-\u0eff]")
"""One of these stands in every phrase of SENT_FROM and HANDED_OVER whose script has no words."""
_NOTICE_STARTS: Final = frozenset(phrase[:2] for phrase in DISCLAIMERS)
_LONGEST_NOTICE: Final = 30
_DASHED_WIDTH: Final = 20
_DEVICE_WIDTH: Final = 200
_CLOSING_WIDTH: Final = 60
_CLOSING_STARTS: Final = frozenset(phrase[:2] for phrase in CLOSINGS)
_CLOSING_ENDS: Final = frozenset(phrase[-1] for phrase in CLOSINGS)
_AFTER_CLOSING: Final = ",.!。！、 "
_LIST_ITEM: Final = re.compile(r"(?:\d{1,2}[.)．、）]|[-*・•◦●]|[①-⑳]|\[[ xX]?\])[ \u3000]?\S")


def without_signature(lines: Sequence[str], *, first: bool = True) -> list[str]:
    """The lines without the signature, device line and legal notice at their end. `first`: nothing stands above."""
    kept = _trimmed(lines)
    if not _may_be_signed(kept):
        return kept
    for _ in range(4):
        before = len(kept)
        for cuts in ((_device, _disclaimer), (_dashed, _ruled), (_undelimited, _card, _dashed_name)):
            if _dashed in cuts and not _is_drawn_on(kept):
                continue
            for cut in cuts:
                at = cut(kept)
                if at is not None and (at > 0 or not first):
                    kept = _trimmed(kept[:at])
        if len(kept) == before:
            break
    return kept


def _trimmed(lines: Sequence[str]) -> list[str]:
    end = len(lines)
    while end and is_blank(lines[end - 1]):
        end -= 1
    return list(lines[:end])


def _may_be_signed(lines: Sequence[str]) -> bool:
    """Whether any of the cuts could find something: most mail ends in a sentence, and is done with here."""
    if not lines:
        return False
    last = lines[-1]
    near = "\n" + "\n".join(lines[-2 - _LONGEST_DASHED :])
    if _DRAWN_BELOW.search(near) is not None and _is_drawn_on(lines):
        return True
    if last.strip()[:1] in _DASH_STARTS or last.lstrip()[:1] == "~":
        return True
    if _hints_at_device(last) or (len(lines) > 1 and _hints_at_device(lines[-2])) or _is_link(last):
        return True
    if not _ends_a_sentence(last) and _undelimited(lines) is not None:
        return True
    paragraph = near[near.rfind("\n\n") + 1 :] if "\n\n" in near else near
    odd = _ODD_BELOW.search(paragraph) is not None
    if (odd or _may_be_notice(paragraph)) and _disclaimer(lines) is not None:
        return True
    return (odd or _may_be_card(paragraph)) and _card(lines) is not None


def _may_be_notice(paragraph: str) -> bool:
    """Whether a paragraph of lines that begin with letters or digits begins like a legal notice."""
    first = paragraph[1:41].partition("\n")[0]
    return fold(first).lower().strip(" *_\t")[:2] in _NOTICE_STARTS


def _may_be_card(paragraph: str) -> bool:
    """Whether such a paragraph may be an address card: short, and with a way to reach somebody."""
    return paragraph.count("\n") <= _LONGEST_CARD and _may_reach(paragraph)


def is_device_line(line: str) -> bool:
    """Whether a program or phone wrote it: `Sent from my iPhone`, `iPhoneから送信`, in many languages."""
    return len(line) <= _DEVICE_WIDTH and _names_device(line)


@lru_cache(maxsize=512)
def _names_device(line: str) -> bool:
    text = _bare(line)
    if not 4 <= len(text) <= 90 or not _may_name_device(text):
        return False
    if text in _SENT_FROM or (text.startswith(HANDED_OVER) and not _goes_on(text)):
        return True
    return not text.endswith("?") and any(map(_clause_names_device, text.split(",")))


def _clause_names_device(text: str) -> bool:
    return _says_sent_from(text) and any(map(text.__contains__, DEVICES))


def _goes_on(text: str) -> bool:
    """Whether more is said of what is no device: "sent from my desk, is much easier then …"."""
    first, comma, _ = text.partition(",")
    return bool(comma) and not any(map(first.__contains__, DEVICES))


def _bare(line: str) -> str:
    return fold(line).strip("-–—_*.。<>[]()【】 \t\r\n").strip().lower()


def _may_name_device(text: str) -> bool:
    """Whether a bare line could be one that a program or phone wrote: a look at how its words begin."""
    words = text.split()
    if not _SENT_FROM_STARTS.isdisjoint([word[:3] for word in words]) and any(
        word.startswith(_SENT_FROM_WORDS) for word in words
    ):
        return True
    return not text.isascii() and _RUN_ON.search(text) is not None


@lru_cache(maxsize=512)
def _hints_at_device(line: str) -> bool:
    return len(line) <= _DEVICE_WIDTH and _may_name_device(_bare(line))


def _says_sent_from(text: str) -> bool:
    """Whether a phrase of SENT_FROM stands in it: at the beginning of a word, where the script has words."""
    spaced = f" {text}"
    return any(map(spaced.__contains__, _SPACED_SENT_FROM)) or any(map(text.__contains__, _RUN_ON_SENT_FROM))


def _device(lines: Sequence[str]) -> int | None:
    """The place of a device line among the last few, where only a short remainder follows it."""
    seen = 0
    for at in range(len(lines) - 1, -1, -1):
        if is_blank(lines[at]):
            continue
        hinted = _hints_at_device(lines[at])
        if hinted and is_device_line(lines[at]):
            return at
        wrapped = at > 0 and len(lines[at - 1]) + len(lines[at]) <= _DEVICE_WIDTH
        if (
            wrapped
            and (hinted or _hints_at_device(lines[at - 1]))
            and is_device_line(f"{fold(lines[at - 1]).strip()} {lines[at].strip()}")
        ):
            return at - 1
        seen += 1
        if seen > 1 or not (_is_link(lines[at]) or is_rule(lines[at])):
            return None
    return None


def _is_link(line: str) -> bool:
    text = line.strip().strip("<>()")
    return " " not in text and text.lower().startswith(("http://", "https://", "www."))


def _disclaimer(lines: Sequence[str]) -> int | None:
    """The beginning of the last paragraph where it is a legal notice."""
    if not lines:
        return None
    at = lowest = len(lines)
    for line in reversed(lines):
        if not line or not (line[0].isalnum() or not is_blank(line)):
            break
        at -= 1
        if lowest - at > _LONGEST_NOTICE:
            return None
    first = at + 1 if is_rule(lines[at]) and at + 1 < len(lines) else at
    if fold(lines[first][:40]).lower().strip(" *_\t")[:2] not in _NOTICE_STARTS:
        return None
    start = "".join(fold(line).strip().lower() + " " for line in lines[first : first + 3])[:300].strip(" *_")
    return at if start.startswith(DISCLAIMERS) else None


def _is_drawn_on(lines: Sequence[str]) -> bool:
    """Whether a drawn line or dashes could be among the last lines: nothing else is looked for by the next two."""
    near = lines[-2 - _LONGEST_DASHED :]
    starting = [line for line in near if line[:1] in _DRAWN_STARTS]
    return any(map(_DRAWN.match, starting))


def _dashed(lines: Sequence[str]) -> int | None:
    """The place of the last `-- ` (RFC 3676 section 4.3), or of its kin where what follows is short."""
    beginning = max(0, len(lines) - 1 - _LONGEST_DASHED)
    dashed = [at for at, line in enumerate(lines[beginning:], beginning) if line.lstrip()[:1] in _DASH_STARTS]
    for at in reversed(dashed):
        if len(lines[at]) > _DASHED_WIDTH:
            continue
        text = lines[at].rstrip("\r\n")
        if text == "-- ":
            return at
        if text.strip(" \u3000\u00a0\t") in _DASHES:
            tail = [line for line in lines[at + 1 :] if not is_blank(line)]
            if len(tail) > _LONGEST or _is_list(tail) or (_sentences(tail) > 1 and _evidence(tail) < 2):
                return None
            return None if _sentences(tail) and at != dashed[0] and not _evidence(tail) else at
    return None


def _ruled(lines: Sequence[str]) -> int | None:
    """The place of the topmost drawn line from which on all is a signature."""
    found = None
    beginning = max(0, len(lines) - 1 - 2 * _LONGEST)
    drawn = [at for at, line in enumerate(lines[beginning:], beginning) if line.lstrip()[:1] in DRAWING]
    for at in reversed(drawn):
        if not (is_rule(lines[at]) or (dashed_title(lines[at]) is not None and at < len(lines) - 1)):
            continue
        if _is_ruled_signature(lines, at):
            found = at
    if found is None and lines and is_rule(lines[-1]) and not _encloses(lines):
        return len(lines) - 1
    return found


def _encloses(lines: Sequence[str]) -> bool:
    """Whether the drawn line at the end closes something that another one opened."""
    return any(is_rule(line) or dashed_title(line) is not None for line in lines[-2 - 2 * _LONGEST : -1])


def _is_ruled_signature(lines: Sequence[str], at: int) -> bool:
    tail = [line for line in lines[at + 1 :] if not is_blank(line) and not is_rule(line)]
    if not tail or len(tail) > _LONGEST or _is_announced(lines, at):
        return False
    if _is_list(tail) or _unknown_labels(tail) >= 2:
        return False
    evidence = _evidence(tail)
    sentences = _sentences(tail)
    if evidence:
        return sentences == 0 or (evidence >= 2 and sentences <= 2)
    closed = is_rule(lines[-1]) and at < len(lines) - 1
    return not sentences and len(tail) <= (5 if closed else 2) and all(_is_name(line) for line in tail)


def _is_name(line: str) -> bool:
    """Whether it may be a name or a firm's: few words, no digits, no run of Japanese grammar."""
    text = fold(line).strip()
    if len(text) > 40 or any(char.isdigit() for char in text) or ":" in text or "：" in text:
        return False
    hiragana = sum("ぁ" <= char <= "ゖ" for char in text)
    if hiragana:
        return hiragana <= 4 and len(text) <= 20
    return len(text.split()) <= 4


def _is_announced(lines: Sequence[str], at: int) -> bool:
    """Whether the text above says that something follows ("my address is:", 以下の通り)."""
    for place in range(at - 1, max(-1, at - 4), -1):
        if is_blank(lines[place]):
            continue
        text = fold(lines[place]).strip().lower()
        return text[-1:] in (":", "：", "↓") or any(word in text for word in ANNOUNCING)
    return False


def _undelimited(lines: Sequence[str]) -> int | None:
    """The contact lines below a closing phrase, where no drawn line marks them."""
    beginning = max(0, len(lines) - 1 - _LONGEST)
    if not lines or _ends_a_sentence(lines[-1]):
        return None
    near = "\n".join(lines[beginning:])
    if near.isascii() and not _may_reach(near):
        return None
    closing = next((at for at in range(len(lines) - 1, beginning - 1, -1) if _is_closing(lines[at])), None)
    if closing is None or not _may_reach("\n".join(lines[closing:])):
        return None
    start = closing + 1
    while start < len(lines) and is_blank(lines[start]):
        start += 1
    if start < len(lines) and not _evidence([lines[start]]) and len(lines[start].strip()) <= 40:
        start += 1
    tail = [line for line in lines[start:] if not is_blank(line)]
    if not tail or len(tail) > 12 or _sentences(tail) or _is_list(tail) or _unknown_labels(tail) >= 2:
        return None
    return start if _evidence_kinds(tail) >= 2 else None


def _ends_a_sentence(line: str) -> bool:
    return line.endswith(_SENTENCE_ENDS) and len(line.strip()) >= _SHORTEST_SENTENCE


def _card(lines: Sequence[str]) -> int | None:
    """The beginning of the last paragraph where it is an address card: a name and three ways to reach it or more."""
    if not lines or (_ends_a_sentence(lines[-1]) and not any(map(lines[-1].__contains__, _ROW_MARKS))):
        return None
    at = len(lines)
    while at and not is_blank(lines[at - 1]) and len(lines) - at <= _LONGEST_CARD:
        at -= 1
    tail = lines[at:]
    if not at or len(tail) > _LONGEST_CARD or not _may_reach("\n".join(tail)):
        return None
    row = len(tail) == 1 and sum(map(tail[0].count, _ROW_MARKS)) >= 2 and len(tail[0]) <= _DEVICE_WIDTH
    if not row and (len(tail) < 3 or not _is_name(tail[0]) or any(len(line) > _CLOSING_WIDTH for line in tail)):
        return None
    if not row and (_sentences(tail) or _is_list(tail) or _unknown_labels(tail) >= 2):
        return None
    return at if _evidence_kinds(tail) >= (2 if row else 3) and not _is_announced(lines, at) else None


def _may_reach(text: str) -> bool:
    """Whether anything in it could be a way to reach somebody."""
    if text.isascii():
        return any(map(text.__contains__, _ASCII_REACH)) or ("." in text and _URL.search(text) is not None)
    return _MAY_REACH.search(text) is not None


def _dashed_name(lines: Sequence[str]) -> int | None:
    """The place of a last line like `-Anna` or `- Anna Test` that stands alone."""
    if len(lines) < 3 or not is_blank(lines[-2]):
        return None
    text = lines[-1].strip()
    name = text.lstrip("-–—~").strip(" .")
    if text[:1] not in "-–—~" or not name or len(name) > 30 or not name.replace(" ", "").isalpha():
        return None
    above = next((line for line in reversed(lines[:-2]) if not is_blank(line)), "")
    words = name.split()
    named = len(words) <= 3 and all(word[0].isupper() for word in words)
    return len(lines) - 1 if named and not above.lstrip().startswith(("-", "–", "*")) else None


def _is_closing(line: str) -> bool:
    return len(line) <= _CLOSING_WIDTH + 20 and (_closes(line) if _may_close(line) else False)


def _may_close(line: str) -> bool:
    """Whether its first two letters or its last one are those of a closing: asked of many lines, so quick."""
    text = line.strip().rstrip(_AFTER_CLOSING)
    if not text:
        return False
    if text[-1] in _CLOSING_ENDS or text[:2].lower() in _CLOSING_STARTS:
        return True
    return not text.isascii() and (text[0] in FOLDING or text[-1] in FOLDING)


@lru_cache(maxsize=512)
def _closes(line: str) -> bool:
    text = fold(line).strip().lower().rstrip(_AFTER_CLOSING)
    if len(text) > _CLOSING_WIDTH:
        return False
    begins = text[:2] in _CLOSING_STARTS and text.startswith(CLOSINGS)
    return begins or (text[-1:] in _CLOSING_ENDS and text.endswith(CLOSINGS))


def _evidence(lines: Sequence[str]) -> int:
    """How many lines show how to reach somebody."""
    return sum(_shows_contact(line) for line in lines)


def _shows_contact(line: str) -> bool:
    text = fold(line)[:300]
    lowered = text.lower()
    if _reaches(text):
        return True
    found = label_and_value(text)
    if found is not None and found[0].strip(" ■□●○◆◇・") in CONTACT_LABELS:
        return True
    return _names_company(lowered)


def _reaches(text: str) -> bool:
    """Whether a phone number, a link, an address of mail or of a house stands in it."""
    if "@" in text and _MAIL.search(text):
        return True
    if ("." in text or "/" in text) and _URL.search(text):
        return True
    return (_DIGIT.search(text) is not None and bool(_PHONE.search(text))) or bool(_STREET.search(text))


def _names_company(lowered: str) -> bool:
    if any(word in lowered for word in COMPANY):
        return True
    return any(word.strip(".,;") in COMPANY_WORDS for word in lowered.split())


def _evidence_kinds(lines: Sequence[str]) -> int:
    text = [fold(line)[:300] for line in lines]
    kinds = (_PHONE, _URL, _MAIL, _STREET)
    found = sum(any(kind.search(line) for line in text) for kind in kinds)
    return found + any(_names_company(line.lower()) for line in text)


def _sentences(lines: Sequence[str]) -> int:
    """How many lines read as sentences, not as an address card."""
    return sum(_is_sentence(line) for line in lines)


def _is_sentence(line: str) -> bool:
    text = fold(line).strip()
    if text.endswith(_SENTENCE_ENDS):
        return len(text) >= _SHORTEST_SENTENCE
    if _shows_contact(text):
        return len(text.split()) >= 14
    if text.endswith("."):
        return len(text.split()) >= 5
    return len(text.split()) >= 12 or len(text) > 110


def _is_list(lines: Sequence[str]) -> bool:
    return sum(_LIST_ITEM.match(line.strip()) is not None for line in lines) >= 2


def _unknown_labels(lines: Sequence[str]) -> int:
    count = 0
    for line in lines:
        found = label_and_value(line)
        if found is None or _URL.search(line):
            continue
        label = found[0].strip(" ■□●○◆◇・")
        if label not in CONTACT_LABELS and "".join(label.split()) not in CONTACT_LABELS and len(label) <= 25:
            count += 1
    return count
