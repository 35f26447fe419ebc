"""The Japanese encodings as they are really sent, which the standard library's codecs refuse.

ISO-2022-JP and EUC-JP from mail programs carry NEC row 13 (①㈱㎏), IBM's extensions (髙﨑) and half-width kana,
which no codec of the standard library knows under these names. The common characters go through the C codec of
EUC-JP; what it refuses is computed from the JIS row and cell into Shift_JIS and read as cp932, the arithmetic of
JIS X 0208. Where the two tables disagree on a character (〜 and ～), cp932's is taken, so that one text has one form.
"""

from __future__ import annotations

import codecs
import re

from core.mail.carrier_emoji import AU_JIS_ROWS, au_sign, with_emoji

_ESCAPE = re.compile(rb"\x1b(\$\([@ABCDOPQ]|\$[@AB]|\([ABHIJ]|&@|\.[AF])")
_SIGNS = re.compile(rb"[\x21-\x7e]+")
_LOST_ESCAPE = re.compile(rb"\$[@B]")
_LOST_RETURN = re.compile(rb"\([BJ]")
_SHIFTED = re.compile(rb"\x0e([^\x0e\x0f\r\n]*)\x0f?")
_SINGLE_SHIFT = re.compile(rb"\x1bN([\x20-\x7f])")
_HIGH_BIT = bytes(b | 0x80 if 0x20 < b < 0x7F else b for b in range(256))
_CP932_FORMS = str.maketrans("〜−‖¢£¬—¦", "～－∥￠￡￢―￤")
_OTHER_FORM = re.compile("[〜−‖¢£¬—¦]")
_CHECKED_LINES = 2_000
_SAMPLE = 16_384
_KANA_OR_MARK = re.compile("[\u3000-\u30ff]")


def _pair_by_cp932(error: UnicodeError) -> tuple[str, int]:
    """Codec error handler: the two bytes that EUC-JP refuses, by the arithmetic of JIS rows and cp932's table."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    at = error.start
    pair = error.object[at : at + 2]
    if len(pair) < 2 or pair[0] < 0xA1 or pair[1] < 0xA1:
        return "\ufffd", at + 1
    row, cell = pair[0] - 0xA1, pair[1] - 0xA1
    lead = row // 2 + (0x81 if row < 62 else 0xC1)
    trail = cell + (0x9F if row % 2 else 0x40 if cell < 63 else 0x41)
    if row in AU_JIS_ROWS:
        return au_sign(row, cell), at + 2
    return bytes((lead, trail)).decode("cp932", "replace")[:1], at + 2


_BY_CP932 = "mado-cp932"
codecs.register_error(_BY_CP932, _pair_by_cp932)


def has_escapes(data: bytes) -> bool:
    """Whether the bytes switch character sets the ISO-2022 way."""
    return b"\x1b" in data and _ESCAPE.search(data) is not None


def decode_euc_jp(data: bytes) -> str:
    """EUC-JP with NEC's and IBM's characters; U+FFFD where bytes are none of it. Never raises."""
    return with_emoji(_one_form(data.decode("euc_jp", _BY_CP932)))


def decode_jis(data: bytes) -> str:
    """ISO-2022-JP with all its kin (-1, -2, -MS, -2004, CP50220 to 50222), 7 and 8 bit. Never raises."""
    if b"\x0e" not in data and data.count(b"\x1b$") == data.count(b"\x1b("):
        try:
            return _one_form(data.decode("iso2022_jp"))
        except UnicodeDecodeError:
            pass
    pieces: list[str] = []
    kind = b"(B"
    at = 0
    for match in _ESCAPE.finditer(data):
        if match.start() > at:
            pieces.append(_segment(kind, data[at : match.start()]))
        at = match.end()
        if match[1][:1] not in b"&.":
            kind = match[1]
    pieces.append(_segment(kind, data[at:]))
    return with_emoji(_one_form("".join(pieces)))


def mend_lost_escapes(data: bytes) -> bytes | None:
    """ISO-2022-JP whose ESC bytes were lost on the way ("$B$3$s(B"), with them put back; None where it is not so."""
    if b"\x1b" in data or b"$" not in data:
        return None
    count = 0

    def mend(match: re.Match[bytes]) -> bytes:
        nonlocal count
        signs, mended = _with_escapes(match[0]) if b"$" in match[0] else (match[0], 0)
        count += mended
        return signs

    mended = _SIGNS.sub(mend, data)
    looked_at = decode_jis(mended[:_SAMPLE])
    return mended if len(_KANA_OR_MARK.findall(looked_at)) >= max(1, looked_at.count("\n") // 8) and count else None


def _with_escapes(signs: bytes) -> tuple[bytes, int]:
    """A run of printable signs with ESC put before each "$B" that has its "(B" an even number of bytes behind it."""
    out: list[bytes] = []
    at = 0
    hopeless = [False, False]
    for start in _LOST_ESCAPE.finditer(signs):
        if start.start() < at or hopeless[start.start() % 2]:
            continue
        begin = start.end()
        returns = (m.start() for m in _LOST_RETURN.finditer(signs, begin + 2))
        end = next((place for place in returns if (place - begin) % 2 == 0), None)
        if end is None:
            hopeless[start.start() % 2] = True
            continue
        out += [signs[at : start.start()], b"\x1b$B", signs[begin:end], b"\x1b(B"]
        at = end + 2
    return b"".join([*out, signs[at:]]), len(out) // 4


def _one_form(text: str) -> str:
    return text.translate(_CP932_FORMS) if _OTHER_FORM.search(text) else text


def _segment(kind: bytes, data: bytes) -> str:
    """One run of bytes in one character set; a line end falls back to ASCII where what follows is not such text."""
    if kind in (b"(B", b"(A"):
        return _ascii(data)
    if kind in (b"(J", b"(H"):
        return _ascii(data).replace("\\", "¥")
    if b"\n" not in data and b"\r" not in data:
        return _in_set(kind, data)
    lines = re.split(rb"([\r\n]+)", data, maxsplit=_CHECKED_LINES)
    pieces = [_in_set(kind, lines[0])]
    for i in range(1, len(lines), 2):
        line = lines[i + 1]
        pieces += [lines[i].decode("ascii"), _in_set(kind, line) if _still_double(kind, line) else _ascii(line)]
    return "".join(pieces)


def _still_double(kind: bytes, line: bytes) -> bool:
    """Whether a line that was not switched back to ASCII before its start goes on in a two-byte set."""
    if kind == b"(I" or len(line) < 2 or b" " in line:
        return False
    return _reads_as_japanese(_in_set(kind, line))


def _reads_as_japanese(text: str) -> bool:
    """Whether a quarter of it is kana and Japanese marks, and nothing could not be read."""
    return "\ufffd" not in text and len(_KANA_OR_MARK.findall(text)) * 4 >= len(text)


def _in_set(kind: bytes, data: bytes) -> str:
    high = data.translate(_HIGH_BIT)
    if kind == b"(I":
        return high.decode("cp932", "replace")
    if kind in (b"$B", b"$@", b"$(@", b"$(B"):
        return high.decode("euc_jp", _BY_CP932)
    if kind == b"$(D":
        return _by_three(high).decode("euc_jp", "replace")
    if kind in (b"$(O", b"$(Q"):
        return high.decode("euc_jis_2004", _BY_CP932)
    if kind == b"$(P":
        return _by_three(high).decode("euc_jis_2004", "replace")
    if kind in (b"$A", b"$(A"):
        return high.decode("gb2312", "replace")
    return high.decode("euc_kr", "replace")


def _by_three(high: bytes) -> bytes:
    """Two-byte codes of JIS X 0212 (or plane 2 of 0213) as EUC writes them: each behind 0x8F."""
    return b"".join(b"\x8f" + high[i : i + 2] for i in range(0, len(high), 2))


def _ascii(data: bytes) -> str:
    """ASCII or JIS Roman, with half-width kana shifted in (SO) or with the eighth bit set, as was once sent."""
    if b"\x1bN" in data:
        data = _SINGLE_SHIFT.sub(lambda m: m[1].translate(_HIGH_BIT).decode("latin-1").encode(), data)
        return data.decode("utf-8", "replace")
    if b"\x0e" in data:
        data = _SHIFTED.sub(lambda m: m[1].translate(_HIGH_BIT), data)
    return data.decode("ascii" if data.isascii() else "cp932", "replace")
