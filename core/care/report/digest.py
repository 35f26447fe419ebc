"""The digest for the rest of the company: a report in a page of Markdown, without anybody's name or address."""

from __future__ import annotations

from config.languages import translator
from core.care.report.make import Report, without_addresses
from core.care.report.rows import blocks, told

_ = translator("core")
_QUOTED = 8


def digest(report: Report) -> str:
    """A report as Markdown in the language in force."""
    days = f"{report.period.begin:%Y-%m-%d} – {report.period.last:%Y-%m-%d}"
    parts = ["# " + _("Support, {days}").format(days=days)]
    now, before = _("now"), _("before")
    for block in blocks(report):
        rows = [f"| {r.name} | {told(r.value)} | {told(r.before)} |" for r in block.rows if r.value or r.before]
        if rows:
            parts.append("\n".join([f"## {block.title}", "", f"| | {now} | {before} |", "|---|---:|---:|", *rows]))
    if report.voice:
        lines = []
        for quote in report.voice[:_QUOTED]:
            lines.append(f"- **{_plain(quote.topic)}** ({quote.said})")
            lines += [f"  > {_plain(text)}" for text in quote.quotes]
        parts.append("\n".join(["## " + _("What customers say"), "", *lines]))
    if tags := list(report.figures.tags.items())[:_QUOTED]:
        said = ", ".join(f"{_plain(without_addresses(tag))} {count}" for tag, count in tags)
        parts.append("## " + _("Tags of new tickets") + f"\n\n{said}")
    return "\n\n".join(parts) + "\n"


def _plain(text: str) -> str:
    return "".join(f"\\{c}" if c in "\\`*_[]<>|" else c for c in text)
