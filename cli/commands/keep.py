"""`mado rebuild`, `fsck`, `backup`, `restore`, `export`: the care of the data as a whole."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.opened import opened_desk, settings_of
from cli.output import line, put_json, put_jsonl, say
from cli.progress import Bar
from cli.shared import Shared, pass_shared
from config.errors import ExitCode
from config.languages import translator

if TYPE_CHECKING:
    from core.fsck import Finding
    from core.rebuild import Difference, Rebuilt

_ = translator("cli")
_SHOWN = 50


def _as_json(shared: Shared, shape: dict[str, Any]) -> bool:
    if shared.format == "json":
        put_json(shape)
    elif shared.format == "jsonl":
        put_jsonl([shape])
    return shared.format in ("json", "jsonl")


# rebuild -----------------------------------------------------------------------------------
@click.command(
    "rebuild", help=_("Compute tickets, customers and the search index anew from raw mail and the log of decisions.")
)
@click.option("--verify", is_flag=True, help=_("Change nothing: only say what differs; exit 1 where anything does."))
@click.option("--care", is_flag=True, help=_("Only facts, risk and times of promises; seconds instead of minutes."))
@pass_shared
def rebuild(shared: Shared, verify: bool, care: bool) -> int:
    """Rebuild the views, or prove that nothing differs."""
    if care:
        return _recount(shared, verify)
    with opened_desk(shared) as desk, Bar(shared) as bar:
        done = desk.keeping.rebuild(verify=verify, progress=lambda n, total: bar.update(_("messages"), n, total))
    shape = {
        "messages": done.messages,
        "tickets": done.tickets,
        "events": done.events,
        "equal": not done.differences,
        "written": not verify and bool(done.differences),
        "recovered": done.recovered,
        "differences": [asdict(d) for d in done.differences],
        "settings_changed": done.settings_changed,
        "unreadable": [{"ticket": t or None, "message_id": m} for t, m in done.unreadable],
    }
    if not _as_json(shared, shape):
        for difference in done.differences[:_SHOWN]:
            line(_difference(difference))
        if len(done.differences) > _SHOWN:
            line(_("… and {n} more").format(n=len(done.differences) - _SHOWN))
    _tell_rebuilt(shared, done, verify)
    return ExitCode.FAILED if verify and done.differences else ExitCode.DONE


def _recount(shared: Shared, verify: bool) -> int:
    with opened_desk(shared) as desk:
        done = desk.keeping.recount(verify=verify)
    equal = not done.differing
    shape = {
        "tickets": done.tickets,
        "customers": done.customers,
        "equal": equal,
        "written": not verify and not equal,
        "differing": list(done.differing),
    }
    if not _as_json(shared, shape):
        for code in done.differing[:_SHOWN]:
            line(f"{code[:4]}-{code[4:]}: {_('differs')}")
    counts = _("Care of {tickets} tickets and {customers} customers computed anew.").format(
        tickets=done.tickets, customers=done.customers
    )
    if equal:
        told = _("Nothing differs.")
    else:
        told = _("{n} things differ.") if verify else _("{n} things differed and were put right.")
    say(shared, f"{counts} {told.format(n=len(done.differing))}")
    return ExitCode.FAILED if verify and not equal else ExitCode.DONE


def _difference(d: Difference) -> str:
    how = {"differs": _("differs"), "missing": _("missing"), "extra": _("too many"), "damaged": _("damaged")}[d.how]
    fields = f" ({', '.join(d.fields)})" if d.fields else ""
    return f"{d.what} {d.which}: {how}{fields}"


def _tell_rebuilt(shared: Shared, done: Rebuilt, verify: bool) -> None:
    for ticket, name in done.unreadable:
        said = _("{ticket}: the raw copy of {name} cannot be read; it was left as it stood. See `mado fsck`.")
        say(shared, said.format(ticket=ticket or "-", name=name))
    counts = _("{messages} messages, {events} events, {tickets} tickets computed anew.").format(
        messages=done.messages, events=done.events, tickets=done.tickets
    )
    if not done.differences:
        say(shared, counts + " " + _("Nothing differs."))
    elif verify:
        say(shared, counts + " " + _("{n} things differ.").format(n=len(done.differences)))
    else:
        say(shared, counts + " " + _("{n} things differed and were put right.").format(n=len(done.differences)))
    if done.settings_changed:
        if verify:
            said = _(
                "Own addresses or forms were set otherwise when some of the mail came; it was compared as read then. "
                "`mado rebuild` reads all of it by today's settings."
            )
        else:
            said = _("Own addresses or forms had changed: all mail was read by today's settings.")
        say(shared, said)


# fsck --------------------------------------------------------------------------------------
@click.command("fsck", help=_("Look at every byte, mend what can be computed anew, name what is lost (then exit 1)."))
@click.option("--accept", is_flag=True, help=_("Stop reporting documents that are lost for good."))
@pass_shared
def fsck(shared: Shared, accept: bool) -> int:
    """Check and mend."""
    from core.fsck_home import check_home

    settings = settings_of(shared)
    with Bar(shared) as bar:
        checked = check_home(
            shared.home, settings, lambda n, total: bar.update(_("messages"), n, total), accept=accept
        )
    shape = {
        "documents": checked.documents,
        "raw": checked.raw,
        "lost": checked.lost,
        "repaired": len(checked.findings) - checked.lost,
        "findings": [asdict(f) for f in checked.findings],
    }
    if not _as_json(shared, shape):
        for finding in checked.findings:
            line(_finding(finding))
    said = _("{documents} documents and {raw} raw messages were read.").format(
        documents=checked.documents, raw=checked.raw
    )
    if not checked.findings:
        said += " " + _("All is well.")
    else:
        counts = _("{repaired} things were mended, {lost} are lost.")
        said += " " + counts.format(repaired=len(checked.findings) - checked.lost, lost=checked.lost)
    say(shared, said)
    return ExitCode.FAILED if checked.lost else ExitCode.DONE


def _finding(f: Finding) -> str:
    state = {"repaired": _("mended"), "lost": _("lost")}[f.state]
    where = " ".join(filter(None, (f.ticket, f"<{f.message_id}>" if f.message_id else None)))
    return f"{state}: {f.what}{' ' + where if where else ''}: {f.text}"


# copies ------------------------------------------------------------------------------------
@click.command("backup", help=_("Write everything but passwords into one file, while others go on working."))
@click.argument("file", type=click.Path(path_type=Path))
@pass_shared
def backup(shared: Shared, file: Path) -> None:
    """Make a backup."""
    with opened_desk(shared) as desk:
        manifest = desk.keeping.backup(file)
    size = file.stat().st_size
    shape = {
        "file": str(file),
        "bytes": size,
        "files": len(manifest.files),
        "counts": manifest.counts,
        "raw": manifest.raw,
    }
    _as_json(shared, shape)
    say(
        shared,
        _("{file}: {tickets} tickets, {messages} messages, {events} events; {size} bytes.").format(
            file=file,
            tickets=manifest.counts["tickets"],
            messages=manifest.counts["messages"],
            events=manifest.counts["events"],
            size=size,
        ),
    )
    say(shared, _("Passwords are not in it. It holds mail: keep it where only you can read it."))


@click.command("restore", help=_("Make an empty home from a backup, and prove that everything is there."))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@pass_shared
def restore(shared: Shared, file: Path) -> None:
    """Restore a backup."""
    from core.restore import restore as restored

    done = restored(shared.home, file)
    counts = done.manifest.counts
    shape = {
        "home": str(shared.home.root),
        "made": done.manifest.made,
        "files": done.files,
        "bytes": done.bytes,
        "counts": counts,
        "raw": done.raw,
        "held": done.held,
        "equal": True,
    }
    if not _as_json(shared, shape):
        line(_("{n} files ({size} bytes): each has the hash it had.").format(n=done.files, size=done.bytes))
        line(
            _("{tickets} tickets, {messages} messages, {events} events: as many as there were.").format(
                tickets=counts["tickets"], messages=counts["messages"], events=counts["events"]
            )
        )
        line(_("{n} raw messages: every one was read and is whole.").format(n=done.raw))
    if done.held:
        said = _(
            "{n} replies were waiting and may have left since: `mado outbox` lists them; none is sent by itself."
        )
        say(shared, said.format(n=done.held))
    say(shared, _("Set the passwords again with `mado mailbox password NAME`, then `mado sync`."))


@click.command(
    "export", help=_("Write everything for other programs: desk.json (TinyDB), mail.mbox, tickets.csv, log.jsonl.")
)
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@pass_shared
def export(shared: Shared, folder: Path) -> int:
    """Export the desk."""
    with opened_desk(shared) as desk, Bar(shared) as bar:
        done = desk.keeping.export(folder, lambda n, total: bar.update(_("messages"), n, total))
    _as_json(shared, {"folder": str(folder), **asdict(done)})
    said = _("{folder}: {tickets} tickets, {messages} messages, {events} events.")
    say(shared, said.format(folder=folder, tickets=done.tickets, messages=done.messages, events=done.events))
    if done.missing:
        said = _("{n} messages have no readable raw copy and are not in mail.mbox; `mado fsck` names them.")
        say(shared, said.format(n=done.missing))
    return ExitCode.FAILED if done.missing else ExitCode.DONE
