"""The composer's longer conversations: what to ask before a text is inserted or sent."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.app import App

from config.errors import Refused, UsageError
from core.drafts import Draft, Queued
from core.placeholders import Expanded
from tui.labels import _
from tui.screens.pick import Choice, PickScreen

if TYPE_CHECKING:
    from tui.console import Console


async def pick_canned(console: Console, language: str) -> str | None:
    """The name of a canned response, those in the customer's language first."""
    desk = console.desk
    known = await console.jobs.ask(desk.canned.all)
    if not known:
        raise UsageError(
            _("There are no canned responses yet."),
            hint=_("They are files in {folder}; `mado canned new` writes one.").format(
                folder=desk.home.canned_folder
            ),
        )
    ordered = sorted(known, key=lambda r: (r.lang not in ("", language), r.name))
    choices = [
        Choice(str(r.path.stem), r.name or r.key, (r.name, r.key, r.shortcut, *r.tags), r.shortcut, r.text)
        for r in ordered
    ]
    return await console.app.answer(PickScreen(_("Canned response"), choices))


async def filled(console: Console, draft: Draft, name: str) -> Expanded:
    """The response's text, after asking for everything in it that only a person knows. Raises NothingMatched."""
    replies = console.desk.replies
    values: dict[str, str] = {}
    done = await console.jobs.ask(lambda: replies.insert(draft, name))
    for missing in done.missing:
        answer = await console.ask(missing, hint=_("fills the gap in the text; Esc leaves it for later"))
        if answer is None:
            break
        values[missing] = answer
    if values:
        done = await console.jobs.ask(lambda: replies.insert(draft, name, values))
    return done


async def warnings_accepted(console: Console, draft: Draft) -> bool:
    """Whether the writer wants to send in spite of what does not forbid it."""
    problems = await console.jobs.ask(lambda: console.desk.replies.check(draft))
    doubts = [p.reason for p in problems if p.level == "warn"]
    if not doubts or any(p.level == "stop" for p in problems):
        return True
    return await console.confirm(" ".join(doubts), _("Send it"), _("Look again"))


async def queue(console: Console, draft: Draft) -> Queued | None:
    """Queue the draft; where somebody was faster, ask. None where the writer looks again. Raises Refused."""
    replies = console.desk.replies
    try:
        return await console.jobs.write(lambda: replies.queue(draft))
    except Refused as refused:
        problems = await console.jobs.ask(lambda: replies.check(draft))
        if not problems or any(p.level == "stop" and not p.overridable for p in problems):
            raise
        reasons = " ".join(p.reason for p in problems if p.level == "stop")
        if not await console.confirm(reasons or refused.message, _("Send all the same"), _("Look again")):
            console.say(_("Not sent. {reason}").format(reason=reasons), "warn")
            return None
    return await console.jobs.write(lambda: replies.queue(draft, override=True))


async def attachments(console: Console, before: tuple[Path, ...], typed: str) -> tuple[Path, ...] | None:
    """The attachments after a path was typed; None where nothing was. Raises UsageError."""
    word = typed or await console.ask(_("Attach a file"), hint=_("a path; - and its name takes one off"))
    if not word or not word.strip():
        return None
    word = word.strip()
    if word.startswith("-"):
        return tuple(path for path in before if path.name != word[1:].strip())
    path = Path(word).expanduser().absolute()
    if not await console.jobs.ask(path.is_file):
        raise UsageError(_("There is no file {path}.").format(path=path), hint=_("Check its name; ~ is your home."))
    return (*before, path)


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
