"""HTML of mail cut into tags and text in one pass, without a parser's state and without giving anything up.

The standard library's parser needs quadratic time for some inputs; mail's HTML is broken in every way. Here each
character is looked at a bounded number of times, and what is no tag is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

_TAG_NAME = re.compile(r"[A-Za-z][A-Za-z0-9:_-]{0,40}")
_WHOLE_TAG = re.compile(
    r"<(/?)([A-Za-z][A-Za-z0-9:_-]{0,40})(|[\s/][^<>\"']{0,300}"
    r"|(?:\s[^<>\"'=]{0,100}=(?:\"[^\"<>]{0,2000}\"|'[^'<>]{0,2000}')){1,50}[\s/]{0,20})>"
)
"""A tag without anything odd in it, which is nearly every one."""
_ATTRIBUTE = re.compile(
    r"([A-Za-z_:][\w:.-]{0,60})\s{0,50}(?:=\s{0,50}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?", re.A
)
_HIDDEN_TEXT = {name: re.compile(rf"</{name}\b[^>]{{0,200}}>?", re.I) for name in ("script", "style", "title")}
_LONGEST_TAG = 16_384
_ATTRIBUTES = 50
_QUOTE_OPENS = re.compile(r"=\s{0,20}([\"'])")


class Tag(NamedTuple):
    """A start tag (or an end tag, `closing`); `source` holds its attributes, unread."""

    name: str
    closing: bool
    source: str

    def attributes(self) -> dict[str, str]:
        """Its attributes by lower-case name; of very many, the first fifty."""
        found: dict[str, str] = {}
        for match in _ATTRIBUTE.finditer(self.source):
            if len(found) >= _ATTRIBUTES:
                break
            name = match[1].lower()
            if name not in found:
                found[name] = unescape(match[2] or match[3] or match[4] or "")
        return found


def tokens(html: str) -> Iterator[Tag | str]:
    """Tags, and the text between them with its character references resolved, in order."""
    at = looked = 0
    no_end_of: set[str] = set()
    seen: dict[str, Tag] = {}
    while True:
        opening = html.find("<", looked)
        if opening < 0:
            break
        following = html[opening + 1 : opening + 2]
        if following.isalpha() or following == "/":
            tag, end = _tag(html, opening, seen)
            if tag is None:
                looked = end
                continue
            if opening > at:
                yield unescape(html[at:opening])
            at = end
            yield tag
            if tag.name in _HIDDEN_TEXT and not tag.closing and not tag.source.endswith("/"):
                at = _past_hidden(html, at, tag.name, no_end_of)
            looked = at
        elif following in ("!", "?"):
            if opening > at:
                yield unescape(html[at:opening])
            looked = at = _past_markup(html, opening, no_end_of)
        else:
            looked = opening + 1
    if at < len(html):
        yield unescape(html[at:])


def _tag(html: str, opening: int, seen: dict[str, Tag]) -> tuple[Tag | None, int]:
    """The tag that begins there, if it is one, and where to go on; tags repeat, so those seen are remembered."""
    whole = _WHOLE_TAG.match(html, opening)
    if whole is None:
        return _odd_tag(html, opening)
    source = whole[0]
    tag = seen.get(source)
    if tag is None:
        tag = seen[source] = Tag(whole[2].lower(), whole[1] == "/", whole[3])
    return tag, whole.end()


def _odd_tag(html: str, opening: int) -> tuple[Tag | None, int]:
    closing = html.startswith("/", opening + 1)
    begin = opening + 2 if closing else opening + 1
    name = _TAG_NAME.match(html, begin)
    if name is None:
        return (
            (Tag("", True, ""), html.find(">", opening) + 1)
            if html.startswith("</>", opening)
            else (None, opening + 1)
        )
    end = _tag_end(html, name.end())
    if end < 0:
        return None, opening + 1
    return Tag(name[0].lower(), closing, html[name.end() : end]), end + 1


def _tag_end(html: str, at: int) -> int:
    """Where the tag's closing bracket stands; brackets inside quoted values do not count. -1: it is no tag."""
    limit = at + _LONGEST_TAG
    end = html.find(">", at, limit)
    if end < 0:
        return -1
    source = html[at:end]
    if '"' not in source and "'" not in source:
        return end
    place = at
    while True:
        quote = _QUOTE_OPENS.search(html, place, end)
        if quote is None:
            return end
        closing = html.find(quote[1], quote.end(), limit)
        if closing < 0:
            return end
        place = closing + 1
        if closing > end:
            end = html.find(">", closing, limit)
            if end < 0:
                return html.find(">", at, limit)


def _past_hidden(html: str, at: int, name: str, no_end_of: set[str]) -> int:
    """Past the content of a style, script or title; one that is never closed hides nothing but what is not markup."""
    if name not in no_end_of:
        found = _HIDDEN_TEXT[name].search(html, at)
        if found:
            return found.end()
        no_end_of.add(name)
    following = html.find("<", at)
    return following if following >= 0 else len(html)


def _past_markup(html: str, opening: int, no_end_of: set[str]) -> int:
    """Past a comment, a doctype, a conditional or a processing instruction."""
    if html.startswith("<!--", opening):
        if html.startswith(("<!-->", "<!--->"), opening):
            return html.index(">", opening) + 1
        if "--" not in no_end_of:
            end = html.find("-->", opening + 4)
            if end >= 0:
                return end + 3
            no_end_of.add("--")
    if html.startswith("<![CDATA[", opening):
        return opening + 9
    end = html.find(">", opening, opening + _LONGEST_TAG)
    return end + 1 if end >= 0 else opening + 2
