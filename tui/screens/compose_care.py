"""Care in the composer: the checks with their fixes, the promises confirmed, suggestions, questions ticked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from config.errors import MadoError, Refused
from core.care.checks.fixes import fixed
from core.care.promises import promises_in
from core.drafts import Draft, Queued
from core.problems import Problem
from core.times import stored
from tui.labels import _
from tui.screens.checks import ChangedScreen, CheckScreen, Verdict
from tui.screens.compose_parts import canned_choices, no_canned
from tui.screens.pick import Choice, PickScreen
from tui.screens.promised import PromiseScreen, Proposed
from tui.text.cells import clip, steady, width
from tui.text.lines import Line, Span, line
from tui.text.when import moment

if TYPE_CHECKING:
    from core.care.suggest import Suggestion
    from tui.console import Console
    from tui.screens.compose import ComposeScreen

_NEVER = frozenset({"never", "none", "なし"})


async def checked_and_queued(screen: ComposeScreen) -> Queued | None:
    """Queue the reply; what speaks against it is shown first, then what it promises. None where it does not leave.

    Raises Refused where the mail itself is unfinished.
    """
    console, override = screen.console, False
    while True:
        draft = screen.current()
        seen = await console.jobs.ask(lambda d=draft: console.desk.replies.seen(d.ticket))  # type: ignore[misc]  # bound now
        problems = await console.jobs.ask(lambda d=draft: console.desk.replies.check(d))  # type: ignore[misc]  # bound now
        final = next((p for p in problems if p.level == "stop" and not p.overridable), None)
        if final is not None:
            raise Refused(final.reason, code=final.code)
        asked = [p for p in problems if p.level != "hint"]
        override = any(p.level == "stop" for p in asked)
        if not asked:
            break
        changed = any(p.change is not None for p in asked)
        shown = ChangedScreen(problems) if changed else CheckScreen(problems)
        verdict = await console.app.answer(shown) or Verdict("back", asked[0])
        if verdict.what == "send":
            break
        if verdict.what == "discard":
            await screen.discard()
            return None
        if changed and verdict.what == "back":
            await screen.has_seen(seen)
        if verdict.what == "back" or verdict.problem is None or not await mend(screen, verdict.problem):
            screen.point_at(verdict.problem.text if verdict.problem else "")
            console.say(_("Not sent. {reason}").format(reason=" ".join(p.reason for p in asked)), "warn")
            return None
    found = await console.jobs.ask(lambda: proposals(console, draft, screen.corrected))
    promised = tuple((p.text, stored(p.due) if p.due else None) for p in found if p.meant)
    final_draft = replace(draft, promised=promised)
    return await console.jobs.write(lambda: console.desk.replies.queue(final_draft, override=override))


async def look(screen: ComposeScreen) -> None:
    """Everything that a check says of the text as it stands; each can be mended here."""
    while True:
        draft = screen.current()
        problems = await screen.console.jobs.ask(lambda d=draft: screen.console.desk.replies.check(d))  # type: ignore[misc]  # bound now
        if not problems:
            screen.console.say(_("The checks find nothing."), "good")
            return
        verdict = await screen.console.app.answer(CheckScreen(problems, sending=False))
        if verdict is None:
            return
        if verdict.problem is not None and verdict.what == "fix" and await mend(screen, verdict.problem):
            continue
        screen.point_at(verdict.problem.text if verdict.problem else "")
        return


async def mend(screen: ComposeScreen, problem: Problem) -> bool:
    """Carry a finding's fix out; whether anything changed."""
    if problem.code == "unanswered_question":
        screen.checklist.tick_one(problem.text)
        return True
    if problem.code == "wrong_language":
        return await _in_their_language(screen)
    before = screen.current()
    if problem.code == "missing_attachment" and problem.fix is None:
        await screen.attach("")
        return screen.current() != before
    frame = await screen.console.jobs.ask(lambda: screen.console.desk.replies.around.frame(before))
    body = fixed(before.body, frame.without(before.body), problem)
    if body == before.body:
        return False
    screen.area.text = body
    return True


async def _in_their_language(screen: ComposeScreen) -> bool:
    """Put a canned response in the customer's language above the text, first the one that was used in another."""
    console, draft = screen.console, screen.current()
    lang = await console.jobs.ask(lambda: console.desk.replies.around.language(draft))
    responses = await console.jobs.ask(lambda: [r for r in console.desk.canned.all(lang) if r.lang == lang])
    if not responses:
        raise no_canned(console)
    used = {name.partition(".")[0] for name in draft.canned}
    choices = canned_choices(sorted(responses, key=lambda r: r.key not in used))
    chosen = await console.app.answer(PickScreen(_("Canned response in their language"), choices))
    if not chosen:
        return False
    screen.area.move_cursor((0, 0))
    await screen.insert_canned(chosen)
    return True


# promises ------------------------------------------------------------------------------------
def proposals(console: Console, draft: Draft, corrected: Mapping[str, Proposed]) -> list[Proposed]:
    """What the reply promises: as it is read, or as its writer has corrected it."""
    own = console.desk.replies.around.frame(draft).without(draft.body)
    found = promises_in(own, console.now(), console.desk.care.calendar_or_usual)
    return [corrected.get(p.text) or Proposed(p.text, p.due) for p in found]


async def correct_promises(screen: ComposeScreen) -> None:
    """Show what the reply promises; the writer confirms it, or says that one is none or due otherwise."""
    console, draft = screen.console, screen.current()
    found = await console.jobs.ask(lambda: proposals(console, draft, screen.corrected))
    if not found:
        console.say(_("This reply promises nothing."))
        return
    now, cursor = console.now(), 0
    while True:
        question = PromiseScreen(found, now, cursor)
        if await console.app.answer(question) != "move":
            break
        cursor = question.list.cursor
        await _other_time(console, found[cursor], now)
    screen.corrected = {p.text: p for p in found}


def promised_line(found: Sequence[Proposed], now: datetime, key: str, cells: int) -> Line:
    """The first promise with its due time, how many more there are, and the key that corrects them."""
    meant = [p for p in found if p.meant]
    if not meant:
        return line(" ", Span(_("Promises: none"), "muted"), "  ", Span(key, "key"))
    when = moment(meant[0].due, now) if meant[0].due else _("no time")
    more = f"  +{len(meant) - 1}" if len(meant) > 1 else ""
    tail = f"  {key} " + _("corrects")
    head = _("Promised, due {when}:").format(when=when)
    said = clip(steady(" ".join(meant[0].text.split())), max(4, cells - width(head + more + tail) - 3))
    return line(" ", Span(head, "warn"), " ", Span(said), Span(more, "muted"), Span(tail, "key"))


async def _other_time(console: Console, one: Proposed, now: datetime) -> None:
    from core.when import parse_when

    typed = await console.ask(_("Due at"), hint=_("3d, fri 10, 明日; never"), choices=("tomorrow", "fri", "never"))
    if not typed or not typed.strip():
        return
    word = typed.strip()
    calendar = console.desk.care.calendar_or_usual
    try:
        one.due = None if word.casefold() in _NEVER else parse_when(word, now, calendar.zone)
        one.meant = True
    except MadoError as error:
        console.fail(error)


# suggestions ---------------------------------------------------------------------------------
async def suggested(console: Console, code: str) -> Suggestion | None:
    """One of the answers that fit a ticket; None where none was taken."""
    from core.care.suggest import suggestions

    found = await console.jobs.ask(lambda: suggestions(console.desk, code, most=9))
    if not found:
        console.say(_("Nothing that was answered before fits this mail."))
        return None
    chosen = await console.app.answer(PickScreen(_("Answers that fit"), _choices(found)))
    return found[int(chosen)] if chosen is not None else None


def _choices(found: Sequence[Suggestion]) -> list[Choice]:
    choices = []
    for number, one in enumerate(found):
        fared = _("used {n}, came back {back}").format(n=one.used, back=one.came_back)
        kind = _("how we did it") if one.why else _("answer") if one.kind == "answer" else _("canned")
        because = _("Because: {why}").format(why=one.why) if one.why else ""
        told = "\n\n".join(part for part in (because, one.text) if part)
        right = fared if one.kind == "canned" else one.name
        title = ": ".join((kind, one.title or one.name))
        choices.append(Choice(str(number), title, (one.title, one.name, *one.words), right, told))
    return choices
