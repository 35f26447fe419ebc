"""The lines of view bar, ticket head, status line and key bar."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from core.tickets import Ticket
from tui.labels import _, flag_text, priority_name, status_name
from tui.text.cells import clip, steady, width
from tui.text.lines import Line, Role, Span, line
from tui.text.when import moment, span
from tui.views import View, is_own

if TYPE_CHECKING:
    from core.care.standing import Standing

_ROOMY = 110
_SHORTEST = 3
"""A view's own name cut shorter than this says nothing."""
_RECOGNISED = 6
"""The same of those that every desk has."""


def standing_spans(standing: Standing, cells: int) -> list[Span]:
    """What presses today: promises over and due, answers late and late soon; short where there is little room."""
    parts: list[tuple[int, str, str, Role]] = [
        (standing.over, _("{n} promises late"), _("{n} overdue"), "alarm"),
        (standing.due_today, _("{n} due today"), _("{n} due"), "warn"),
        (standing.late, _("{n} late"), _("{n} late"), "alarm"),
        (standing.soon, _("{n} late within the hour"), _("{n} late soon"), "warn"),
    ]
    told = [(long, short, n, role) for n, long, short, role in parts if n]
    roomy = cells >= _ROOMY
    return [Span(f" {(long if roomy else short).format(n=n)} ", role) for long, short, n, role in told]


def view_line(
    views: Sequence[View], current: View, counts: Mapping[str, int], cells: int, standing: Standing | None = None
) -> Line:
    """The views with their numbers and counts. Where there is no room for that: shorter names, then names only
    of those that hold something, then own views' names cut evenly, then all of them, then only the current one's.

    At the right what presses today.
    """
    extra: list[Span] = []
    pressing = standing_spans(standing, cells) if standing is not None else []
    if current not in views:
        query = clip(steady(current.query), max(8, cells // 2))
        extra.append(Span(f" / {query} {counts.get(current.name, '')} ", "hit"))
    room = cells - sum(width(s.text) for s in (*extra, *pressing))
    for names, gap in _namings(views, current, counts):
        spans = _view_spans(views, current, counts, names, gap)
        if sum(width(s.text) for s in spans) <= room:
            break
    used = sum(width(s.text) for s in (*spans, *extra, *pressing))
    filler = [Span(" " * max(0, cells - used))] if pressing else []
    return line(*spans, *extra, *filler, *pressing)


def _namings(
    views: Sequence[View], current: View, counts: Mapping[str, int]
) -> Iterator[tuple[Mapping[str, str], str]]:
    """Names for the views and what stands behind each, from the roomiest to the tightest. Own names are cut first."""
    whole = {view.name: view.label for view in views}
    brief = {view.name: view.brief for view in views}
    for gap in (" ", ""):
        yield whole, gap
    for gap in (" ", ""):
        yield brief | {current.name: current.label}, gap
    told = {view.name: brief[view.name] if counts.get(view.name) else "" for view in views}
    longest = max((width(view.label) for view in views if is_own(view)), default=_SHORTEST)
    for most in range(longest, _SHORTEST - 1, -1):
        cut = {view.name: clip(view.label, most) for view in views if is_own(view)}
        yield brief | cut | {current.name: current.label}, ""
        for gap in (" ", ""):
            yield told | cut | {current.name: current.label}, gap
    for most in range(max(map(width, brief.values())) - 1, _RECOGNISED - 1, -1):
        yield {name: clip(text, most) for name, text in told.items()} | cut | {current.name: current.label}, ""
    yield {current.name: current.label}, ""
    yield {current.name: brief.get(current.name, current.label)}, ""


def _view_spans(
    views: Sequence[View], current: View, counts: Mapping[str, int], names: Mapping[str, str], gap: str
) -> list[Span]:
    """Number, name and count of each view; without a name a number and a count, where there is one.

    `gap` is what stands behind each besides the space in front of the next.
    """
    spans: list[Span] = []
    for number, view in enumerate(views, 1):
        count = counts.get(view.name)
        here = view.name == current.name
        name = names.get(view.name, "")
        spans.append(Span(f" {number} {name}" if name else f" {number}", "hit" if here else "text"))
        shown = "" if count is None or (not count and not here) else f" {count}" if name else f":{count}"
        spans.append(Span(f"{shown}{gap}", "hit" if here else "muted"))
    return spans


def head_lines(ticket: Ticket, cells: int, now: datetime, me: str) -> tuple[Line, ...]:
    """The ticket above its messages: subject, then code, status, who has it, how long it waits."""
    first = line(" ", Span(clip(steady(ticket.subject) or _("(no subject)"), cells - 2), "strong"))
    parts: list[tuple[str, Role]] = [(ticket.code, "code"), (status_name(ticket.status), _status_role(ticket.status))]
    if ticket.snoozed_until:
        until = moment(ticket.snoozed_until, now) if ticket.snoozed_until.year < 9000 else _("a reply")
        parts.append((_("snoozed until {when}").format(when=until), "warn"))
    if ticket.claim and ticket.claim.by != me:
        since = span(max(60.0, (now - ticket.claim.since).total_seconds()))
        parts.append((_("{who} is answering, {time}").format(who=steady(ticket.claim.by), time=since), "alarm"))
    parts.append(
        (steady(ticket.assignee) if ticket.assignee else _("nobody's"), "mine" if ticket.assignee == me else "muted")
    )
    if ticket.priority != "normal":
        parts.append((_("priority {p}").format(p=priority_name(ticket.priority)), "warn"))
    if ticket.status == "open" and ticket.waiting_since:
        waiting = span((now - ticket.waiting_since).total_seconds())
        parts.append((_("waiting {time}").format(time=waiting), "warn"))
    parts += [(f"#{steady(tag)}", "link") for tag in ticket.tags]
    parts += [(f"! {steady(flag_text(flag, now))}", "alarm") for flag in ticket.flags]
    if ticket.may_belong_to:
        parts.append((_("may belong to {code}").format(code=", ".join(ticket.may_belong_to)), "muted"))
    return first, _joined(parts, cells)


def _joined(parts: Sequence[tuple[str, Role]], cells: int) -> Line:
    """The parts with two spaces between; what does not fit is left out, never cut."""
    spans: list[Span] = [Span(" ")]
    used = 1
    for text, role in parts:
        if used + width(text) + 2 > cells:
            break
        spans.append(Span(f"{text}  ", role))
        used += width(text) + 2
    return line(*spans)


def _status_role(status: str) -> Role:
    return {"open": "link", "pending": "muted", "solved": "good"}.get(status, "muted")  # type: ignore[return-value]  # roles


def keys_line(keys: Sequence[tuple[str, str]], cells: int) -> Line:
    """Keys with their names, as many as fit; the last one (help) always does."""
    if not keys:
        return line()
    last = keys[-1]
    room = cells - width(last[0]) - width(last[1]) - 3
    spans: list[Span] = []
    used = 0
    for key, name in keys[:-1]:
        size = width(key) + width(name) + 3
        if used + size > room:
            break
        spans += [Span(f" {key} ", "key"), Span(f"{name} ", "muted")]
        used += size
    return line(*spans, Span(f" {last[0]} ", "key"), Span(f"{last[1]} ", "muted"))


def status_line(left: Sequence[Span], right_text: str, cells: int) -> Line:
    """What was said at the left, where we are at the right."""
    room = cells - width(right_text) - 2
    kept: list[Span] = [Span(" ")]
    used = 1
    for one in left:
        text = clip(one.text, room - used)
        if not text:
            break
        kept.append(Span(text, one.role))
        used += width(text)
    return line(*kept, " " * max(1, cells - used - width(right_text) - 1), Span(right_text, "muted"), " ")
