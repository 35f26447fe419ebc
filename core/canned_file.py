"""One canned response as a file: a small header between `---` lines, then the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from config.languages import LANGUAGES, translator
from core.placeholders import asked, unknown
from core.text import clean

_ = translator("core")
_KEYS = ("name", "shortcut", "lang", "tags", "subject", "public", "review", "attachments")
_YES = ("yes", "true", "on", "1", "はい")
_NO = ("", "no", "false", "off", "0", "いいえ")


@dataclass(frozen=True, slots=True)
class CannedResponse:
    """One text that answers a kind of question. `key` is the file's name without `.md` and language.

    `lang` is empty where the text serves every language; `review` is the day on which somebody
    should read it again; `public` texts may be published as FAQ; `attachments` are files that go along.
    """

    key: str
    name: str
    text: str
    path: Path
    shortcut: str = ""
    lang: str = ""
    tags: tuple[str, ...] = ()
    subject: str = ""
    public: bool = False
    review: date | None = None
    attachments: tuple[Path, ...] = ()

    @property
    def asks(self) -> tuple[str, ...]:
        """What must be given before this text can leave."""
        return asked(self.text)


def parse_response(path: Path, source: str) -> tuple[CannedResponse, list[str]]:
    """Read one file's text: the response and its doubtful points. Raises ValueError with a sentence."""
    header, body = _split(source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))
    text = clean(body).strip("\n")
    if not text.strip():
        raise ValueError(_("there is no text below the header"))
    key, lang = key_and_language(path)
    if "language" in header:
        header.setdefault("lang", header.pop("language"))
    lang = header.get("lang", lang).lower()
    doubts = [_doubt(k, _KEYS, _("unknown header word {word}")) for k in header if k not in _KEYS]
    doubts += [_("unknown placeholder {word}").format(word=f"{{{{{n}}}}}") for n in unknown(text)]
    if lang and lang not in LANGUAGES:
        doubts.append(_("unknown language {word}").format(word=lang))
    response = CannedResponse(
        key=key,
        name=header.get("name", "") or key,
        text=text,
        path=path,
        shortcut=header.get("shortcut", "").lstrip(";/:"),
        lang=lang,
        tags=tuple(t for t in re.split(r"[,\s、]+", header.get("tags", "").strip("[]")) if t),
        subject=header.get("subject", ""),
        public=_yes(header.get("public", "")),
        review=_day(header.get("review", "")),
        attachments=_attached(path, header.get("attachments", "")),
    )
    doubts += [_("there is no file {file}").format(file=p.name) for p in response.attachments if not p.is_file()]
    if response.review is not None and response.review < date.today():
        doubts.append(_("to be read again since {day}").format(day=response.review.isoformat()))
    return response, doubts


def _attached(path: Path, said: str) -> tuple[Path, ...]:
    """Files to go along, beside the response or below. Raises ValueError for a way out of the folder."""
    names = [n.strip() for n in said.strip("[]").split(",") if n.strip()]
    folder = path.parent.resolve()
    found = tuple((folder / name).resolve() for name in names)
    for file in found:
        if not file.is_relative_to(folder):
            raise ValueError(_("attachments lie in the folder of the response, not at {file}").format(file=file))
    return found


def _split(source: str) -> tuple[dict[str, str], str]:
    """Header and text. A file without a header is all text. Raises ValueError."""
    lines = source.split("\n")
    if lines[0].strip() != "---":
        return {}, source
    end = next((i for i, line in enumerate(lines[1:], 1) if line.strip() == "---"), None)
    if end is None:
        raise ValueError(_("the header has no closing --- line"))
    header: dict[str, str] = {}
    for number, line in enumerate(lines[1:end], 2):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        word, colon, value = line.partition(":")
        if not colon or not word.strip():
            raise ValueError(_("line {number} of the header is not `word: value`").format(number=number))
        header[word.strip().lower()] = clean(value, one_line=True).strip().strip('"')
    return header, "\n".join(lines[end + 1 :])


def _yes(word: str) -> bool:
    folded = word.strip().lower()
    if folded not in (*_YES, *_NO):
        raise ValueError(_("`public` is yes or no, not {word}").format(word=word))
    return folded in _YES


def _day(word: str) -> date | None:
    if not word:
        return None
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise ValueError(_("`review` is a day like 2027-04-01, not {word}").format(word=word)) from None


def _doubt(word: str, known: Sequence[str], sentence: str) -> str:
    near = get_close_matches(word, known, n=1)
    said = sentence.format(word=clean(word, one_line=True))
    return f"{said} ({_('did you mean {word}?').format(word=near[0])})" if near else said


def key_and_language(path: Path) -> tuple[str, str]:
    """`order-status.ja.md` is `order-status` in Japanese; so is `ja/order-status.md`."""
    stem, dot, ending = path.stem.rpartition(".")
    if dot and ending.lower() in LANGUAGES:
        return stem, ending.lower()
    parent = path.parent.name.lower()
    return path.stem, parent if parent in LANGUAGES else ""
