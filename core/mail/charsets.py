"""Bytes into text, whatever the label says: the one place where a charset name from a mail is looked at.

A name is looked up in a table of aliases, then among the text codecs of the standard library; codecs that are no
charsets, and UTF-7, are refused. Where label and bytes disagree the bytes win, and `repaired` says so.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache
from typing import NamedTuple

from core.mail import jis
from core.mail.carrier_emoji import with_emoji, without_escapes
from core.mail.charset_guess import guess, is_euc_in_disguise, looks_like_utf8, read_as, runs_on

_ALIASES = {
    "utf8": "utf-8",
    "utf8mb4": "utf-8",
    "unicode11utf8": "utf-8",
    "xutf8": "utf-8",
    "ascii": "us-ascii",
    "usascii": "us-ascii",
    "iso646us": "us-ascii",
    "ansix341968": "us-ascii",
    "646": "us-ascii",
    "sjis": "shift_jis",
    "xsjis": "shift_jis",
    "shiftjis": "shift_jis",
    "mskanji": "shift_jis",
    "windows31j": "shift_jis",
    "cswindows31j": "shift_jis",
    "csshiftjis": "shift_jis",
    "cp932": "shift_jis",
    "ms932": "shift_jis",
    "windows932": "shift_jis",
    "cp943": "shift_jis",
    "cp943c": "shift_jis",
    "xmssjis": "shift_jis",
    "shiftjisx0213": "shift_jis_2004",
    "eucjp": "euc-jp",
    "xeucjp": "euc-jp",
    "xeuc": "euc-jp",
    "ujis": "euc-jp",
    "eucjpms": "euc-jp",
    "cp51932": "euc-jp",
    "cseucpkdfmtjapanese": "euc-jp",
    "jis": "iso-2022-jp",
    "jis7": "iso-2022-jp",
    "iso2022jp": "iso-2022-jp",
    "csiso2022jp": "iso-2022-jp",
    "iso2022jpesc": "iso-2022-jp",
    "iso2022": "iso-2022-jp",
    "xiso2022jp": "iso-2022-jp",
    "cp50220": "iso-2022-jp",
    "cp50221": "iso-2022-jp",
    "cp50222": "iso-2022-jp",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "xgbk": "gb18030",
    "cp936": "gb18030",
    "windows936": "gb18030",
    "ms936": "gb18030",
    "gb231280": "gb18030",
    "csgb2312": "gb18030",
    "euccn": "gb18030",
    "chinese": "gb18030",
    "big5": "cp950",
    "xxbig5": "cp950",
    "cnbig5": "cp950",
    "csbig5": "cp950",
    "big5hk": "big5hkscs",
    "euckr": "cp949",
    "ksc56011987": "cp949",
    "ksc5601": "cp949",
    "ks_c_5601": "cp949",
    "cseuckr": "cp949",
    "windows949": "cp949",
    "xwindows949": "cp949",
    "korean": "cp949",
    "iso88591": "cp1252",
    "isoir100": "cp1252",
    "latin1": "cp1252",
    "l1": "cp1252",
    "88591": "cp1252",
    "csisolatin1": "cp1252",
    "ansix31101983": "cp1252",
    "xansi": "cp1252",
    "ansi": "cp1252",
    "iso88599": "cp1254",
    "latin5": "cp1254",
    "iso885911": "cp874",
    "tis620": "cp874",
    "windows874": "cp874",
    "iso88598i": "iso-8859-8",
    "iso88598e": "iso-8859-8",
    "iso88596i": "iso-8859-6",
    "logical": "iso-8859-8",
    "koi8": "koi8-r",
    "cskoi8r": "koi8-r",
    "xmacroman": "mac-roman",
    "macintosh": "mac-roman",
    "mac": "mac-roman",
    "xmaccyrillic": "mac-cyrillic",
    "xmacjapanese": "shift_jis",
    "unicode": "utf-16",
    "ucs2": "utf-16",
    "iso10646ucs2": "utf-16",
    "hzgb2312": "hz",
}
_REFUSED = {"utf-7", "idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "palmos", "mbcs", "oem"}
_SEVEN_BIT_STATE = {"hz", "iso2022_kr"}
_LATIN = {"cp1252", "latin-1", "iso8859-15", "iso8859-2", "cp1250", "cp1254", "us-ascii"}
_JAPANESE = {"shift_jis", "euc-jp", "iso-2022-jp"}
_COMPOSED_HANGUL = b"\xa4\xd4"
"""A syllable written as filler and letters (KS X 1001 annex 3), which only the codec of EUC-KR puts together."""
_NOT_IN_NAMES = re.compile(r"[^a-z0-9]")
_TWO_BYTES = {"shift_jis", "euc-jp", "gb18030", "cp949", "cp950", "big5hkscs"}
_UTF8_WIDE = re.compile(rb"(?:[\xe1-\xef][\x80-\xbf]{2}){2}")
_PRIVATE_LEADS = bytes(range(0xF0, 0xFA))
"""What cp932's private codes begin with."""
_C1 = re.compile(rb"[\x80-\x9f]")
_KANJI = rb"(?:\x88[\x9f-\xfc]|[\x89-\x97][\x40-\x7e\x80-\xfc]|\x98[\x40-\x72])"
_KANJI_NAME = re.compile(
    rb"(?=.*?[\x88\x89\x8b\x8d\x8f-\x98])" + _KANJI + rb"{1,4}(?: |\x81\x40)?" + _KANJI + rb"{1,4}\Z"
)
"""A name of common kanji (JIS level 1) in Shift_JIS and nothing else; Š, Œ and Ž before letters are none."""


class Decoded(NamedTuple):
    """Text out of bytes; `charset` is what they were read as, `repaired`: that is not what the label said."""

    text: str
    charset: str
    repaired: bool = False


@lru_cache(maxsize=512)
def canonical(label: str) -> str | None:
    """The charset a label means, as a codec's name or one of ours; None where it is refused or unknown."""
    name = label.strip().strip("\"'").lower()[:60]
    key = _NOT_IN_NAMES.sub("", name.split("*")[0])
    if key.startswith("charset"):
        key = key[7:]
    if key.startswith("iso2022jp"):
        return "iso-2022-jp"
    if key in _ALIASES:
        return _ALIASES[key]
    if key.startswith("cs") and key[2:] in _ALIASES:
        return _ALIASES[key[2:]]
    for candidate in (name, key, re.sub(r"^(?:x|windows|ibm|cp)(\d)", r"cp\1", key)):
        found = _codec(candidate)
        if found:
            return found
    return None


def _codec(name: str) -> str | None:
    if not name or not name.isascii() or "\0" in name:
        return None
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError, UnicodeError):
        return None
    if not getattr(info, "_is_text_encoding", False) or info.name in _REFUSED or "utf-7" in info.name:
        return None
    return info.name


def decode(data: bytes, label: str | None = None, *, hint: str | None = None) -> Decoded:
    """Read bytes as text. `label` is what the mail declares, `hint` a likely charset where nothing is.

    Never raises; what cannot be read is U+FFFD, and a phone's own picture that no table knows is 〓.
    """
    read = _decode(data, label, hint)
    if b"\x1b$" in data and "\x1b$" in read.text:
        read = read._replace(text=without_escapes(read.text))
    if read.charset == "shift_jis" and len(data.translate(None, _PRIVATE_LEADS)) < len(data):
        return read._replace(text=with_emoji(read.text))
    return read


def _decode(data: bytes, label: str | None, hint: str | None) -> Decoded:
    charset = canonical(label) if label else None
    if charset == "utf-8" and b"\x1b" not in data:
        if data.isascii():
            return Decoded(data.decode("ascii"), "us-ascii")
        try:
            return Decoded(data.decode("utf-8"), "utf-8")
        except UnicodeDecodeError:
            return _not_utf8(data)
    if charset in _SEVEN_BIT_STATE or (charset or "").startswith(("utf-16", "utf-32")):
        return _wide(data, charset or "")
    if charset == "iso-2022-jp":
        return _declared_jis(data)
    if data.isascii():
        if jis.has_escapes(data):
            return Decoded(jis.decode_jis(data), "iso-2022-jp", True)
        return Decoded(data.decode("ascii"), "us-ascii")
    if charset is None or charset == "us-ascii":
        return _undeclared(data, hint)
    return _declared(data, charset)


def _wide(data: bytes, charset: str) -> Decoded:
    if data.isascii() and charset.startswith("utf") and b"\0" not in data:
        return Decoded(data.decode("ascii"), "us-ascii", True)
    if charset == "utf-16" and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        charset = "utf-16-be" if data[:1] == b"\0" else "utf-16-le"
    return Decoded(data.decode(charset, "replace"), charset)


def _declared_jis(data: bytes) -> Decoded:
    if jis.has_escapes(data):
        return Decoded(jis.decode_jis(data), "iso-2022-jp")
    if data.isascii():
        mended = jis.mend_lost_escapes(data)
        if mended is not None:
            return Decoded(jis.decode_jis(mended), "iso-2022-jp", True)
        return Decoded(jis.decode_jis(data) if b"\x0e" in data else data.decode("ascii"), "iso-2022-jp")
    text, charset = guess(data, "iso-2022-jp")
    return Decoded(text, charset, True)


def _not_utf8(data: bytes) -> Decoded:
    """Declared as UTF-8 and not valid: damaged UTF-8, or something else altogether."""
    if looks_like_utf8(data):
        return Decoded(data.decode("utf-8", "replace"), "utf-8", True)
    text, charset = guess(data, None)
    return Decoded(text, charset, True)


def _undeclared(data: bytes, hint: str | None) -> Decoded:
    """Eight-bit bytes under no label, a false or an unknown one. UTF-8 is taken as said: RFC 6532 allows it raw."""
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    if jis.has_escapes(data):
        return Decoded(jis.decode_jis(data), "iso-2022-jp", True)
    text, charset = guess(data, canonical(hint) if hint else None)
    return Decoded(text, charset, True)


def _declared(data: bytes, charset: str) -> Decoded:
    if jis.has_escapes(data):
        return Decoded(jis.decode_jis(data), "iso-2022-jp", True)
    if charset in _LATIN:
        return _declared_latin(data, charset)
    if charset in _TWO_BYTES and (text := _utf8_all_along(data)) is not None:
        return Decoded(text, "utf-8", True)
    text = _strict(data, charset)
    if text is not None:
        if charset == "shift_jis" and is_euc_in_disguise(text):
            return Decoded(jis.decode_euc_jp(data), "euc-jp", True)
        return Decoded(text, charset)
    try:
        return Decoded(data.decode("utf-8"), "utf-8", True)
    except UnicodeDecodeError:
        pass
    lenient = read_as(data, charset)
    text, found = guess(data, charset)
    better = text.count("\ufffd") < lenient.count("\ufffd")
    if better and (found in _JAPANESE or lenient.count("\ufffd") * 20 > len(lenient)):
        return Decoded(text, found, True)
    return Decoded(lenient, charset, True)


def _utf8_all_along(data: bytes) -> str | None:
    """UTF-8 under the label of a two-byte charset, told by codes of three bytes; None where it is none.

    Two bytes may be a letter of UTF-8 and a character of the other charset as well; six in a row hardly ever are.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text if _UTF8_WIDE.search(data) else None


def _declared_latin(data: bytes, charset: str) -> Decoded:
    """Latin labels are put on everything: they are believed unless the bytes are plainly UTF-8 or Japanese."""
    try:
        return Decoded(data.decode("utf-8"), "utf-8", True)
    except UnicodeDecodeError:
        pass
    if _C1.search(data):
        text, found = guess(data, charset)
        if found in ("shift_jis", "euc-jp") and runs_on(text):
            return Decoded(text, found, True)
        if charset == "cp1252" and _KANJI_NAME.match(data):
            return Decoded(data.decode("cp932", "replace"), "shift_jis", True)
    strict = _strict(data, charset)
    if strict is None:
        return Decoded(read_as(data, charset), charset, True)
    return Decoded(strict, "iso-8859-1" if charset == "cp1252" and not _C1.search(data) else charset)


def _strict(data: bytes, charset: str) -> str | None:
    if charset == "euc-jp":
        text = jis.decode_euc_jp(data)
        return None if "\ufffd" in text else text
    if charset == "cp949" and _COMPOSED_HANGUL in data:
        charset = "euc_kr"
    try:
        return data.decode("cp932" if charset == "shift_jis" else charset)
    except (UnicodeError, ValueError):
        return None
