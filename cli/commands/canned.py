"""`mado canned`: the canned responses, which are plain files in HOME/canned."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.output import line, put_csv, put_json, put_jsonl, say, table
from cli.shared import Shared, pass_shared
from cli.texts import text_from
from config.errors import ExitCode, MadoError, UsageError
from config.files import write_private
from config.languages import LANGUAGES, language, translator

if TYPE_CHECKING:
    from core.canned import CannedLibrary
    from core.canned_file import CannedResponse
    from core.care.review import Due

_ = translator("cli")
_DUE = ("key", "lang", "name", "review", "rising", "used", "came_back", "used_before", "came_back_before")
_NAME = re.compile(r"\w[\w -]{0,63}\Z")
_LANG = click.option("--only", type=click.Choice(LANGUAGES), help=_("Those in this language, and in none."))


@click.group("canned", invoke_without_command=True, help=_("Canned responses: list, show, edit, new, check."))
@pass_shared
@click.pass_context
def command(ctx: click.Context, shared: Shared) -> None:
    """Without a verb it lists."""
    if ctx.invoked_subcommand is None:
        _list(shared, None, ())


def _library(shared: Shared) -> CannedLibrary:
    from core.canned import CannedLibrary

    return CannedLibrary(shared.home.canned_folder)


@command.command("list", help=_("List canned responses; WORDS narrow it down."))
@click.argument("words", nargs=-1)
@_LANG
@pass_shared
def list_(shared: Shared, words: tuple[str, ...], only: str | None) -> int:
    """List responses."""
    return _list(shared, only, words)


def _list(shared: Shared, only: str | None, words: tuple[str, ...]) -> int:
    library = _library(shared)
    found = library.search(" ".join(words), only) if words else library.all(only)
    if shared.format == "json":
        put_json([_shape(r) for r in found])
    elif shared.format == "jsonl":
        put_jsonl(_shape(r) for r in found)
    elif shared.format == "ids":
        for response in found:
            line(response.path.stem)
    elif shared.format == "csv":
        put_csv(("key", "lang", "shortcut", "name"), [(r.key, r.lang, r.shortcut, r.name) for r in found])
    else:
        table([(r.key, r.lang or "-", r.shortcut, r.name, " ".join(f"#{t}" for t in r.tags)) for r in found])
    broken = sum(f.fatal for f in library.findings())
    if broken:
        say(shared, _("{count} files cannot be used: `mado canned check` says why.").format(count=broken))
    return ExitCode.NOTHING if words and not found else ExitCode.DONE


@command.command(help=_("Show one canned response."))
@click.argument("name")
@_LANG
@pass_shared
def show(shared: Shared, name: str, only: str | None) -> None:
    """Show a response by name, file name or shortcut."""
    response = _library(shared).find(name, only or language())
    if shared.format == "json":
        put_json(_shape(response))
    elif shared.format == "jsonl":
        put_jsonl([_shape(response)])
    else:
        say(shared, f"{response.name} ({response.path})")
        line(response.text)


@command.command(help=_("Open one canned response in your editor."))
@click.argument("name")
@_LANG
@pass_shared
def edit(shared: Shared, name: str, only: str | None) -> int:
    """Edit a response; a broken one can be named by its file."""
    path = shared.home.canned_folder / f"{Path(name).name.removesuffix('.md')}.md"
    if not path.is_file():
        path = _library(shared).find(name, only or language()).path
    _open_editor(path)
    return _report(shared, path)


@command.command(help=_("Make a canned response, in your editor or from --file."))
@click.argument("name")
@click.option("--for", "lang", type=click.Choice(LANGUAGES), help=_("The language it is in."))
@click.option("--file", "file", metavar="FILE", help=_("The text from a file; `-` is standard input."))
@click.option(
    "--from", "code", metavar="CODE", help=_("Our newest reply of that ticket, the customer's name left out.")
)
@pass_shared
def new(shared: Shared, name: str, lang: str | None, file: str | None, code: str | None) -> int:
    """Write a new file, never over one that is there."""
    if code is not None:
        from cli.opened import opened_desk
        from core.care.made_canned import made_canned

        with opened_desk(shared) as desk:
            return _report(shared, made_canned(desk, desk.code(code), name))
    if not _NAME.match(name):
        raise UsageError(_("Not a name for a canned response: {name!r}.").format(name=name), hint="refund-accepted")
    path = shared.home.canned_folder / (f"{name}.{lang}.md" if lang else f"{name}.md")
    if path.exists():
        raise MadoError(_("{path} is there already.").format(path=path), hint=f"mado canned edit {path.stem}")
    if file is not None:
        text = text_from(file)
        header = "" if text.startswith("---\n") else f"---\nname: {name}\n---\n"
        write_private(path, (header + text).encode("utf-8"))
    else:
        if not sys.stdin.isatty():
            raise UsageError(_("What should it say?"), hint="--file FILE")
        write_private(path, _template(name).encode("utf-8"))
        _open_editor(path)
    return _report(shared, path)


@command.command(help=_("Say which canned responses are broken or doubtful."))
@pass_shared
def check(shared: Shared) -> int:
    """Every finding; exit 1 while a file cannot be used."""
    from core.canned import Finding
    from core.macros import MacroShelf

    library = _library(shared)
    findings = [*library.findings()]
    findings += [Finding(p, said) for p, said in MacroShelf(shared.home.macros_folder, library).findings()]
    found = [{"file": str(f.path), "reason": f.reason, "fatal": f.fatal} for f in findings]
    if shared.format == "json":
        put_json(found)
    elif shared.format == "jsonl":
        put_jsonl(found)
    else:
        for finding in findings:
            line(f"{'NO ' if finding.fatal else '?  '} {finding.path.name}: {finding.reason}")
    if not findings:
        say(shared, _("All is well."))
    return ExitCode.FAILED if any(f.fatal for f in findings) else ExitCode.DONE


@command.command(help=_("List what somebody should read again: past its day, or customers come back more often."))
@pass_shared
def review(shared: Shared) -> int:
    """What is due for review."""
    from datetime import UTC, datetime

    from cli.opened import opened_desk
    from core.care.review import due_for_review

    with opened_desk(shared) as desk:
        found = due_for_review(desk, datetime.now(UTC))
    rows = [_due_shape(d) for d in found]
    if shared.format == "json":
        put_json(rows)
    elif shared.format == "jsonl":
        put_jsonl(rows)
    elif shared.format == "csv":
        put_csv(_DUE, [[row[name] for name in _DUE] for row in rows])
    elif shared.format == "ids":
        for due in found:
            line(due.response.path.stem)
    else:
        table([(d.response.path.stem, d.why) for d in found])
        if not found:
            say(shared, _("Nothing is due for review."))
    return ExitCode.DONE


def _due_shape(d: Due) -> dict[str, object]:
    return {
        "key": d.response.key,
        "lang": d.response.lang or None,
        "name": d.response.name,
        "review": d.since.isoformat() if d.since else None,
        "rising": d.rising,
        "used": d.now.used,
        "came_back": d.now.came_back,
        "used_before": d.before.used,
        "came_back_before": d.before.came_back,
    }


def _report(shared: Shared, path: Path) -> int:
    """What is wrong with the file that was just written."""
    mine = [f for f in _library(shared).findings() if f.path == path]
    for finding in mine:
        say(shared, f"{path.name}: {finding.reason}")
    say(shared, _("Written: {file}").format(file=path))
    return ExitCode.FAILED if any(f.fatal for f in mine) else ExitCode.DONE


def _open_editor(path: Path) -> None:
    click.edit(filename=os.fspath(path))


def _template(name: str) -> str:
    return f"---\nname: {name}\nshortcut: \ntags: \n---\n{{{{customer.name}}}}\n\n\n"


def _shape(r: CannedResponse) -> dict[str, object]:
    return {
        "key": r.key,
        "name": r.name,
        "shortcut": r.shortcut or None,
        "lang": r.lang or None,
        "tags": list(r.tags),
        "subject": r.subject or None,
        "public": r.public,
        "review": r.review.isoformat() if r.review else None,
        "asks": list(r.asks),
        "attachments": [p.name for p in r.attachments],
        "path": str(r.path),
        "text": r.text,
    }
