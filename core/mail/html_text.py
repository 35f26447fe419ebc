"""HTML of a mail as text that people read: links with their targets, lists, tables and quotes, and no text lost."""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.mail import limits
from core.mail.html_frames import Frame, row_lines, trimmed
from core.mail.html_tokens import Tag, tokens

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "body",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "html",
        "legend",
        "main",
        "nav",
        "section",
        "summary",
        "caption",
        "thead",
        "tbody",
        "tfoot",
        "option",
        "select",
        "noscript",
    ]
)
_SPACED = frozenset(
    ["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "menu", "dir", "dl", "pre", "table", "blockquote"]
)
_KEEPING = frozenset(["pre", "plaintext", "xmp", "listing", "textarea"])
_MAY_KEEP = _KEEPING | frozenset(["div", "span", "p", "td", "font"])
_KNOWN = _BLOCKS | _SPACED | _MAY_KEEP | frozenset(["br", "a", "img", "td", "th", "tr", "li", "hr"])
_WHITE = re.compile(r"[ \t\n\r\f]+")
_WIDE = "[\u3000-\u30ff\u3400-\u9fff\uff01-\uff9f]"
_WIDE_BREAK = re.compile(rf"(?<={_WIDE})[ \t\r\f]*\n[ \t\n\r\f]*(?={_WIDE})")
_KEPT_SPACE = re.compile(r"white-space\s{0,9}:\s{0,9}(?:pre|break-spaces)", re.I)
_INDENT_ONLY = re.compile(r"border\s{0,9}:\s{0,9}(?:none|0)", re.I)
_TARGET = re.compile(r"(?:https?|ftp|mailto|tel|sms):", re.I)
_WHITE_ONLY = re.compile(r"[\x00-\x20\x7f\u200b\ufeff]")
_PICTURE = re.compile(r"data:[\w/+.;=-]{0,100};base64,[A-Za-z0-9+/=%\s]*")
_LONGEST_TARGET = 2_000
_DEEPEST_FRAME = 40
"""Quotes and tables inside each other; deeper ones are read as plain blocks."""
RULE = "_" * 32


@dataclass(slots=True)
class _Link:
    target: str
    frame: Frame
    place: int
    lines: int


class _Writer:
    """Takes tags and text in order, holds the frames that are open, gives the text at the end."""

    def __init__(self) -> None:
        self._frames = [Frame("page")]
        self._link: _Link | None = None
        self._kept: list[str] = []
        self._space = False
        self._bullet = ""

    # text

    def text(self, text: str) -> None:
        """Text between tags."""
        if self._kept:
            self._kept_text(text)
            return
        if "\n" in text:
            text = _WIDE_BREAK.sub("", text)
        if "\n" in text or "  " in text or "\t" in text or "\r" in text:
            text = _WHITE.sub(" ", text)
        if text.startswith(" "):
            self._space = True
            text = text[1:]
        if not text:
            return
        trailing = text.endswith(" ")
        self._put(text[:-1] if trailing else text)
        self._space = trailing

    def _put(self, text: str) -> None:
        line = self._frames[-1].line
        if self._bullet:
            line.append(self._bullet)
            self._bullet = ""
        elif self._space and line:
            line.append(" ")
        self._space = False
        line.append(text.replace("\xa0", " "))

    def _kept_text(self, text: str) -> None:
        pieces = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        for i, piece in enumerate(pieces):
            if i:
                self._break()
            if piece:
                self._frames[-1].line.append(piece.replace("\xa0", " "))

    def _break(self) -> None:
        self._space = False
        self._frames[-1].end_line(force=True)

    # tags

    def tag(self, tag: Tag) -> None:
        """One start or end tag with a name of _KNOWN."""
        name = tag.name
        if name == "br":
            self._break()
            return
        if name == "div" and not self._kept and "white-space" not in tag.source:
            self._block(spaced=False)
            return
        if name == "a":
            self._anchor(tag)
        elif name == "img":
            self._image(tag)
        elif name in ("td", "th", "tr", "table"):
            self._table(tag)
        elif name == "blockquote":
            self._quote(tag)
        elif name == "li":
            self._item(tag)
        elif name == "hr":
            self._block(spaced=False)
            self._put(RULE)
            self._block(spaced=False)
        elif name in _SPACED or name in _BLOCKS:
            self._block(spaced=name in _SPACED)
            if name in ("ul", "ol", "menu", "dir"):
                self._list(tag)
        if name in _MAY_KEEP and (self._kept or name in _KEEPING or "white-space" in tag.source):
            self._whitespace(tag)

    def _block(self, *, spaced: bool) -> None:
        self._space = False
        self._frames[-1].end_block(spaced=spaced)

    def _whitespace(self, tag: Tag) -> None:
        """Elements that keep their spaces and line ends; the innermost closes first."""
        if tag.closing:
            if self._kept and self._kept[-1] == tag.name:
                self._kept.pop()
            return
        keeps = tag.name in _KEEPING
        if not keeps and "white-space" in tag.source:
            keeps = bool(_KEPT_SPACE.search(tag.attributes().get("style", "")))
        if (keeps or (self._kept and self._kept[-1] == tag.name)) and len(self._kept) < 1000:
            self._kept.append(tag.name)

    def _list(self, tag: Tag) -> None:
        lists = self._frames[-1].lists
        if tag.closing:
            if lists:
                lists.pop()
        elif len(lists) < 20:
            start = tag.attributes().get("start", "1") if tag.name == "ol" else "0"
            lists.append(int(start) if start.isdecimal() and len(start) < 6 else 1)
        if lists:
            self._frames[-1].gap = False

    def _item(self, tag: Tag) -> None:
        self._block(spaced=False)
        self._bullet = ""
        if tag.closing:
            return
        lists = self._frames[-1].lists
        indent = "  " * max(0, len(lists) - 1)
        number = lists[-1] if lists else 0
        self._bullet = f"{indent}{number}. " if number else f"{indent}- "
        if number:
            lists[-1] += 1

    def _anchor(self, tag: Tag) -> None:
        if self._link is not None:
            self._end_link(self._link)
            self._link = None
        if tag.closing or "href" not in tag.source.lower():
            return
        target = _WHITE_ONLY.sub("", tag.attributes().get("href", ""))[:_LONGEST_TARGET]
        if _TARGET.match(target):
            frame = self._frames[-1]
            self._link = _Link(target, frame, len(frame.line), len(frame.lines))

    def _end_link(self, link: _Link) -> None:
        """Put the target behind the link's words, unless the words are the target."""
        frame = link.frame
        if frame not in self._frames[-3:]:
            return
        shown = "".join(frame.line[link.place :] if len(frame.lines) == link.lines else frame.line)
        behind = not shown.strip() and len(frame.lines) > link.lines and frame.lines[-1].strip()
        if behind:
            shown = frame.lines[-1]
        target = link.target
        scheme = target.split(":", 1)[0].lower()
        bare = target.split(":", 1)[1].split("?")[0] if scheme in ("mailto", "tel", "sms") else target
        if _same_target(shown, bare):
            return
        if scheme in ("tel", "sms") and re.sub(r"\D", "", shown)[-6:] == re.sub(r"\D", "", bare)[-6:]:
            return
        if behind:
            frame.lines[-1] += f" <{bare}>"
            return
        frame.line.append(f"{' ' if ''.join(frame.line[-1:]).strip() else ''}<{bare}>")

    def _image(self, tag: Tag) -> None:
        alt = tag.attributes().get("alt", "").strip() if "alt" in tag.source.lower() else ""
        if alt:
            self._put(f"[{_WHITE.sub(' ', alt)}]")

    # frames

    def _quote(self, tag: Tag) -> None:
        self._block(spaced=True)
        if tag.closing:
            self._close("quote")
        elif len(self._frames) < _DEEPEST_FRAME:
            plain = "cite" not in tag.source and bool(_INDENT_ONLY.search(tag.attributes().get("style", "")))
            self._frames.append(Frame("indent" if plain else "quote"))

    def _table(self, tag: Tag) -> None:
        name = tag.name
        if name == "table":
            self._close_inside("cell" if tag.closing else "")
            self._close_inside("row" if tag.closing else "")
            self._block(spaced=True)
            if tag.closing:
                self._close("table")
            elif len(self._frames) < _DEEPEST_FRAME:
                self._frames.append(Frame("table"))
            return
        self._close_inside("cell")
        if name == "tr":
            self._close_inside("row")
            if not tag.closing and self._frames[-1].kind == "table":
                self._frames.append(Frame("row"))
            else:
                self._block(spaced=False)
        elif not tag.closing:
            if self._frames[-1].kind == "table":
                self._frames.append(Frame("row"))
            if self._frames[-1].kind == "row":
                self._frames.append(Frame("cell"))
            else:
                self._block(spaced=False)

    def _close_inside(self, kind: str) -> None:
        """Close the innermost frame of a kind, unless a table stands between it and here."""
        if self._frames[-1].kind == kind:
            self._fold_in(self._frames.pop())
            return
        for frame in reversed(self._frames):
            if frame.kind == kind:
                self._close("quote" if kind == "quote" else kind)
                return
            if frame.kind in ("table", "page"):
                return

    def _close(self, kind: str) -> None:
        """Close frames up to and including the innermost of that kind; none open: nothing happens."""
        if self._frames[-1].kind == kind and len(self._frames) > 1:
            self._fold_in(self._frames.pop())
            return
        kinds = ("quote", "indent") if kind == "quote" else (kind,)
        depth = next((i for i in range(len(self._frames) - 1, 0, -1) if self._frames[i].kind in kinds), 0)
        if kind == "quote" and depth:
            above = next((i for i in range(len(self._frames) - 1, 0, -1) if self._frames[i].kind == "cell"), 0)
            if above > depth:
                return
        while depth and len(self._frames) > depth:
            self._fold_in(self._frames.pop())

    def _fold_in(self, frame: Frame) -> None:
        """Put a finished frame's lines into the frame around it."""
        self._space = False
        frame.end_line()
        lines = trimmed(frame.lines)
        around = self._frames[-1]
        if frame.kind == "cell" and around.kind == "row":
            around.cells.append(lines)
            return
        if frame.kind == "row":
            lines = row_lines(frame.cells) + lines
        around.end_line()
        if not lines:
            return
        if around.gap and around.lines and around.lines[-1] != "":
            around.lines.append("")
        if frame.kind == "quote":
            lines = [f">{x}" if x.startswith(">") else f"> {x}".rstrip() for x in lines]
        elif frame.kind == "indent":
            lines = [f"  {x}".rstrip() for x in lines]
        around.lines.extend(lines)
        around.gap = frame.kind in ("quote", "table", "indent")

    def finish(self) -> str:
        """The whole text."""
        if self._link is not None:
            self._end_link(self._link)
        while len(self._frames) > 1:
            self._fold_in(self._frames.pop())
        page = self._frames[0]
        page.end_line()
        return "\n".join(trimmed(page.lines))


def _same_target(shown: str, target: str) -> bool:
    def plain(text: str) -> str:
        text = re.sub(r"^(?:https?://|mailto:)", "", text.strip().lower())
        return text.rstrip("/").removeprefix("www.")

    return plain(shown) == plain(target)


def html_to_text(html: str) -> tuple[str, bool]:
    """The text of an HTML body, and whether it was cut at the limit of `limits.HTML_CHARACTERS`."""
    if "data:" in html:
        html = _PICTURE.sub("data:", html)
    cut = len(html) > limits.HTML_CHARACTERS
    writer = _Writer()
    if cut:
        html = html[: html.rfind(">", 0, limits.HTML_CHARACTERS) + 1 or limits.HTML_CHARACTERS]
    for token in tokens(html):
        if isinstance(token, str):
            writer.text(token)
        elif token.name in _KNOWN:
            writer.tag(token)
    return writer.finish(), cut
