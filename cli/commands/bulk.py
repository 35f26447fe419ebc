"""`mado bulk`: many replies from one plan, which people can read and edit before anything leaves."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

from cli.bulk_words import mails, say_plan, say_samples, say_tally, shape_of
from cli.journal import log
from cli.opened import opened_desk
from cli.output import line, put_json, put_jsonl, say, show_error
from cli.progress import Bar
from cli.shared import Shared, pass_shared
from config.errors import ExitCode, MadoError, UsageError
from config.languages import translator
from config.reasons import reason as refused_because

if TYPE_CHECKING:
    from config.settings import Mailbox
    from core.bulk.plan import Plan
    from core.desk import Desk

_ = translator("cli")
_LARGEST = 200_000_000
_PLAN = click.argument("plan", type=click.Path(dir_okay=False, path_type=Path))


@click.group("bulk", help=_("Many replies: plan, check, apply, status."))
def command() -> None:
    """Many replies."""


@command.command(
    "plan", help=_("Write a plan: a finished mail for each customer that the query finds. Sends nothing.")
)
@click.argument("query")
@click.option("--canned", metavar="NAME", required=True, help=_("The canned response, in each customer's language."))
@click.option(
    "--csv",
    "table",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=_("Values by the columns address or code: the column `order` is {{csv.order}}."),
)
@click.option("--set", "sets", metavar="KEY=VALUE", multiple=True, help=_("A placeholder's value (may be repeated)."))
@click.option("-o", "--output", required=True, metavar="PLAN", type=click.Path(path_type=Path), help=_("The plan."))
@click.option("--force", is_flag=True, help=_("Write over a plan that is there."))
@pass_shared
def plan_(
    shared: Shared, query: str, canned: str, table: Path | None, sets: tuple[str, ...], output: Path, force: bool
) -> int:
    """Write a plan."""
    from cli.texts import values_of
    from config.files import write_private
    from core.bulk.file import write_plan
    from core.bulk.make import make_plan
    from core.bulk.table import read_table

    if output.exists() and not force:
        raise UsageError(_("{path} is there already.").format(path=output), hint="--force")
    rows = read_table(_bytes(table)) if table else None
    with opened_desk(shared) as desk, Bar(shared) as bar:
        plan = make_plan(
            desk, query, canned, table=rows, csv=table.name if table else "", values=values_of(sets),
            report=lambda done, total: bar.update(_("planned"), done, total),
        )  # fmt: skip
        bar.clear()
        _refuse_to_write(output)
        write_private(output.absolute(), write_plan(plan).encode("utf-8"))
        _show(shared, desk, plan, output)
    say_plan(shared, plan, output)
    return ExitCode.DONE if plan.blocks else ExitCode.NOTHING


@command.command(
    "check", help=_("Read a plan again and hold it against the desk; exit 5 while something stops a mail.")
)
@_PLAN
@pass_shared
def check(shared: Shared, plan: Path) -> int:
    """Check a plan."""
    from core.bulk.check import check_plan

    read = _read(plan)
    with opened_desk(shared) as desk:
        findings = list(check_plan(desk, read))
    shapes = [
        {"line": f.line, "ticket": f.ticket, "level": f.level, "code": f.code, "reason": f.reason} for f in findings
    ]
    if shared.format == "json":
        put_json({"plan": str(plan), "total": len(read.blocks), "findings": shapes})
    elif shared.format == "jsonl":
        put_jsonl(shapes)
    else:
        for finding in findings:
            line(f"{plan.name}:{finding.line}: {finding.ticket}: {finding.reason}")
    stops = sum(f.level == "stop" for f in findings)
    said = _("{mails}: {stops} cannot leave so, {skips} would be skipped.")
    skips = len({f.ticket for f in findings if f.level == "skip"})
    say(shared, said.format(mails=mails(len(read.blocks)), stops=stops, skips=skips))
    return ExitCode.REFUSED if stops else ExitCode.DONE


@command.command("apply", help=_("Send a plan, each mail once; stopped or killed, it goes on with the next call."))
@_PLAN
@click.option("--rate", metavar="N/min", help=_("At most so many mails a minute."))
@click.option("--test-to", metavar="ADDRESS", help=_("Send three samples to this address, and nothing else."))
@pass_shared
def apply(shared: Shared, plan: Path, rate: str | None, test_to: str | None) -> int:
    """Send a plan."""
    per_minute = _per_minute(rate)
    read = _read(plan)
    with opened_desk(shared) as desk:
        accounts = _accounts(shared, desk, read)
        if test_to:
            return _samples(shared, desk, read, accounts, test_to)
        return _applied(shared, desk, read, accounts, plan, per_minute)


@command.command("status", help=_("How far a plan is."))
@_PLAN
@pass_shared
def status(shared: Shared, plan: Path) -> None:
    """Show how far a plan is."""
    read = _read(plan)
    with opened_desk(shared) as desk:
        _show(shared, desk, read, plan)
        say_tally(shared, desk, read)


def _applied(
    shared: Shared, desk: Desk, plan: Plan, accounts: Mapping[str, tuple[Mailbox, str]], file: Path, per_minute: int
) -> int:
    from core.bulk.apply import take_back, tally
    from mailsync.bulk import Applier

    stop = threading.Event()
    before = _stop_on_signals(stop)
    began = time.monotonic()
    try:
        with Bar(shared) as bar:

            def progress(done: int, total: int) -> None:
                left = (time.monotonic() - began) / max(1, done) * (total - done)
                bar.update(_("sent; about {time} left").format(time=_span(left)), done, total)

            done = Applier(desk, plan, accounts, per_minute, progress, stop).run()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    interrupted = stop.is_set()
    if interrupted:
        taken = take_back(desk, plan)
        say(shared, _("Stopped; taken back: {mails}. `mado bulk apply` goes on.").format(mails=mails(taken)))
    for skipped in done.skipped:
        say(shared, _("{code}: skipped: {reason}").format(code=skipped.ticket, reason=skipped.reason))
    _show(shared, desk, plan, file)
    say_tally(shared, desk, plan)
    facts = {"plan": plan.id, **shape_of(str(file), tally(desk, plan)), "plan_file": file.name}
    log(shared.home, "bulk apply", facts)
    if done.trouble is not None:
        show_error(done.trouble, as_json=shared.format in ("json", "jsonl"))
    return _exit_code(interrupted, done.trouble, desk, plan, unfinished=any(s.line for s in done.skipped))


def _exit_code(interrupted: bool, trouble: MadoError | None, desk: Desk, plan: Plan, *, unfinished: bool) -> int:
    from core.bulk.apply import tally

    now = tally(desk, plan)
    if interrupted:
        return ExitCode.INTERRUPTED
    if trouble is not None:
        return trouble.exit_code
    if now.refused or now.unknown:
        return ExitCode.FAILED
    if now.queued:
        return ExitCode.LATER
    return ExitCode.REFUSED if now.left and unfinished else ExitCode.DONE


def _samples(shared: Shared, desk: Desk, plan: Plan, accounts: Mapping[str, tuple[Mailbox, str]], to: str) -> int:
    from mailsync.bulk import send_samples

    sent = send_samples(desk, plan, accounts, to)
    if shared.format in ("json", "jsonl"):
        put_json({"to": to, "samples": list(sent)})
    say_samples(shared, len(sent), to)
    return ExitCode.DONE if sent else ExitCode.NOTHING


def _accounts(shared: Shared, desk: Desk, plan: Plan) -> dict[str, tuple[Mailbox, str]]:
    from config.secrets import password_for

    found = {}
    for name in sorted({b.mailbox for b in plan.blocks}):
        mailbox = desk.settings.mailbox(name)
        if mailbox is not None:
            found[name] = (mailbox, password_for(mailbox, shared.home))
    return found


def _read(path: Path) -> Plan:
    from core.bulk.file import read_plan

    try:
        return read_plan(_bytes(path).decode("utf-8"))
    except UnicodeDecodeError:
        raise UsageError(_("{file} is not UTF-8 text.").format(file=path)) from None


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as opened:
            data = opened.read(_LARGEST + 1)
    except OSError as error:
        said = _("Could not read {file}: {reason}.")
        raise UsageError(said.format(file=path, reason=refused_because(error))) from None
    if len(data) > _LARGEST:
        raise UsageError(_("{file} is too large.").format(file=path))
    return data


def _refuse_to_write(path: Path) -> None:
    if not path.absolute().parent.is_dir():
        raise UsageError(_("There is no folder {path}.").format(path=path.absolute().parent))


def _per_minute(rate: str | None) -> int:
    """`30/min` (or 30, 1/s, 500/hour) as mails a minute."""
    if not rate:
        return 0
    number, _slash, unit = rate.replace(" ", "").lower().partition("/")
    factor = {
        **dict.fromkeys(("", "min", "m", "minute", "分"), 1.0),
        "s": 60.0,
        "sec": 60.0,
        "h": 1 / 60,
        "hour": 1 / 60,
    }
    if not (number.isascii() and number.isdigit()) or unit not in factor or int(number) * factor[unit] < 1:
        raise UsageError(_("Not a rate: {text!r}.").format(text=rate), hint="--rate 30/min")
    return int(int(number) * factor[unit])


def _stop_on_signals(stop: threading.Event) -> dict[int, Any]:
    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    if threading.current_thread() is not threading.main_thread():
        return {}
    return {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}


def _span(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _show(shared: Shared, desk: Desk, plan: Plan, file: Path) -> None:
    from core.bulk.apply import tally

    shape = shape_of(str(file), tally(desk, plan))
    if shared.format == "json":
        put_json(shape)
    elif shared.format == "jsonl":
        put_jsonl([shape])
