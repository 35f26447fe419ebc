"""The composer's longer conversations: what to ask before a text is inserted or sent."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.app import App

from config.errors import UsageError
from core.canned_file import CannedResponse
from core.canned_search import ranked
from core.drafts import Draft
from core.problems import Problem
from tui.labels import _
from tui.screens.compose_start import Begun
from tui.screens.pick import Choice, PickScreen
from tui.text.cells import clip, steady, width
from tui.text.lines import Line, Role, Span, line

if TYPE_CHECKING:
    from core.macros import Macro
    from tui.console import Console

_NOT_YET = frozenset({"unfilled_placeholder", "empty_body", "no_recipient", "bad_address", "no_greeting"})


async def pick_canned(console: Console, begun: Begun) -> str | None:
    """The name of a canned response, those in the customer's language first."""
    if not begun.canned:
        raise no_canned(console)
    return await console.app.answer(PickScreen(_("Canned response"), canned_choices(begun.canned)))


def no_canned(console: Console) -> UsageError:
    """What to say where there are none."""
    return UsageError(
        _("There are no canned responses yet."),
        hint=_("They are files in {folder}; `mado canned new` writes one.").format(
            folder=console.desk.home.canned_folder
        ),
    )


def canned_choices(canned: Sequence[CannedResponse]) -> list[Choice]:
    """Canned responses to choose from, found by name, shortcut and tags."""
    return [
        Choice(r.path.stem, r.name or r.key, (r.name, r.key, r.shortcut, *r.tags), r.shortcut, r.text) for r in canned
    ]


def fitting(begun: Begun, sought: str | None, shortcut: str) -> Sequence[CannedResponse]:
    """The responses for what was typed behind `;`, best first; else the one of the shortcut that stands there."""
    if sought is not None:
        found = ranked(sought, begun.canned) if sought.strip() else list(begun.canned)
        return sorted(found, key=lambda r: r.lang not in ("", begun.language))
    return [r for r in begun.canned if shortcut and r.shortcut == shortcut][:1]


# before it leaves ----------------------------------------------------------------------------
def findings(console: Console, draft: Draft) -> Sequence[Problem]:
    """What a check says of a text that is still being written: what is unfinished or missing is no news yet."""
    found = console.desk.replies.check(draft)
    return [p for p in found if p.code not in _NOT_YET]


def findings_line(problems: Sequence[Problem], cells: int) -> Line:
    """The first finding, and how many more there are."""
    if not problems:
        return line()
    more = f" (+{len(problems) - 1})" if len(problems) > 1 else ""
    first = problems[0]
    role: Role = {"stop": "alarm", "warn": "warn"}.get(first.level, "link")  # type: ignore[assignment]  # roles
    return line(
        " ", Span(clip(steady(" ".join(first.reason.split())), cells - width(more) - 2), role), Span(more, "muted")
    )


async def handed_to_colleague(console: Console, draft: Draft) -> bool:
    """Whether the writer may only draft, so that the reply was put before their colleagues. Raises Refused."""
    approvals = console.desk.approvals
    if not console.desk.team.active or not await console.jobs.ask(lambda: approvals.needed):
        return False
    await console.jobs.write(lambda: approvals.ask(draft))
    console.say(_("A colleague reads it and sends it; A shows what became of it."), "good")
    return True


async def carried_out(console: Console, macro: Macro, code: str) -> None:
    """What a macro changes besides the text, and where it goes then. Raises MadoError."""
    made = macro.decisions(code, console.me)
    if made:
        await console.jobs.write(lambda: console.desk.do(*made))
    if macro.next == "list":
        console.main.show_list()
    elif macro.next == "next":
        console.app.run_line("next")


# files and editor ----------------------------------------------------------------------------
async def attachments(console: Console, before: tuple[Path, ...], typed: str) -> tuple[Path, ...] | None:
    """The attachments after a path was typed; None where nothing was. Raises UsageError."""
    word = typed or await console.ask(
        _("Attach a file"), hint=_("a path; - and its name takes one off"), choices=lambda line: _paths(line, before)
    )
    if not word or not word.strip():
        return None
    word = word.strip()
    if word.startswith("-"):
        return tuple(path for path in before if path.name != word[1:].strip())
    path = Path(word).expanduser().absolute()
    if not await console.jobs.ask(path.is_file):
        raise UsageError(_("There is no file {path}.").format(path=path), hint=_("Check its name; ~ is your home."))
    return (*before, path)


def _paths(typed: str, before: Sequence[Path]) -> list[str]:
    """What Tab completes: files and folders that begin so, or the names that can be taken off."""
    if typed.startswith("-"):
        return [f"-{path.name}" for path in before]
    folder, _slash, begun = typed.rpartition("/")
    try:
        found = sorted(Path(folder + "/" if _slash else ".").expanduser().iterdir())[:2000]
    except OSError:
        return []
    return [
        f"{folder}{_slash}{path.name}{'/' if path.is_dir() else ''}"
        for path in found
        if path.name.startswith(begun) and (begun or not path.name.startswith("."))
    ]


def edited_outside(app: App[Any], folder: Path, text: str) -> str | None:
    """The text as the person's editor left it; None where nothing changed. Raises UsageError without an editor."""
    command = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")
    handle, name = tempfile.mkstemp(prefix="reply-", suffix=".txt", dir=folder)
    path = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(text)
        with app.suspend():
            try:
                subprocess.run([*command, name], check=False)
            except OSError as error:
                raise UsageError(_("The editor did not start: {name}.").format(name=command[0])) from error
        after = path.read_text("utf-8", errors="replace")
    finally:
        path.unlink(missing_ok=True)
    return None if after == text else after
