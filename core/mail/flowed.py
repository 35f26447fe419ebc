"""Text written as format=flowed (RFC 3676): lines that end in a space go on in the next one."""

from __future__ import annotations

SIGNATURE = "-- "


def unflow(text: str, *, delsp: bool) -> str:
    """The text with its soft line ends joined, a quote's lines with lines of the same depth only.

    `delsp`: the space before a soft line end is no part of the text (Japanese has none between words).
    """
    out: list[str] = []
    pieces: list[str] = []
    depth = 0
    for line in text.split("\n"):
        line = line.rstrip("\r")
        content = line.lstrip(">")
        quoted = len(line) - len(content)
        if content.startswith(" "):
            content = content[1:]
        if pieces and (quoted != depth or content == SIGNATURE):
            out.append(_quoted(depth, "".join(pieces).removesuffix(" ")))
            pieces = []
        depth = quoted
        if content.endswith(" ") and content != SIGNATURE:
            pieces.append(content[:-1] if delsp else content)
            continue
        pieces.append(content)
        out.append(_quoted(depth, "".join(pieces)))
        pieces = []
    if pieces:
        out.append(_quoted(depth, "".join(pieces)))
    return "\n".join(out)


def _quoted(depth: int, content: str) -> str:
    return f"{'>' * depth} {content}" if depth else content
