"""Which charset eight-bit bytes without a (true) label are in, by what text in each charset looks like.

The order follows what reaches a counter: UTF-8, the Japanese encodings, other double-byte ones, Cyrillic, Latin.
A wrong guess is mojibake, so each test asks for the marks of its language, not only for valid bytes.
"""

from __future__ import annotations

import re

from core.mail import jis

_SAMPLE = 64 * 1024
_HIGH = re.compile(rb"[\x80-\xff]")
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_HIGH_PAIR = re.compile(rb"[\x80-\xff]{2}")
_UTF8_CHAR = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_KANA = re.compile("[\u3040-\u30ff]")
_JAPANESE = re.compile("[\u3000-\u30ff\u4e00-\u9fff\uff01-\uff5e]")
_RUN = re.compile("[\u3041-\u3096\u30a1-\u30fa\u30fc]{2}|[\u3000-\u30ff\u4e00-\u9fff\uff01-\uff5e]{3}")
_PAIR = re.compile("[\u3000-\u30ff\u4e00-\u9fff\uff01-\uff5e]{2}")
_HALF_KANA = re.compile("[\uff61-\uff9f]")
_NON_ASCII = re.compile("[^\x00-\x7f]")
_SJIS_COMMON = re.compile(rb"[\x81-\x97][\x40-\x7e\x80-\xfc]")
_SJIS_PAIR = re.compile(rb"[\x81-\x9f\xe0-\xfc][\x40-\x7e\x80-\xfc]|[\xa1-\xdf]")
_COMMON_CHINESE = re.compile("[的是不了在有我他这中为们来到时说上国个和地你您们请谢]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_RUSSIAN = re.compile("[оеаинтсрвлОЕАИНТСРВЛ]")


def looks_like_utf8(data: bytes) -> bool:
    """Whether bytes that are not valid UTF-8 are damaged UTF-8 rather than something else."""
    sample = data[:_SAMPLE]
    high = len(_HIGH.findall(sample))
    inside = sum(len(m) for m in _UTF8_CHAR.findall(sample))
    return inside * 10 >= high * 8


def guess(data: bytes, hint: str | None) -> tuple[str, str]:
    """Text and charset of eight-bit bytes; `hint` is a charset (canonical name) to prefer where it fits as well."""
    if len(data) <= _SAMPLE:
        return _guess(data, hint)
    end = data.rfind(b"\n", 0, _SAMPLE) + 1 or _SAMPLE
    charset = _guess(data[:end], hint)[1]
    return read_as(data, charset), charset


def read_as(data: bytes, charset: str) -> str:
    """The bytes in one charset (a canonical name), with U+FFFD where they are none of it."""
    if charset == "euc-jp":
        return jis.decode_euc_jp(data)
    if charset == "iso-2022-jp":
        return jis.decode_jis(data)
    return data.decode("cp932" if charset == "shift_jis" else charset, "replace")


def runs_on(text: str) -> bool:
    """Whether text read as Japanese has kana or kanji side by side; the odd quotation mark of cp1252 has none."""
    return _RUN.search(text[:_SAMPLE]) is not None


def is_euc_in_disguise(text: str) -> bool:
    """Whether text read as Shift_JIS is a salad of half-width kana, which is what EUC-JP looks like then."""
    half = _HALF_KANA.findall(text[:_SAMPLE])
    marks = half.count("､") + half.count("･")
    return len(half) >= 6 and marks * 4 >= len(half) and not _KANA.search(text)


def _guess(data: bytes, hint: str | None) -> tuple[str, str]:
    if data[:3] == b"\xef\xbb\xbf" or looks_like_utf8(data):
        return data.decode("utf-8", "replace"), "utf-8"
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace"), "utf-16"
    if jis.has_escapes(data):
        return jis.decode_jis(data), "iso-2022-jp"
    japanese = _japanese(data)
    if japanese is not None:
        return japanese
    hinted = _hinted(data, hint)
    if hinted is not None:
        return hinted
    other = _double_byte(data) or _cyrillic(data)
    if other is not None:
        return other
    return data.decode("cp1252", "replace"), "cp1252"


def _japanese(data: bytes) -> tuple[str, str] | None:
    """Shift_JIS or EUC-JP where the text has the marks of Japanese in one of them."""
    euc = jis.decode_euc_jp(data)
    sjis = data.decode("cp932", "replace")
    euc_score, sjis_score = _euc_score(data, euc), _sjis_score(data, sjis)
    if max(euc_score, sjis_score) < 0.5:
        return None
    return (euc, "euc-jp") if euc_score > sjis_score else (sjis, "shift_jis")


def _euc_score(data: bytes, text: str) -> float:
    beyond = _NON_ASCII.findall(text)
    bad = text.count("\ufffd")
    if not beyond or bad * 20 > len(beyond):
        return 0.0
    kana = len(_KANA.findall(text))
    if kana * 8 >= len(beyond):
        return 1.0 - bad / len(beyond)
    return 0.4


def _sjis_score(data: bytes, text: str) -> float:
    beyond = _NON_ASCII.findall(text)
    bad = text.count("\ufffd")
    if not beyond or bad * 20 > len(beyond):
        return 0.0
    codes = _SJIS_PAIR.findall(data[:_SAMPLE])
    common = len(_SJIS_COMMON.findall(data[:_SAMPLE]))
    half = len(_HALF_KANA.findall(text))
    score = common / max(1, len(codes) - half)
    if (
        half == len(beyond)
        or not codes
        or (len(beyond) > half and not _PAIR.search(text[:_SAMPLE]) and _quotes(data))
    ):
        return 0.45
    if half * 2 > len(beyond) and not _KANA.search(text):
        score *= 0.5
    return min(score, 0.99) if _JAPANESE.search(text) else 0.0


def _quotes(data: bytes) -> bool:
    """Whether every high byte may be a typographic sign or letter of cp1252 beside ASCII, none beside another."""
    return _HIGH_PAIR.search(data[:_SAMPLE]) is None


def _hinted(data: bytes, hint: str | None) -> tuple[str, str] | None:
    if hint is None or hint in ("us-ascii", "iso-2022-jp", "utf-8"):
        return None
    if hint == "euc-jp":
        text = jis.decode_euc_jp(data)
        return None if "\ufffd" in text else (text, hint)
    try:
        return data.decode("cp932" if hint == "shift_jis" else hint), hint
    except (UnicodeError, ValueError):
        return None


def _double_byte(data: bytes) -> tuple[str, str] | None:
    """Chinese or Korean: most high bytes stand in runs of an even number, and common characters occur."""
    runs = _HIGH_RUN.findall(data[:_SAMPLE])
    high = sum(map(len, runs))
    if high < 4 or sum(len(r) for r in runs if len(r) >= 2) * 10 < high * 9:
        return None
    best: tuple[int, str, str] = (0, "", "")
    for charset, marks, weight in (
        ("cp949", _HANGUL, 1),
        ("gb18030", _COMMON_CHINESE, 6),
        ("cp950", _COMMON_CHINESE, 6),
    ):
        try:
            text = data.decode(charset)
        except UnicodeDecodeError:
            continue
        score = len(marks.findall(text)) * weight
        if charset == "cp949" and _hangul_share(text) < 0.8:
            score = 0
        if score * 2 >= len(_NON_ASCII.findall(text)) and score > best[0]:
            best = (score, text, charset)
    return (best[1], best[2]) if best[0] else None


def _hangul_share(text: str) -> float:
    beyond = _NON_ASCII.findall(text)
    common = [c for c in beyond if "\uac00" <= c <= "\ud7a3"]
    return len(common) / len(beyond) if beyond else 0.0


def _cyrillic(data: bytes) -> tuple[str, str] | None:
    runs = _HIGH_RUN.findall(data[:_SAMPLE])
    high = sum(map(len, runs))
    if high < 4 or high < 2.5 * len(runs):
        return None
    best = (0.0, "", "")
    for charset in ("cp1251", "koi8-r", "iso8859-5", "cp866"):
        text = data.decode(charset, "replace")
        letters = len(_NON_ASCII.findall(text))
        score = len(_RUSSIAN.findall(text)) / letters if letters else 0.0
        lower = sum(1 for c in text[:2000] if c.islower()) / max(1, sum(1 for c in text[:2000] if c.isalpha()))
        if score + lower > best[0] and score > 0.4:
            best = (score + lower, text, charset)
    return (best[1], best[2]) if best[0] else None
