"""A report as one self-contained page with plots: no script, nothing loaded, every text escaped."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

from config.languages import language, translator
from core.care.report.make import Report, without_addresses
from core.care.report.rows import Block, Row, blocks, told

_ = translator("core")
_STYLE = """
:root{color-scheme:light dark;--in:#0a5f8a;--out:#c77700;--line:#8884}
@media(prefers-color-scheme:dark){:root{--in:#7cc4ea;--out:#f0b050}}
body{font:1rem/1.6 system-ui,"Hiragino Sans","Noto Sans JP",sans-serif}
body{max-width:60rem;margin:0 auto;padding:1.5rem 1rem}
table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}
th,td{padding:.3rem .6rem;border-bottom:1px solid var(--line)}
td+td,th+th{text-align:right}td.words{text-align:left}caption{text-align:left;font-weight:600;font-size:1.1rem}
.better{color:#1a7f37}.worse{color:#c62828}
@media(prefers-color-scheme:dark){.better{color:#5fd38d}.worse{color:#ff8a80}}
svg{width:100%;height:auto}svg text{font-size:11px;fill:currentColor}.in{fill:var(--in)}.out{fill:var(--out)}
.grid{display:grid;align-items:start;grid-template-columns:repeat(auto-fit,minmax(20rem,1fr));gap:0 2rem}
blockquote{margin:.2rem 0 .2rem 1rem;opacity:.85}@media print{body{max-width:none}}
"""


def page(report: Report) -> str:
    """The whole page in the language in force."""
    days = f"{report.period.begin:%Y-%m-%d} – {report.period.last:%Y-%m-%d}"
    title = _("Support report")
    parts = [
        _plot(_("Mail by hour"), [str(h) for h in range(24)], report.figures.in_by_hour, report.figures.out_by_hour)
    ]
    weekdays = _("Mon Tue Wed Thu Fri Sat Sun").split()
    parts.append(_plot(_("Mail by weekday"), weekdays, report.figures.in_by_weekday, report.figures.out_by_weekday))
    tables = "".join(_table(block) for block in blocks(report))
    return (
        f'<!doctype html>\n<html lang="{language()}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="generator" content="Madoguchi">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{html.escape(title)} {days}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{html.escape(title)}</h1>\n<p>{days}</p>\n"
        f'<div class="grid">{"".join(parts)}</div>\n<div class="grid">{tables}</div>\n'
        f"{_voice(report)}{_lists(report)}</body>\n</html>\n"
    )


def _table(block: Block) -> str:
    now, before = _("now"), _("before")
    head = f"<tr><th></th><th>{now}</th><th>{before}</th></tr>"
    rows = "".join(_row(row) for row in block.rows)
    return f"<table><caption>{html.escape(block.title)}</caption>{head}{rows}</table>\n"


def _row(row: Row) -> str:
    way = ""
    if row.good and row.value is not None and row.before is not None and row.value != row.before:
        better = (row.value > row.before) == (row.good > 0)
        way = ' class="better"' if better else ' class="worse"'
    return (
        f'<tr><td class="words">{html.escape(row.name)}</td><td{way}>{told(row.value)}</td>'
        f"<td>{told(row.before)}</td></tr>"
    )


def _plot(title: str, names: Sequence[str], received: Sequence[int], answered: Sequence[int]) -> str:
    """Bars side by side, with a title and a text for who cannot see them."""
    most = max([*received, *answered, 1])
    wide = 480 / len(names)
    bars = []
    for place, name in enumerate(names):
        from_left = place * wide
        for shift, value, kind in ((0.1, received[place], "in"), (0.5, answered[place], "out")):
            tall = 120 * value / most
            bars.append(
                f'<rect class="{kind}" x="{from_left + shift * wide:.1f}" y="{130 - tall:.1f}" '
                f'width="{wide * 0.36:.1f}" height="{tall:.1f}"><title>{html.escape(name)}: {value}</title></rect>'
            )
        bars.append(f'<text x="{from_left + wide / 2:.1f}" y="145" text-anchor="middle">{html.escape(name)}</text>')
    came, left, highest = _("received"), _("answered"), _("most: {count}").format(count=most)
    legend = (
        f'<rect class="in" x="0" y="152" width="10" height="10"/><text x="14" y="161">{came}</text>'
        f'<rect class="out" x="120" y="152" width="10" height="10"/><text x="134" y="161">{left}</text>'
        f'<text x="480" y="161" text-anchor="end">{highest}</text>'
    )
    said = html.escape(
        f"{title}: " + ", ".join(f"{n} {a}/{b}" for n, a, b in zip(names, received, answered, strict=True))
    )
    return (
        f'<figure><figcaption>{html.escape(title)}</figcaption><svg viewBox="0 0 480 168" role="img" '
        f'aria-label="{said}">{"".join(bars)}{legend}</svg></figure>\n'
    )


def _voice(report: Report) -> str:
    if not report.voice:
        return ""
    told_ = "".join(
        f"<h3>{html.escape(q.topic)} ({q.said}, {html.escape(_state(q.state))})</h3>"
        + "".join(f"<blockquote>{html.escape(text)}</blockquote>" for text in q.quotes)
        for q in report.voice
    )
    title = html.escape(_("What customers say"))
    return f"<section><h2>{title}</h2>{told_}</section>\n"


def _state(state: str) -> str:
    return {"new": _("new"), "planned": _("planned"), "done": _("done"), "declined": _("declined")}.get(state, state)


def _lists(report: Report) -> str:
    f, earlier = report.figures, report.earlier
    topics = [(without_addresses(t), str(n), str(earlier.topics.get(t, 0))) for t, n in f.topics.items()]
    canned = [(u.name, str(u.used), str(u.came_back)) for u in f.canned[:20]]
    failing = [(u.name, str(u.used), str(u.came_back)) for u in f.failing[:10]]
    tags = [(without_addresses(t), str(n)) for t, n in f.tags.items()]
    heads = (_("name"), _("used"), _("came back"))
    return (
        _list(_("Topics"), (_("topic"), _("now"), _("before")), topics)
        + _list(_("Canned responses used most"), heads, canned)
        + _list(_("Canned responses that fail most often"), heads, failing)
        + _list(_("Tags of new tickets"), (_("tag"), _("tickets")), tags)
    )


def _list(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    body = "".join(
        f'<tr><td class="words">{html.escape(row[0])}</td>'
        + "".join(f"<td>{html.escape(c)}</td>" for c in row[1:])
        + "</tr>"
        for row in rows
    )
    if not body:
        return ""
    head = "".join(f"<th>{html.escape(h)}</th>" for h in heads)
    return f"<table><caption>{html.escape(title)}</caption><tr>{head}</tr>{body}</table>\n"
