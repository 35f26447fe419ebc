"""Which parts of a message are its text, and which are files that came with it (compare RFC 8621 section 4.1.4).

Every leaf of the tree is one or the other, so no file is lost in an alternative, a related or a signed part.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from core.mail import charsets, limits
from core.mail.files import File, file_of
from core.mail.headers import read_headers
from core.mail.names import given_name
from core.mail.readable import Readable, read_text_part
from core.mail.smime import signed_content
from core.mail.tnef import unpack
from core.mail.tree import Part, read_tree

_NO_TEXT = {
    "text/calendar",
    "text/vcard",
    "text/x-vcard",
    "text/directory",
    "text/rfc822-headers",
    "text/rfc822",
    "text/css",
    "text/csv",
    "text/javascript",
    "text/x-amp-html",
    "text/watch-html",
    "text/rtf",
    "text/xml",
}
_TNEF = {"application/ms-tnef", "application/vnd.ms-tnef"}
_NOT_A_WORD = re.compile(r"\W+")
_VISIBLE = re.compile(r"[^\s\u00a0\u00ad\u034f\u200b-\u200f\u2060\ufeff\u3000]")
_SEALED = {"application/pkcs7-mime", "application/x-pkcs7-mime"}
_MESSAGES = {"message/rfc822", "message/global"}
_SOURCE_BYTES = 64 * 1024
_SHORT_TEXT = 300
_LONG_HTML = 1_500


@dataclass(slots=True)
class Body:
    """What was read: pieces of text in order, files in order."""

    texts: list[Readable] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    repaired: bool = False

    def text(self) -> str:
        """The whole readable text."""
        pieces = [t.text.rstrip() for t in self.texts if _VISIBLE.search(t.text)]
        return "\n\n".join(pieces) if len(pieces) > 1 else "".join(pieces)

    def charset(self) -> str | None:
        """The charset of the first piece of text."""
        return next((t.charset for t in self.texts if t.charset), None)


def read_body(root: Part, *, hint: str | None = None, damaged: bool = False) -> Body:
    """Read the text and the files of a tree. Never raises. `damaged`: where no text is found the source is shown."""
    body = Body()
    reader = _Reader(body, hint)
    body.texts = reader.visit(root, 0, render=True)
    if root.content_type in _MESSAGES and not root.children:
        inner, _ = read_tree(root.decoded(), read_headers(root.decoded(), top=True))
        body.texts = read_body(inner, hint=hint).texts if inner.content_type not in _MESSAGES else []
    elif damaged and not body.files and not _visible(body.texts) and root.children:
        reader.show_source(root)
    return body


class _Reader:
    def __init__(self, body: Body, hint: str | None) -> None:
        self._body = body
        self._hint = hint
        self._characters = 0

    def visit(self, part: Part, place: int, *, render: bool) -> list[Readable]:
        """Texts of a part; its files go into the body. Without `render` only the files are wanted."""
        if not part.children:
            if is_text(part, place):
                return [self._render(part)] if render else []
            self._add_file(part)
            return self._unsealed(part) if render and part.content_type in _SEALED else []
        kind = part.content_type
        if kind == "multipart/alternative":
            return self._alternative(part, render)
        if kind == "multipart/encrypted":
            self._warn(encryption_warning(part))
        texts: list[Readable] = []
        first = _root_place(part)
        for i, child in enumerate(part.children):
            if kind == "multipart/related" and i != first and not child.children:
                self._add_file(child)
                continue
            shown = render and not (kind == "multipart/signed" and i)
            found = self.visit(child, 0 if i == first else i + 1, render=shown)
            texts += [t for t in found if not _repeats(t, child, texts)]
        return texts

    def _alternative(self, part: Part, render: bool) -> list[Readable]:
        """The plain text, or the HTML where the plain text is empty or a mere placeholder for it."""
        kinds = [_kind(c) for c in part.children]
        plain = [i for i, kind in enumerate(kinds) if kind == "plain"]
        rich = [i for i, kind in enumerate(kinds) if kind == "html"]
        best: list[Readable] = []
        for i in plain:
            found = self.visit(part.children[i], 0, render=render and not best)
            best = best or (found if _visible(found) else [])
        wanted = render and (not best or _placeholder(best, [part.children[i] for i in rich]))
        html: list[Readable] = []
        for i in reversed(rich):
            found = self.visit(part.children[i], 0, render=wanted and not html)
            html = html or (found if _visible(found) else [])
        for i, child in enumerate(part.children):
            if i not in plain and i not in rich:
                best = self.visit(child, 1, render=render and not best and not html) or best
        if html and (not best or len(_plain_words(html)) > 3 * len(_plain_words(best)) + 100):
            return html
        return best

    def _render(self, part: Part) -> Readable:
        if self._characters > limits.TEXT_CHARACTERS:
            self._warn("more text than is shown: the rest was left out")
            return Readable("", None, False)
        read = read_text_part(part, hint=self._hint)
        self._characters += len(read.text)
        self._body.files += read.files
        for warning in read.warnings:
            self._warn(warning)
        self._body.repaired |= read.repaired
        return read

    def _unsealed(self, part: Part) -> list[Readable]:
        """The text of an S/MIME file that is signed and not encrypted; its files are added too."""
        content = signed_content(part.decoded())
        if content is None:
            self._warn(encryption_warning(part))
            return []
        root, _ = read_tree(content, read_headers(content))
        if any(leaf.content_type in _SEALED for leaf in root.leaves()):
            return []
        inner = read_body(root, hint=self._hint)
        self._body.files += [replace(f, number=f"{part.number}/{f.number}") for f in inner.files]
        self._body.repaired |= inner.repaired
        self._warn("signed with S/MIME: the signature was not checked")
        return inner.texts

    def _add_file(self, part: Part) -> None:
        file = file_of(part)
        self._body.files.append(file)
        if part.content_type in _TNEF or file.filename.lower() == "winmail.dat":
            inner = unpack(file.data, part.number)
            self._body.files += inner.files
            if inner.warning:
                self._warn(inner.warning)

    def show_source(self, root: Part) -> None:
        """The beginning of a multipart as it stands: better than nothing where no part could be read."""
        source = root.data[root.start : min(root.end, root.start + _SOURCE_BYTES)]
        self._warn("no readable part: the beginning of its source is shown")
        self._body.texts = [Readable(charsets.decode(source, None).text, None, False)]

    def _warn(self, text: str) -> None:
        if text not in self._body.warnings:
            self._body.warnings.append(text)


def is_text(part: Part, place: int) -> bool:
    """Whether a leaf belongs to the readable text. `place` is 0 for a root or the first of its siblings."""
    kind = part.content_type
    if (not kind.startswith("text/") or kind in _NO_TEXT) and kind != "application/xhtml+xml":
        return False
    if part.disposition.value == "attachment":
        return not part.within and not given_name(part)
    return place == 0 or not given_name(part)


def encryption_warning(part: Part) -> str:
    """What kind of sealed message it is, in words."""
    if part.content_type.endswith("pkcs7-mime"):
        if (part.parameters.get("smime-type") or "").startswith("signed"):
            return "signed with S/MIME, text and signature in one file: open smime.p7m to read it"
        return "encrypted with S/MIME: its text cannot be shown here"
    return "encrypted with OpenPGP: its text cannot be shown here"


def _root_place(part: Part) -> int:
    """Which child comes first: in a related part the one that `start` names."""
    wanted = part.parameters.get("start") if part.content_type == "multipart/related" else None
    if wanted:
        for i, child in enumerate(part.children):
            if (child.headers.first("content-id") or b"").strip() == wanted.strip().encode("utf-8", "replace"):
                return i
    return 0


def _kind(part: Part) -> str:
    """Whether a branch of an alternative says its text in plain or in HTML; "" where it says none."""
    texts = [p for p in (part.leaves() if part.children else (part,)) if is_text(p, 0)]
    if any(p.content_type == "text/html" for p in texts):
        return "html"
    return "plain" if texts else ""


def _visible(texts: list[Readable]) -> bool:
    return any(_VISIBLE.search(t.text) for t in texts)


def _plain_words(texts: list[Readable]) -> str:
    return _NOT_A_WORD.sub("", "".join(t.text for t in texts))


def _placeholder(texts: list[Readable], rich: list[Part]) -> bool:
    """Whether a plain text is so short, and its HTML so long, that the HTML must be looked at."""
    if not rich or sum(len(t.text) for t in texts) > _SHORT_TEXT:
        return False
    return sum(len(p.body()) for r in rich for p in r.leaves() if p.content_type == "text/html") > _LONG_HTML


def _repeats(text: Readable, part: Part, before: list[Readable]) -> bool:
    """Whether HTML beside a plain text says the same once more."""
    if not before or part.content_type != "text/html":
        return False
    return _plain_words([text]) == _plain_words(before[-1:])
