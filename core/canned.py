"""Canned responses: plain files in HOME/canned, a small header between `---` lines, then the text.

A file that cannot be read is listed with its error and never stops the others. Files are read anew
whenever one of them changed, so an editor in another window is enough to write them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from config.errors import NothingMatched
from config.languages import translator
from core.canned_file import CannedResponse, key_and_language, parse_response
from core.canned_include import with_includes
from core.canned_search import ranked
from core.placeholders import Context, Expanded, expand
from core.text import clean

_ = translator("core")
_STARTER = Path(__file__).parent.parent / "config" / "starter" / "canned"
_LARGEST = 256 * 1024


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a canned response. A `fatal` one cannot be used until it is mended."""

    path: Path
    reason: str
    fatal: bool = True


@dataclass(frozen=True, slots=True)
class _Shelf:
    """Everything read from the folder, and by which state of its files."""

    state: tuple[tuple[str, int, int], ...]
    responses: tuple[CannedResponse, ...]
    findings: tuple[Finding, ...]


class CannedLibrary:
    """The canned responses of one home. Cheap to make; reads the folder when first asked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._shelf: _Shelf | None = None

    def all(self, lang: str | None = None) -> Sequence[CannedResponse]:
        """Every usable response, by name; with `lang` only those of that language or of none."""
        return [r for r in self._read().responses if lang is None or r.lang in ("", lang)]

    def findings(self) -> Sequence[Finding]:
        """What is broken or doubtful: unreadable files, unknown header words and placeholders."""
        return self._read().findings

    def find(self, name: str, lang: str | None = None) -> CannedResponse:
        """A response by file name or header name, else by shortcut; where several answer, the one in `lang`.

        A shortcut hides the response that bears that name only where it is typed with its `;`. Raises
        NothingMatched, which names the nearest ones, or says why the file of that name is broken.
        """
        wanted = _fold(name)
        by_shortcut = name.strip().startswith((";", "/", ":"))
        found = [r for r in self._read().responses if wanted in _names(r)] if wanted else []
        if not found:
            raise self._nothing(name)
        ranks = {lang: 0, "": 1}
        return min(found, key=lambda r: (_otherwise(r, wanted, by_shortcut), ranks.get(r.lang, 2), r.path.name))

    def search(self, words: str, lang: str | None = None) -> Sequence[CannedResponse]:
        """Responses by words of their name, shortcut, tags or text, best first (core/canned_search.py)."""
        return ranked(words, self.all(lang))

    def expand(self, response: CannedResponse, context: Context, values: Mapping[str, str] | None = None) -> Expanded:
        """The response's text with its placeholders filled in; what could not be filled is in `missing`."""
        return expand(response.text, context, values)

    def _read(self) -> _Shelf:
        paths = _files(self.folder)
        state = tuple(_mark(p) for p in paths)
        if self._shelf is None or self._shelf.state != state:
            self._shelf = _read_all(paths, state)
        return self._shelf

    def _nothing(self, name: str) -> NothingMatched:
        shelf = self._read()
        for finding in shelf.findings:
            if finding.fatal and _fold(name) in (
                _fold(finding.path.stem),
                _fold(key_and_language(finding.path)[0]),
            ):
                message = _("The canned response {name} cannot be used: {reason}")
                return NothingMatched(message.format(name=clean(name, one_line=True), reason=finding.reason))
        known = {n: r.key for r in shelf.responses for n in _names(r) if n}
        near = list(dict.fromkeys(known[n] for n in get_close_matches(_fold(name), list(known), n=3)))
        hint = _("Did you mean {names}?").format(names=", ".join(near)) if near else ""
        message = _("No canned response is called {name}.").format(name=clean(name, one_line=True))
        return NothingMatched(message, hint=hint or _("`mado canned list` shows them all."))


def install_starter(home_canned: Path) -> int:
    """Copy the responses that ship into a home's folder, never over a file that is there. Returns how many.

    Raises OSError.
    """
    home_canned.mkdir(mode=0o700, parents=True, exist_ok=True)
    copied = 0
    for source in sorted(_STARTER.glob("*/*.md")):
        target = home_canned / f"{source.stem}.{source.parent.name}.md"
        try:
            with target.open("xb") as out:
                out.write(source.read_bytes())
        except FileExistsError:
            continue
        copied += 1
    return copied


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(p for p in folder.rglob("*.md") if p.is_file() and not p.name.startswith("."))


def _mark(path: Path) -> tuple[str, int, int]:
    try:
        stat = path.stat()
    except OSError:
        return str(path), 0, 0
    return str(path), stat.st_mtime_ns, stat.st_size


def _read_all(paths: Sequence[Path], state: tuple[tuple[str, int, int], ...]) -> _Shelf:
    responses: list[CannedResponse] = []
    findings: list[Finding] = []
    for path in paths:
        try:
            if path.stat().st_size > _LARGEST:
                raise ValueError(_("the file is larger than 256 kB"))
            response, doubts = parse_response(path, path.read_text("utf-8"))
        except UnicodeDecodeError:
            findings.append(Finding(path, _("the file is not UTF-8 text")))
        except (OSError, ValueError) as error:
            findings.append(Finding(path, clean(str(error), one_line=True)))
        else:
            responses.append(response)
            findings += [Finding(path, d, fatal=False) for d in doubts]
    findings += _doubled(responses)
    responses, wrong = with_includes(responses)
    findings += [Finding(path, said) for path, said in wrong]
    responses.sort(key=lambda r: (r.key, r.lang))
    return _Shelf(state, tuple(responses), tuple(findings))


def _doubled(responses: Sequence[CannedResponse]) -> list[Finding]:
    seen: dict[tuple[str, str], CannedResponse] = {}
    found = []
    for response in responses:
        if not response.shortcut:
            continue
        named = next(
            (r for r in responses if r.key != response.key and _fold(response.shortcut) in _names(r)[:-1]), None
        )
        if named is not None:
            reason = _("the shortcut {word} is the name of {other}, which it finds")
            said = reason.format(word=response.shortcut, other=named.path.name)
            found.append(Finding(response.path, said, fatal=False))
        first = seen.setdefault((_fold(response.shortcut), response.lang), response)
        if first is not response:
            reason = _("the shortcut {word} is also that of {other}")
            found.append(
                Finding(response.path, reason.format(word=response.shortcut, other=first.path.name), fatal=False)
            )
    return found


def _otherwise(response: CannedResponse, wanted: str, by_shortcut: bool) -> bool:
    """Whether a response is called so in the way that was not meant first."""
    *names, shortcut = _names(response)
    return wanted != shortcut if by_shortcut else wanted not in names


def _names(response: CannedResponse) -> tuple[str, ...]:
    """All that a response is called, its shortcut last."""
    written = (response.key, response.path.stem, response.name)
    return (*(_fold(n) for n in written if n), _fold(response.shortcut))


def _fold(text: str) -> str:
    return " ".join(text.casefold().lstrip(";/:").removesuffix(".md").split())
