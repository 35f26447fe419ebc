"""Macros: a canned response, changes to the ticket and where to go next, on one key.

Each is a small file `HOME/macros/NAME.toml`:

    name = "Refund and done"
    canned = "refund-accepted"
    then = "solved"
    tags = ["refund"]
    assign = "me"
    key = "F5"
    next = "next"
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from config.errors import MadoError, NothingMatched
from config.languages import translator
from core.decisions import add_tag, assign, remove_tag, set_priority, set_status, snooze
from core.text import clean

if TYPE_CHECKING:
    from core.canned import CannedLibrary
    from core.events import Decision

_ = translator("core")
NEXT = ("stay", "next", "list")
_TEXTS = ("name", "canned", "then", "assign", "priority", "key", "next", "lang")
_LISTS = ("tags", "untag")


@dataclass(frozen=True, slots=True)
class Macro:
    """One macro. `then` is the status after the reply ("" leaves the reply's own); without `canned` nothing is
    written and the status is set at once. `next` says where the console goes: stay, next (ticket) or list.
    """

    key: str
    path: Path
    name: str = ""
    canned: str = ""
    then: str = ""
    assign: str = ""
    priority: str = ""
    tags: tuple[str, ...] = ()
    untag: tuple[str, ...] = ()
    shortcut: str = ""
    next: str = "stay"
    until_reply: bool = False

    def decisions(self, code: str, me: str) -> Sequence[Decision]:
        """Everything it changes on a ticket besides the text. Raises UsageError for values that are none."""
        made: list[Decision] = [add_tag(code, t) for t in self.tags]
        made += [remove_tag(code, t) for t in self.untag]
        if self.assign:
            made.append(assign(code, {"me": me, "nobody": None}.get(self.assign, self.assign)))
        if self.priority:
            made.append(set_priority(code, self.priority))
        if self.until_reply:
            made.append(snooze(code, None, until_reply=True))
        if self.then and not self.canned:
            made.append(set_status(code, self.then))
        return made


class MacroShelf:
    """The macros of one home, read anew at each look: they are few and small."""

    def __init__(self, folder: Path, canned: CannedLibrary) -> None:
        self.folder = folder
        self._canned = canned

    def all(self) -> Sequence[Macro]:
        """Every usable macro, by file name."""
        return [m for m, _said in self._read() if m is not None]

    def findings(self) -> Sequence[tuple[Path, str]]:
        """The files that cannot be used, and why."""
        return [(p, said) for p, (m, said) in zip(self._files(), self._read(), strict=False) if m is None]

    def find(self, name: str) -> Macro:
        """A macro by file name, name or key. Raises NothingMatched, MadoError where its file is broken."""
        wanted = name.casefold().strip()
        for path, (macro, said) in zip(self._files(), self._read(), strict=False):
            if macro is None and path.stem.casefold() == wanted:
                raise MadoError(
                    _("The macro {name} cannot be used: {reason}").format(name=path.stem, reason=said),
                    hint=str(path),
                    code="broken_macro",
                )
            if macro is not None and wanted in (
                macro.key.casefold(),
                macro.name.casefold(),
                macro.shortcut.casefold(),
            ):
                return macro
        near = get_close_matches(name, [m.key for m in self.all()], n=3)
        said = _("No macro is called {name}.").format(name=clean(name, one_line=True))
        hint = _("Did you mean {names}?").format(names=", ".join(near)) if near else ""
        raise NothingMatched(said, hint=hint or _("`mado macros` lists them."), code="no_macro")

    def _files(self) -> list[Path]:
        return sorted(p for p in self.folder.glob("*.toml") if p.is_file()) if self.folder.is_dir() else []

    def _read(self) -> list[tuple[Macro | None, str]]:
        return [self._one(path) for path in self._files()]

    def _one(self, path: Path) -> tuple[Macro | None, str]:
        try:
            values = tomllib.loads(path.read_text("utf-8"))
            macro = _macro(path, values)
            macro.decisions("0000-0000", "me")
            if macro.then:
                set_status("0000-0000", macro.then)
            if macro.canned:
                self._canned.find(macro.canned)
        except (OSError, ValueError, MadoError) as error:
            said = error.message if isinstance(error, MadoError) else str(error)
            return None, clean(said, one_line=True)
        return macro, ""


def _macro(path: Path, values: dict[str, Any]) -> Macro:
    known = (*_TEXTS, *_LISTS, "until_reply")
    for word, value in values.items():
        if word not in known:
            near = get_close_matches(word, known, n=1)
            hint = _(" (did you mean {near}?)").format(near=near[0]) if near else ""
            raise ValueError(_("unknown word {word}").format(word=word) + hint)
        kind = list if word in _LISTS else bool if word == "until_reply" else str
        if not isinstance(value, kind):
            raise ValueError(_("{word} has the wrong kind of value").format(word=word))
    if values.get("next", "stay") not in NEXT:
        raise ValueError(_("next is one of {words}").format(words=", ".join(NEXT)))
    return Macro(
        key=path.stem,
        path=path,
        name=values.get("name", "") or path.stem,
        canned=values.get("canned", ""),
        then=values.get("then", ""),
        assign=values.get("assign", ""),
        priority=values.get("priority", ""),
        tags=tuple(values.get("tags", ())),
        untag=tuple(values.get("untag", ())),
        shortcut=values.get("key", ""),
        next=values.get("next", "stay"),
        until_reply=values.get("until_reply", False),
    )
