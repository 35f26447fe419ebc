"""Breaking lines as Japanese and Latin readers expect (JIS X 4051: kinsoku shori).

No closing mark, small kana or full stop begins a line, no opening bracket ends one, Latin words stay whole.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len, get_character_cell_size

NO_START = frozenset(
    "、。，．・：；？！゛゜ヽヾゝゞ々ー～〜…‥」』）］｝〉》】〕〟’”｡､｣ﾞﾟ･ｰ,.:;?!)]}%"
    "ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ"
)
NO_END = frozenset("「『（［｛〈《【〔〝‘“｢([{￥＄￡#＃")
_TOGETHER = frozenset("…‥―ー—")
TAB = 4


def wrap(line: str, cells: int) -> Iterator[str]:
    """The screen lines of one line of text, each at most `cells` wide; an empty line gives one empty line."""
    line = line.expandtabs(TAB).rstrip()
    if cells < 2 or len(line) * 2 <= cells or cell_len(line) <= cells:
        yield line
        return
    start, length = 0, len(line)
    while start < length:
        end = _furthest(line, start, cells)
        if end < length:
            end = _break_before(line, start, end)
        yield line[start:end].rstrip(" ")
        start = end
        while start < length and line[start] in " \u3000" and end < length:
            start += 1


def break_offsets(line: str, cells: int) -> list[int]:
    """Where a line is to be broken so that each piece fits, for a field that shows every letter of it."""
    offsets: list[int] = []
    start, length = 0, len(line)
    while start < length:
        end = _furthest(line, start, cells)
        if end < length:
            end = _break_before(line, start, end)
            offsets.append(end)
        start = end
    return offsets


def _furthest(line: str, start: int, cells: int) -> int:
    """The index after the last character that still fits; at least one character is taken."""
    used, index, length = 0, start, len(line)
    while index < length:
        size = get_character_cell_size(line[index])
        if used + size > cells and index > start:
            break
        used += size
        index += 1
    return index


def _break_before(line: str, start: int, end: int) -> int:
    """The best place at or before `end` to break; `end` itself where nothing allows one."""
    for index in range(end, start, -1):
        if _may_break(line, index):
            return index
    for index in range(end, start, -1):
        if get_character_cell_size(line[index]) and line[index - 1] != "\u200d":
            return index
    return end


def _may_break(line: str, index: int) -> bool:
    """Whether a line may end just before `line[index]`."""
    before, after = line[index - 1], line[index]
    if after in " \u3000":
        return True
    size = get_character_cell_size(after)
    if size == 0 or before == "\u200d" or after in NO_START or before in NO_END:
        return False
    if before in " \u3000":
        return True
    if before in _TOGETHER and before == after:
        return False
    return size > 1 or get_character_cell_size(before) > 1
