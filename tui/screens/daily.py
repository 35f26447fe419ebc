"""The pages of every day: report, digest, what is asked often, a practice round, a plan for a storm."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from config.errors import UsageError
from tui.labels import N_, _
from tui.screens.checks import fix_word
from tui.screens.page import PageScreen
from tui.text.lines import Line, Span, line
from tui.text.marked_lines import marked_lines
from tui.text.when import moment
from tui.text.wrap import wrap

if TYPE_CHECKING:
    from core.care.practice import Exercise, Marked
    from core.care.report.make import Report
    from core.desk import Desk
    from tui.console import Console

_REPORT_DAYS, _WEEK, _OFTEN = 30, 7, timedelta(days=90)


def _report(desk: Desk, now: datetime, days: int) -> Report:
    from core.care.report.make import make_report
    from core.care.report.period import period_of

    return make_report(desk, period_of(now.astimezone(desk.care.calendar.zone), days=days))


async def show_report(console: Console, words: str = "") -> None:
    """The report page. Raises UsageError for what is no number of days."""
    from tui.text.report_lines import report_lines

    typed = words.strip() or str(_REPORT_DAYS)
    if not typed.isascii() or not typed.isdigit() or not 0 < int(typed) <= 3660:
        raise UsageError(_("Not a number of days: {text}.").format(text=typed))
    report = await console.jobs.ask(lambda: _report(console.desk, console.now(), int(typed)))
    await console.app.answer(PageScreen(_("Report"), lambda cells: tuple(report_lines(report, cells))))


async def show_digest(console: Console) -> None:
    """The weekly digest; one key mails it to whom the charter names. Raises MadoError."""
    from core.care.report.digest import digest
    from core.care.report.posting import post_now

    desk, now = console.desk, console.now()
    text = await console.jobs.ask(lambda: digest(_report(desk, now, _WEEK)))
    keys = (("m", N_("Mail it")),)
    page = PageScreen(_("Digest for the company"), lambda cells: tuple(marked_lines(text, cells)), keys)
    if await console.app.answer(page) == "m":
        queued = await console.jobs.write(lambda: post_now(desk, now, days=_WEEK))
        console.say(_("In the outbox, to {to}.").format(to=", ".join(queued.to)), "good")


async def show_charter(console: Console) -> None:
    """The service charter. Raises ConfigError."""
    from core.care.charter_page import charter_text, kept_of

    text = await console.jobs.ask(lambda: charter_text(kept_of(console.desk, console.now())))
    title = _("What we promise of ourselves")
    await console.app.answer(PageScreen(title, lambda cells: tuple(marked_lines(text, cells))))


async def show_often_asked(console: Console) -> None:
    """What is asked often and not in the FAQ."""
    found = await console.jobs.ask(lambda: console.desk.care.often_asked(console.now() - _OFTEN))
    rows = "\n".join(f"- {len(a.people)}  {' '.join(a.text.split())}" for a in found)
    text = rows or _("Nothing is asked often that no public answer covers.")
    await console.app.answer(PageScreen(_("Often asked, not in the FAQ"), lambda c: tuple(marked_lines(text, c))))


async def show_review(console: Console) -> None:
    """The canned responses that are due for review, and why."""
    from core.care.review import due_for_review

    found = await console.jobs.ask(lambda: due_for_review(console.desk, console.now()))
    rows = "\n".join(f"- {d.response.path.stem}  {d.why}" for d in found)
    text = rows or _("Nothing is due for review.")
    await console.app.answer(PageScreen(_("Canned responses due for review"), lambda c: tuple(marked_lines(text, c))))


def written_plan(desk: Desk, tag: str, canned: str) -> tuple[Path, int]:
    """Write the plan of one reply to all that have a tag; its file and how many mails it holds. Raises MadoError."""
    from config.files import write_private
    from core.bulk.file import write_plan
    from core.bulk.make import make_plan

    plan = make_plan(desk, f"tag:{tag}", canned)
    path = desk.home.root / f"plan-{tag}.txt"
    number = 1
    while path.exists():
        number += 1
        path = desk.home.root / f"plan-{tag}-{number}.txt"
    write_private(path, write_plan(plan).encode("utf-8"))
    return path, len(plan.blocks)


# practice ------------------------------------------------------------------------------------
async def practise(console: Console) -> None:
    """One round: choose a mail, answer it, compare."""
    from core.care.practice import exercises, mark

    desk = console.desk
    found = await console.jobs.ask(lambda: exercises(desk))
    if not found:
        console.say(_("There is nothing to practise on yet: no ticket was solved with an answer."))
        return
    rows = [(str(n), ("* " if e.why else "  ") + e.subject) for n, e in enumerate(found)]
    chosen = await console.choose(_("Practice: which mail do you answer?"), rows, hint=_("* has an exemplary answer"))
    if chosen is None:
        return
    given = found[int(chosen)]
    read = PageScreen(_("Practice: the mail"), lambda cells: tuple(_asked(given, cells)), (("r", N_("Answer it")),))
    if await console.app.answer(read) != "r":
        return
    attempt = await console.write(_("Practice: your answer"), hint=_("nothing is sent or kept"))
    if not attempt or not attempt.strip():
        return
    marked = await console.jobs.ask(lambda: mark(desk, given, attempt, now=console.now()))
    page = PageScreen(
        _("Practice: compared"), lambda cells: tuple(_compared(given, attempt, marked, console.now(), cells))
    )
    await console.app.answer(page)


def _asked(given: Exercise, cells: int) -> Iterator[Line]:
    yield line(" ", Span(given.subject, "strong"))
    yield line()
    yield from _text(given.asked, cells)


def _text(text: str, cells: int) -> Iterator[Line]:
    for row in text.splitlines():
        for piece in list(wrap(row, max(8, cells - 4))) or [""]:
            yield line("  ", Span(piece))


def _compared(given: Exercise, attempt: str, marked: Marked, now: datetime, cells: int) -> Iterator[Line]:
    done = marked.questions - len(marked.unanswered)
    yield line(" ", Span(_("Questions answered: {done} of {n}").format(done=done, n=marked.questions), "label"))
    for question in marked.unanswered:
        yield line("   ", Span("[ ] ", "warn"), Span(" ".join(question.split())))
    yield line(" ", Span(_("Checks"), "label"))
    for problem in marked.checks:
        fix = fix_word(problem)
        yield line(
            "   ", Span({"stop": "!! ", "warn": "!  "}.get(problem.level, "?  "), "warn"), Span(problem.reason)
        )
        if fix:
            yield line("      ", Span(fix, "good"))
    if not marked.checks:
        yield line("   ", Span(_("nothing to look at"), "good"))
    for promise in marked.promises:
        if promise.due:
            said = _("You promise, due {when}:").format(when=moment(promise.due, now))
        else:
            said = _("You promise, without a time:")
        yield line(" ", Span(said, "label"))
        yield line("   ", Span(" ".join(promise.text.split())))
    yield line()
    yield line(" ", Span(_("How we did it"), "strong"), "  ", Span(given.why, "good"))
    yield from _text(given.answer, cells)
    yield line()
    yield line(" ", Span(_("Your answer"), "strong"))
    yield from _text(attempt, cells)
