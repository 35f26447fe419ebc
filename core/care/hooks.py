"""Hooks: executables in `HOME/hooks/` that are told what happened; they may draft an answer, never send one.

A hook's file name begins with the kind of event it wants (`open`, `sent`, `status`, `note`, `promise` …), or with
`any`. It gets the event and its ticket as JSON on standard input and has ten seconds. What it prints as
`{"draft": "text"}` becomes a saved draft of that ticket. A hook that fails is told of and stops nothing.
"""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tinydb import where

from config.errors import MadoError
from config.languages import translator
from config.reasons import reason as refused_because
from core.text import clean

if TYPE_CHECKING:
    from core.desk import Desk

_ = translator("core")
SECONDS = 10.0
KINDS = frozenset(
    {"open", "sent", "status", "assign", "note", "tag", "promise", "promise.keep", "voice.clip", "voice.topic"}
    | {"customer.clear", "handover", "star"}
)
"""The events that hooks are told of."""
_MARK = "hooks told upto"
_LARGEST = 64 * 1024
_MOST = 200
"""Events of one run; older ones of a long pause are left out."""


@dataclass(frozen=True, slots=True)
class Told:
    """One call of a hook: its file's name, the event's kind and ticket, the draft it made, and what went wrong.

    A hook that is not run at all is told of once, with no event.
    """

    hook: str
    event: str
    ticket: str | None
    draft: str | None = None
    error: str | None = None


def run_hooks(desk: Desk, *, seconds: float = SECONDS) -> list[Told]:
    """Tell the hooks what happened since they were told last; at the first time nothing, only where we are now."""
    folder = desk.home.root / "hooks"
    hooks = _hooks(folder)
    last = desk.store.meta(_MARK)
    position = desk.ledger.position()
    if not hooks and last is None:
        return []
    with desk.store.transaction():
        desk.store.set_meta(_MARK, str(position))
    if last is None or not hooks:
        return []
    found = desk.store.table("events").search(where("kind").one_of(sorted(KINDS)))
    new = [d for d in found if int(last) < d.doc_id <= position][-_MOST:]
    wanted = [(doc, hook) for doc in new for hook in hooks if _wants(hook.name, doc["kind"])]
    refused = {hook: why for _doc, hook in wanted if (why := _refused(hook))}
    told = [Told(hook.name, "", None, error=why) for hook, why in refused.items()]
    return told + [_call(desk, hook, doc, seconds) for doc, hook in wanted if hook not in refused]


def _hooks(folder: Path) -> list[Path]:
    """Executable plain files, in the order of their names."""
    if not folder.is_dir():
        return []
    return [f for f in sorted(folder.iterdir()) if not f.name.startswith(".") and _runs(f)]


def _runs(file: Path) -> bool:
    try:
        return stat.S_ISREG(file.lstat().st_mode) and os.access(file, os.X_OK)
    except OSError:
        return False


def _refused(hook: Path) -> str:
    """Why a hook is not run: others could have written it. "" where it may run."""
    try:
        info = hook.lstat()
    except OSError as error:
        return error.strerror or str(error)
    if info.st_uid != os.geteuid():
        return _("not run: the file is another user's")
    if info.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        return _("not run: others may change the file; chmod go-w helps")
    return ""


def _wants(name: str, kind: str) -> bool:
    rest = name.removeprefix(kind)
    return name.startswith("any") or (rest != name and (not rest or rest[0] in "-_."))


def _call(desk: Desk, hook: Path, doc: Mapping[str, Any], seconds: float) -> Told:
    code = desk.ledger.resolve(doc["ticket"]) if doc["ticket"] else None
    said = {
        "event": doc["kind"],
        "at": doc["at"],
        "by": doc["by"],
        "data": doc["data"],
        "ticket": _ticket(desk, code),
    }
    try:
        status, output = _run(hook, json.dumps(said, ensure_ascii=False).encode(), seconds)
    except subprocess.TimeoutExpired:
        return Told(hook.name, doc["kind"], code, error=_("took longer than {n} seconds").format(n=f"{seconds:g}"))
    except OSError as error:
        return Told(hook.name, doc["kind"], code, error=refused_because(error))
    if status:
        return Told(hook.name, doc["kind"], code, error=_("ended with {code}").format(code=status))
    try:
        text = _draft_in(output)
        return Told(hook.name, doc["kind"], code, draft=_drafted(desk, code, text) if text and code else None)
    except (ValueError, MadoError) as error:
        return Told(hook.name, doc["kind"], code, error=clean(str(error), one_line=True))


def _run(hook: Path, said: bytes, seconds: float) -> tuple[int, bytes]:
    """(exit status, output); what it started goes with it when its time is over. Raises TimeoutExpired, OSError."""
    with subprocess.Popen(
        [str(hook)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=hook.parent,
        env={"PATH": os.environ.get("PATH", os.defpath), "HOME": os.environ.get("HOME", "/")},
        start_new_session=True,
    ) as process:
        try:
            output, _errors = process.communicate(said, timeout=seconds)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
    return process.returncode, output


def _ticket(desk: Desk, code: str | None) -> dict[str, Any] | None:
    if code is None or not desk.ledger.exists(code):
        return None
    t = desk.ticket(code)
    return {
        "code": t.code,
        "subject": t.subject,
        "status": t.status,
        "assignee": t.assignee,
        "priority": t.priority,
        "tags": list(t.tags),
        "customer": {"name": t.customer.name, "address": t.customer.address},
        "mailbox": t.mailbox,
        "flags": [{"level": f.level, "reason": f.reason} for f in t.flags],
    }


def _draft_in(output: bytes) -> str:
    """The text that a hook drafted; "" for none. Raises ValueError for what is no JSON object."""
    if not output.strip():
        return ""
    if len(output) > _LARGEST:
        raise ValueError(_("printed more than 64 kB"))
    said = json.loads(output)
    if not isinstance(said, dict) or not isinstance(said.get("draft", ""), str):
        raise ValueError(_("printed no JSON object with a text under draft"))
    return clean(said.get("draft", "")).strip()


def _drafted(desk: Desk, code: str, text: str) -> str:
    draft = desk.replies.start(code, text=text)
    desk.replies.save(draft)
    return draft.id


def failed(told: Sequence[Told]) -> list[Told]:
    """Those calls that went wrong."""
    return [t for t in told if t.error is not None]
