"""`mado team`: share the log through a folder of the mailbox."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

import click

from cli import shapes
from cli.opened import chosen_mailboxes, opened_desk, settings_of
from cli.output import line, put_json, put_jsonl, say, table
from cli.shared import Shared, pass_shared
from config.errors import ExitCode, UsageError
from config.languages import translator
from core.text import clean

if TYPE_CHECKING:
    from config.settings import Mailbox
    from core.desk import Desk
    from core.team import Colleague, TeamStatus
    from core.team_here import Present
    from mailsync.teamlog import ImapLog

_ = translator("cli")
_T = TypeVar("_T")
_MAILBOX = click.option("--mailbox", "name", metavar="NAME", help=_("The mailbox that carries the log."))


@click.group(
    "team",
    help=_(
        "A team shares its decisions through a folder of the mailbox, encrypted. `init` begins, `join CODE` brings "
        "a colleague in, `status` shows who is there and what waits."
    ),
)
def command() -> None:
    """Share the log."""


def _with_log(
    shared: Shared, name: str | None, act: Callable[[Desk, Mailbox, ImapLog], _T], *, create: bool = False
) -> _T:
    """Open desk, mailbox and log. Raises MadoError."""
    settings = settings_of(shared)
    from config.secrets import password_for
    from mailsync.team_sync import team_log
    from mailsync.teamlog import FOLDER

    with opened_desk(shared, settings) as desk:
        state = desk.team.state if desk.team.active else None
        chosen = name or (state.mailbox if state else None)
        mailbox = chosen_mailboxes(settings, [chosen] if chosen else [])[0]
        password = password_for(mailbox, shared.home)
        folder = state.folder if state else FOLDER
        with team_log(desk, mailbox, password, create=create, folder=folder) as log:
            return act(desk, mailbox, log)


def _code(shared: Shared, code: str, said: str) -> None:
    if shared.format == "json":
        put_json({"code": code})
    elif shared.format == "jsonl":
        put_jsonl([{"code": code}])
    else:
        line(code)
    say(shared, said)


@command.command("init", help=_("Begin a team: publish this desk's log and print the code for colleagues."))
@_MAILBOX
@pass_shared
def init(shared: Shared, name: str | None) -> None:
    """Found a team."""

    def begin(desk: Desk, mailbox: Mailbox, log: ImapLog) -> tuple[str, str]:
        return desk.team.init(log, mailbox.name, log.folder), log.folder

    code, folder = _with_log(shared, name, begin, create=True)
    said = _("The log stands in the folder {folder} now. The code opens it: hand it on as you would a password.")
    _code(shared, code, said.format(folder=folder))


@command.command("code", help=_("Print the code with which colleagues join now."))
@pass_shared
def code_(shared: Shared) -> None:
    """Print the code."""
    with opened_desk(shared) as desk:
        _code(shared, desk.team.code, _("Hand it on as you would a password."))


@command.command("join", help=_("Enter a team: CODE is what `init` or `rotate` printed; `-` reads it from a pipe."))
@click.argument("code", metavar="CODE")
@_MAILBOX
@pass_shared
def join(shared: Shared, code: str, name: str | None) -> None:
    """Enter a team."""
    if code == "-":
        code = sys.stdin.read().strip()
    if not code:
        raise UsageError(_("No code was given."))
    done = _with_log(shared, name, lambda desk, m, log: desk.team.join(log, m.name, log.folder, code))
    if shared.format in ("json", "jsonl"):
        put_json({"received": done.received, "shipped": done.shipped, "waiting": done.waiting})
    say(shared, _("You are in: {count} decisions of the team were read.").format(count=done.received))
    say(shared, _("`mado sync` brings the mail."))


@command.command("status", help=_("Who is there, what waits, what the log looks like. Asks no server."))
@pass_shared
def status(shared: Shared) -> None:
    """Show how it stands."""
    with opened_desk(shared) as desk:
        if not desk.team.active and desk.shared:
            _people(shared, desk)
            return
        from core.sending import unfinished

        found, left = desk.team.status(), unfinished(desk)
        me, mail = desk.settings.agent.name, _mail_read(desk, found.mailbox)
    if shared.format in ("json", "jsonl"):
        shape = _status_shape(found, mail)
        put_json({**shape, "unfinished": [{**asdict(u), "since": shapes.when(u.since)} for u in left]})
        return
    line(_("Folder {folder} of {mailbox}; you are {me}.").format(folder=found.folder, mailbox=found.mailbox, me=me))
    said = _("Here now: {names}.") if found.here else _("Nobody sits at a console now.")
    line(said.format(names=", ".join(_present(p) for p in found.here)))
    said = _("Log last read {when}, its newest decision {newest}; mail last read {mail}.")
    times = {"when": _at(found.last_read), "newest": _at(found.newest), "mail": _told(mail)}
    line(said.format(**{word: moment or _("never") for word, moment in times.items()}))
    said = _("{pending} decisions wait to be shipped; {events} decisions in {batches} batches.")
    line(said.format(pending=found.pending, events=found.events, batches=found.batches))
    line(
        _("The folder holds {plain} single messages and {packs} packs.").format(plain=found.plain, packs=found.packs)
    )
    table([_colleague(c) for c in found.colleagues])
    for one in left:
        said = _("{code}: {by} began to send a reply at {time}, and nobody said that it left.")
        line(said.format(code=one.ticket, by=one.by, time=f"{shapes.local(one.since):%Y-%m-%d %H:%M}"))
    for missing in found.missing:
        line(
            _("A batch is missing: {name}. Whoever has it puts it back with `mado team repair`.").format(name=missing)
        )
    for odd in found.foreign:
        if odd.reason == "a former key":
            line(_("A message was written with a former key and does not count."))
        else:
            line(_("Not the team's: “{subject}” ({reason}).").format(subject=odd.subject, reason=odd.reason))


def _people(shared: Shared, desk: Desk) -> None:
    """Several people on one home, without a team: who is there."""
    from core.here import people

    found = people(desk.home)
    if shared.format in ("json", "jsonl"):
        put_json({"here": [{"agent": p.agent, "since": _iso(p.since), "heard": _iso(p.last)} for p in found]})
        return
    line(_("Several people use this home; you are {me}. There is no team.").format(me=desk.settings.agent.name))
    said = _("Here now: {names}.") if found else _("Nobody sits at a console now.")
    line(said.format(names=", ".join(_since(p.agent, p.since) for p in found)))


def _present(one: Present) -> str:
    return _since(one.agent, one.since)


def _since(agent: str, since: int) -> str:
    moment = shapes.local(datetime.fromtimestamp(since, UTC))
    return _("{name} (since {time})").format(name=clean(agent, one_line=True), time=f"{moment:%H:%M}")


def _colleague(one: Colleague) -> tuple[str, ...]:
    name = clean(one.agent, one_line=True) + (_(" (this desk)") if one.me else "")
    lag = _("{n} decisions behind").format(n=one.behind) if one.behind else ""
    return name, _at(one.last) or "", str(one.batches), lag


def _mail_read(desk: Desk, mailbox: str) -> str | None:
    from mailsync.status import read_status

    status = read_status(desk.home)
    found = status.mailboxes.get(mailbox) if status else None
    return found.last_success if found else None


def _at(moment: int) -> str | None:
    return f"{shapes.local(datetime.fromtimestamp(moment, UTC)):%Y-%m-%d %H:%M}" if moment else None


def _told(stored: str | None) -> str | None:
    return f"{shapes.local(datetime.fromisoformat(stored)):%Y-%m-%d %H:%M}" if stored else None


def _iso(moment: int) -> str | None:
    return shapes.when(datetime.fromtimestamp(moment, UTC)) if moment else None


def _status_shape(found: TeamStatus, mail: str | None) -> shapes.Shape:
    shape = asdict(found)
    shape |= {"last_read": _iso(found.last_read), "newest": _iso(found.newest), "mail_read": mail}
    shape["colleagues"] = [{**asdict(c), "last": _iso(c.last), "heard": _iso(c.heard)} for c in found.colleagues]
    shape["here"] = [{**asdict(p), "since": _iso(p.since), "heard": _iso(p.heard)} for p in found.here]
    return shape


@command.command("pack", help=_("Make few large messages of the many small ones in the folder."))
@pass_shared
def pack(shared: Shared) -> None:
    """Pack."""
    packed, removed = _with_log(shared, None, lambda desk, _m, log: desk.team.pack(log))
    if shared.format in ("json", "jsonl"):
        put_json({"packed": packed, "removed": removed})
    say(shared, _("{packed} batches packed, {removed} messages taken out.").format(packed=packed, removed=removed))


@command.command("repair", help=_("Put back into the folder what this desk has and the folder has lost."))
@pass_shared
def repair(shared: Shared) -> None:
    """Mend the log."""
    put_back = _with_log(shared, None, lambda desk, _m, log: desk.team.repair(log), create=True)
    if shared.format in ("json", "jsonl"):
        put_json({"put_back": put_back})
    say(shared, _("{count} batches were put back.").format(count=put_back))


@command.command("rotate", help=_("A new key after somebody left; colleagues join once more with the new code."))
@pass_shared
def rotate(shared: Shared) -> int:
    """Change the key."""
    code = _with_log(shared, None, lambda desk, _m, log: desk.team.rotate(log))
    said = _("Change the mailbox's password too: whoever left knows it. Each colleague runs `mado team join CODE`.")
    _code(shared, code, said)
    return ExitCode.DONE


@command.command("role", help=_("Say who may only draft: a colleague reads their replies before they leave."))
@click.argument("agent", required=False)
@click.argument("role", type=click.Choice(["draft", "full"]), required=False)
@pass_shared
def role(shared: Shared, agent: str | None, role: str | None) -> None:
    """List roles, or give one."""
    with opened_desk(shared) as desk:
        if agent and role:
            desk.team.state  # noqa: B018 - raises where there is no team
            desk.approvals.set_role(agent, role)
        roles = desk.approvals.roles()
    if agent and not role:
        roles = {name: given for name, given in roles.items() if name == agent}
    if shared.format in ("json", "jsonl"):
        put_json(roles)
        return
    table([(name, _("may only draft") if given == "draft" else _("may send")) for name, given in roles.items()])
