"""The parts of a message as a tree, none of them decoded (RFC 2046), never deeper or wider than the limits.

A part is a piece of a buffer with its headers; offsets only, so the exact bytes of attached messages stay at hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from core.mail import limits
from core.mail.headers import HeaderBlock, read_headers
from core.mail.params import NONE, Parameters, read_parameters
from core.mail.transfer import encoding_name, undo

_GUESSED = re.compile(rb"(?:^|\n)--([^\r\n]{1,200}?)[ \t]*\r?\n(?=[Cc]ontent-[A-Za-z-]+[ \t]*:)")
_DELIMITER_END = re.compile(rb"(?:[ \t]*(--))?[ \t]*(?:\r?\n|\r|\Z)")
_NEAR_DELIMITERS = 1_000
_USUAL_TYPES = frozenset(
    ["text/plain", "text/html", "multipart/alternative", "multipart/mixed", "multipart/related", "image/jpeg"]
)
_TYPE = re.compile(r"[\w.+-]+/[\w.+*-]+\Z")


@dataclass(slots=True)
class Part:
    """One leaf or multipart. `number` is its IMAP part number; `data[start:end]` its body as it was sent.

    `within` is the content type of the multipart around it, "" for the root: no part refers to the one around it,
    so that the bytes of a message are free as soon as it has been read.
    """

    number: str
    data: bytes
    start: int
    end: int
    headers: HeaderBlock
    content_type: str
    parameters: Parameters
    disposition: Parameters
    encoding: str
    within: str = ""
    children: list[Part] = field(default_factory=list)
    _decoded: bytes | None = None

    @property
    def is_multipart(self) -> bool:
        """Whether it is a container."""
        return bool(self.children)

    def body(self) -> bytes:
        """Its bytes as they were sent."""
        return self.data[self.start : self.end]

    def decoded(self) -> bytes:
        """Its bytes with the transfer encoding undone; worked out once."""
        if self._decoded is None:
            self._decoded = undo(self.body(), self.encoding)
        return self._decoded

    def leaves(self) -> list[Part]:
        """All parts that are no containers, in order."""
        found: list[Part] = []
        waiting = [self]
        while waiting:
            part = waiting.pop()
            if part.children:
                waiting.extend(reversed(part.children))
            else:
                found.append(part)
        return found


@dataclass(slots=True)
class Walk:
    """What the walk has used up, and what it has to say."""

    budget: int
    parts: int = 0
    warnings: list[str] = field(default_factory=list)
    repaired: bool = False

    def warn(self, text: str) -> None:
        """Say a thing once."""
        if text not in self.warnings:
            self.warnings.append(text)


def read_tree(data: bytes, headers: HeaderBlock) -> tuple[Part, Walk]:
    """The tree of a message whose header block has been read. Never raises."""
    walk = Walk(budget=limits.SCAN_FACTOR * len(data) + 1_000_000)
    root = _part("1", data, headers, len(data), "", walk)
    waiting: list[tuple[Part, int]] = [(root, 0)]
    while waiting:
        part, depth = waiting.pop()
        if not part.content_type.startswith("multipart/"):
            continue
        if depth >= limits.DEPTH:
            walk.warn(f"parts nested deeper than {limits.DEPTH}: the inner ones are shown as they stand")
            part.content_type = "text/plain"
            continue
        _split(part, walk)
        waiting.extend((child, depth + 1) for child in reversed(part.children))
    return root, walk


def _part(number: str, data: bytes, headers: HeaderBlock, end: int, within: str, walk: Walk) -> Part:
    content = read_parameters(headers.first("content-type"))
    disposition = read_parameters(headers.first("content-disposition"))
    if content.cut or disposition.cut:
        walk.warn(f"a Content-Type or Content-Disposition above {limits.PARAMETER_BYTES:,} bytes was read in part")
    if content.repaired or disposition.repaired:
        walk.repaired = True
    return Part(
        number=number,
        data=data,
        start=min(headers.body, end),
        end=end,
        headers=headers,
        content_type=_type_of(content, within),
        parameters=content,
        disposition=disposition,
        encoding=encoding_name(headers.first("content-transfer-encoding")),
        within=within,
    )


def _type_of(content: Parameters, within: str) -> str:
    value = content.value
    if value in _USUAL_TYPES or _TYPE.match(value):
        return value
    if value in ("text", "html", "text/html;"):
        return "text/html" if value == "html" else "text/plain"
    if content is not NONE and content.get("boundary"):
        return "multipart/mixed"
    if within == "multipart/digest":
        return "message/rfc822"
    return "text/plain"


def _split(part: Part, walk: Walk) -> None:
    """Give a multipart its children; without any boundary it becomes text."""
    data, start, end = part.data, part.start, part.end
    if part.encoding in ("base64", "quoted-printable") and b"\n--" not in data[start : start + 4096]:
        data = undo(data[start:end], part.encoding)
        start, end = 0, len(data)
    boundary = (part.parameters.get("boundary") or "").encode("utf-8", "replace")
    pieces = _pieces(data, start, end, boundary, walk)
    if not pieces and len(boundary) > 2 and boundary[:1] == b"'" == boundary[-1:]:
        pieces = _pieces(data, start, end, boundary[1:-1], walk)
    if not pieces:
        guessed = _GUESSED.search(data, max(0, start - 1), end)
        if guessed:
            walk.warn("the boundary between the parts was missing or wrong: guessed")
            pieces = _pieces(data, start, end, guessed[1], walk)
    if not pieces:
        walk.warn("a multipart without parts: read as text")
        part.content_type = "text/plain"
        return
    prefix = f"{part.number}." if part.within else ""
    for place, (begin, stop) in enumerate(pieces):
        walk.parts += 1
        if walk.parts > limits.PARTS:
            walk.warn(f"more than {limits.PARTS:,} parts: the rest was left out")
            break
        headers = read_headers(data, begin, stop)
        walk.warnings += [w for w in headers.warnings if w not in walk.warnings]
        part.children.append(_part(f"{prefix}{place + 1}", data, headers, stop, part.content_type, walk))


def _pieces(data: bytes, start: int, end: int, boundary: bytes, walk: Walk) -> list[tuple[int, int]]:
    """Where the parts between delimiter lines begin and end; what follows a closing delimiter is no part."""
    if not boundary:
        return []
    walk.budget -= end - start
    if walk.budget < 0:
        walk.warn("nested too deeply for its size: the inner parts are shown as they stand")
        return []
    pieces: list[tuple[int, int]] = []
    opened = -1
    for at, after, closing in _delimiters(data, start, end, b"--" + boundary):
        if opened >= 0:
            pieces.append((opened, max(opened, _before_line_end(data, at))))
        opened = -1 if closing else after
        if len(pieces) > limits.PARTS:
            return pieces
    if opened >= 0 and (opened < end or not pieces):
        pieces.append((opened, end))
    return pieces


def _delimiters(data: bytes, start: int, end: int, line: bytes) -> Iterator[tuple[int, int, bool]]:
    """Delimiter lines: where each begins, where the text behind it begins, and whether it is a closing one."""
    at = data.find(line, start, end)
    near = 0
    while at >= 0:
        match = _DELIMITER_END.match(data, at + len(line), end)
        if match and (at == start or data[at - 1] in b"\r\n"):
            yield at, match.end(), match[1] is not None
            at = data.find(line, match.end() - 1, end)
            continue
        near += 1
        if near > _NEAR_DELIMITERS:
            yield from _delimiters_among_many(data, at + 1, end, line)
            return
        at = data.find(line, at + 1, end)


def _delimiters_among_many(data: bytes, start: int, end: int, line: bytes) -> Iterator[tuple[int, int, bool]]:
    """The same by a pattern: quicker where very many lines only begin like a delimiter."""
    for match in re.compile(re.escape(line) + _DELIMITER_END.pattern).finditer(data, start, end):
        if data[match.start() - 1] in b"\r\n":
            yield match.start(), match.end(), match[1] is not None


def _before_line_end(data: bytes, at: int) -> int:
    """The line end before a delimiter belongs to the delimiter."""
    if data[at - 2 : at] == b"\r\n":
        return at - 2
    return at - 1 if data[at - 1 : at] in (b"\n", b"\r") else at
