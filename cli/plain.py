"""`mado --plain`: the console as lines, one after the other, for screen readers and simple terminals.

Each line typed is a command as behind `mado`; a number opens the ticket of that number, and verbs without a code act
on the open one. Nothing moves, nothing is drawn, every state is a word.
"""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cli.listing import status_word
from cli.opened import opened_desk
from cli.output import line
from cli.shared import Shared
from config.errors import ExitCode, MadoError
from config.languages import translator
from core.text import clean
from tui.own_views import load_views
from tui.views import VIEWS, search_view
from tui.window import load_view

if TYPE_CHECKING:
    from core.tickets import Ticket

_ = translator("cli")
_PAGE = 10
_CODE = re.compile(r"[0-9A-Za-z]{4}-[0-9A-Za-z]{1,4}|-")
_ON_A_TICKET = frozenset(
    {"ticket", "reply", "note", "open", "pending", "solve", "close", "spam", "assign", "claim", "release", "tag"}
    | {"untag", "priority", "snooze", "merge", "split", "attachment"}
)


class Plain:
    """One conversation: the view looked at, where in it we are, and the open ticket."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        self._view = VIEWS[0]
        self._start = 0
        self._codes: Sequence[str] = ()
        self._open = ""

    def run(self) -> int:
        """Talk until `q` or the end of the input."""
        self._views()
        self._list()
        line(_("A number opens a ticket; words are commands as behind mado. help says more, q leaves."))
        while True:
            typed = self._typed()
            if typed is None or typed in ("q", "quit", "exit"):
                return ExitCode.DONE
            if typed:
                self._answer(typed)

    def _typed(self) -> str | None:
        prompt = f"{self._open} > " if self._open else "> "
        try:
            return input(prompt if sys.stdin.isatty() else "").strip()
        except EOFError:
            return None

    def _answer(self, typed: str) -> None:
        try:
            words = shlex.split(typed)
        except ValueError:
            line(_("A quotation mark is missing."))
            return
        word = words[0]
        if word.isdigit():
            self._open_number(int(word))
        elif word in ("more", "m"):
            self._start += _PAGE
            self._list()
        elif word in ("list", "l"):
            self._start, self._open = 0, ""
            self._list()
        elif word in ("find", "search", "view"):
            self._look(word, words[1:])
        elif word in ("help", "?"):
            self._help()
        else:
            self._call(words)

    def _look(self, word: str, rest: Sequence[str]) -> None:
        wanted = " ".join(rest)
        if word == "view":
            views = load_views(self._shared.home.root)
            fitting = [v for v in views if wanted.casefold() in (v.name, v.label.casefold())]
            if not fitting:
                self._views()
                return
            self._view = fitting[0]
        else:
            self._view = search_view(wanted)
        self._start, self._open = 0, ""
        self._list()

    def _views(self) -> None:
        with opened_desk(self._shared) as desk:
            for view in load_views(self._shared.home.root):
                line(_("{view}: {n} tickets").format(view=view.label, n=desk.count(view.query)))

    def _list(self) -> None:
        try:
            with opened_desk(self._shared) as desk:
                found = load_view(desk, self._view, self._start, self._start + _PAGE, margin=0)
        except MadoError as error:
            line(f"{error.message} {error.hint}".strip())
            return
        tickets = found.rows if self._start < found.total else ()
        self._codes = [t.code for t in tickets]
        if not tickets:
            line(_("No ticket here."))
        for number, ticket in enumerate(tickets, 1):
            line(f"{number}. {_said(ticket)}")
        left = found.total - self._start - len(tickets)
        if left > 0:
            line(_("{n} more; `more` shows the next ones.").format(n=left))

    def _open_number(self, number: int) -> None:
        if not 1 <= number <= len(self._codes):
            line(_("There is no number {n} in the list.").format(n=number))
            return
        self._open = self._codes[number - 1]
        self._call(["ticket", self._open])

    def _call(self, words: list[str]) -> None:
        from cli.main import run

        if self._open and words[0] in _ON_A_TICKET and not any(_CODE.fullmatch(w) for w in words[1:2]):
            words = [words[0], self._open, *words[1:]]
        if words[0] == "ticket" and len(words) > 1:
            self._open = words[1]
        lang = ["--lang", self._shared.language] if self._shared.language else []
        code = run(["--home", str(self._shared.home.root), *lang, *words])
        if code == ExitCode.DONE and words[0] in _ON_A_TICKET - {"ticket", "attachment"}:
            line(_("Done."))

    def _help(self) -> None:
        for text in (
            _("A number: open the ticket of that number. more: the next ten. list: the list again."),
            _("find WORDS: search. view NAME: another view. q: leave."),
            _("On an open ticket: reply, note TEXT, solve, close, pending, assign NAME, tag WORD, snooze 3d, undo."),
            _("Every other line is a command as behind mado; `--help` behind one explains it."),
        ):
            line(text)


def _said(ticket: Ticket) -> str:
    """A ticket as a sentence."""
    now = datetime.now(UTC)
    who = ticket.customer.name or ticket.customer.address
    parts = [f"{who}: {ticket.subject or _('(no subject)')}", status_word(ticket, now)]
    if ticket.unread:
        parts.append(_("unread"))
    if ticket.priority != "normal":
        parts.append(_("priority {p}").format(p=ticket.priority))
    if ticket.assignee:
        parts.append(_("with {name}").format(name=ticket.assignee))
    if ticket.waiting_since:
        hours = int((now - ticket.waiting_since).total_seconds() // 3600)
        parts.append(_("waiting for {n} hours").format(n=hours))
    return clean(", ".join([*parts, ticket.code]), one_line=True)


def run_plain(shared: Shared) -> int:
    """The conversation on this home. Raises MadoError where it cannot be opened."""
    from cli.opened import settings_of

    settings_of(shared)
    return Plain(shared).run()
