"""A report as lines of the screen: figures against the time before, and plots drawn with dots (Unicode braille)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from core.care.report.figures import Used
from core.care.report.make import Report
from core.care.report.rows import Row, blocks, told
from tui.labels import _
from tui.text.cells import clip, fit, right, steady, width
from tui.text.lines import Line, Role, Span, line

_TALL = 4
_DOTS = (0x00, 0xC0, 0xE4, 0xF6, 0xFF)
"""Braille cells filled from below by 0 to 4 rows of dots; of one width in every terminal."""


def report_lines(report: Report, cells: int) -> Iterator[Line]:
    """The whole report at a width."""
    period = report.period
    days = f"{period.begin:%Y-%m-%d} - {period.last:%Y-%m-%d}"
    yield line(" ", Span(days, "strong"), "   ", Span(_("against the time before"), "muted"))
    f = report.figures
    yield line()
    yield from _plot(_("Mail by hour"), f.in_by_hour, f.out_by_hour, [f"{h:02}" for h in range(24)], cells)
    days_of_week = [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")]
    yield from _plot(_("Mail by weekday"), f.in_by_weekday, f.out_by_weekday, days_of_week, cells)
    for block in blocks(report):
        yield line(" ", Span(block.title, "label"))
        for row in block.rows:
            yield _figure(row, cells)
        yield line()
    if f.topics:
        yield from _bars(_("Topics"), f.topics, report.earlier.topics, cells)
    if f.canned:
        yield from _canned(_("Canned responses used most"), f.canned[:12])
    if f.failing:
        yield from _canned(_("Canned responses that fail most often"), f.failing[:6])
    for quote in report.voice[:8]:
        yield line(" ", Span(f"{steady(quote.topic)} ({quote.said})", "label"))
        for text in quote.quotes:
            yield line("   ", Span(clip(steady(text), cells - 5), "quote"))


def _figure(row: Row, cells: int) -> Line:
    name = fit(row.name, min(46, cells - 24))
    if row.before is None:
        return line("   ", Span(name), " ", Span(right(told(row.value), 7), "strong"))
    better = (row.value or 0) - (row.before or 0)
    role: Role = "muted" if not row.good or not better else "good" if better * row.good > 0 else "warn"
    before = right(told(row.before), 7)
    return line("   ", Span(name), " ", Span(right(told(row.value), 7), "strong"), Span(before, role))


def _plot(title: str, came: Sequence[int], went: Sequence[int], names: Sequence[str], cells: int) -> Iterator[Line]:
    """Two columns a place, what came beside what went, the tallest four lines high."""
    legend = (Span("⣿ ", "link"), Span(_("received"), "muted"), Span("  ⣿ ", "good"), Span(_("answered"), "muted"))
    yield line(" ", Span(title, "label"), "   ", *legend)
    most = max([*came, *went, 1])
    wide = 3 if len(names) * 3 + 10 <= cells else 2
    for level in range(_TALL - 1, -1, -1):
        axis = right(str(most), 5) if level == _TALL - 1 else right("0", 5) if level == 0 else " " * 5
        spans = [Span(f" {axis} ", "muted")]
        for a, b in zip(came, went, strict=True):
            spans += [
                Span(_dots(a, most, level), "link"),
                Span(_dots(b, most, level), "good"),
                Span(" " * (wide - 2)),
            ]
        yield line(*spans)
    places = [fit(n, wide) if width(n) <= wide else fit(n, wide) for n in names]
    if wide == 2 and len(names) == 24:
        places = [fit(n, wide) if not int(n) % 2 else "  " for n in names]
    yield line(" " * 7, Span("".join(places), "muted"))
    yield line()


def _dots(value: int, most: int, level: int) -> str:
    filled = -(-value * _TALL * 4 // most) - level * 4
    step = _DOTS[max(0, min(4, filled))]
    return chr(0x2800 + step) if step else " "


def _canned(title: str, used: Sequence[Used]) -> Iterator[Line]:
    yield line(" ", Span(title, "label"))
    for one in used:
        said = _("used {n}, came back {back}").format(n=one.used, back=one.came_back)
        role: Role = "warn" if one.came_back * 3 > one.used else "muted"
        yield line("   ", Span(fit(steady(one.name), 28)), " ", Span(said, role))
    yield line()


def _bars(title: str, counts: Mapping[str, int], before: Mapping[str, int], cells: int) -> Iterator[Line]:
    """Topics with how often they came up, how that changed, and a bar."""
    yield line(" ", Span(title, "label"))
    most = max(counts.values())
    room = max(4, cells - 48)
    for name, n in list(counts.items())[:10]:
        bar, change = "⣿" * max(1, n * room // most), n - before.get(name, 0)
        trend = f"{change:+}" if change else "="
        spans = (Span(right(str(n), 4), "strong"), Span(right(trend, 5), "muted"), " ", Span(bar, "link"))
        yield line("   ", Span(fit(steady(name), 28)), " ", *spans)
    yield line()
