"""`mado practice`: past mail with names hidden, answered once more and held against our answer and the checks."""

from __future__ import annotations

from typing import Any

import click

from cli import shapes
from cli.opened import opened_desk
from cli.output import line, put_json, put_jsonl, say, table
from cli.shared import Shared, pass_shared
from cli.texts import text_from
from config.errors import ExitCode
from config.languages import translator
from core.text import clean

_ = translator("cli")


@click.command(
    "practice",
    help=_(
        "Without CODE list past mails to practise on (* has an exemplary answer). With CODE show the mail with every "
        "name hidden; with --answer compare your answer with ours and with the checks. Nothing is sent or kept."
    ),
)
@click.argument("code", required=False)
@click.option("--answer", metavar="FILE", help=_("Your answer; `-` is standard input."))
@click.option("--most", type=click.IntRange(1, 100), default=10, show_default=True, help=_("So many at most."))
@pass_shared
def command(shared: Shared, code: str | None, answer: str | None, most: int) -> int:
    """Practise."""
    from core.care.practice import exercise, exercises, mark

    with opened_desk(shared) as desk:
        given = [exercise(desk, code)] if code else exercises(desk, most=most)
        attempt = text_from(answer) if answer and code else ""
        marked = mark(desk, given[0], attempt) if attempt else None
    rows: list[dict[str, Any]] = [
        {"ticket": e.ticket, "subject": clean(e.subject, one_line=True), "asked": clean(e.asked), "lang": e.lang}
        | {"exemplary": bool(e.why), "why": clean(e.why, one_line=True) or None}
        for e in given
    ]
    if marked is not None:
        rows[0] |= {
            "answer": clean(given[0].answer),
            "questions": marked.questions,
            "unanswered": [clean(q) for q in marked.unanswered],
            "promises": [{"text": clean(p.text), "due": shapes.when(p.due)} for p in marked.promises],
            "checks": [{"level": p.level, "code": p.code, "reason": p.reason, "text": p.text, "fix": p.fix}
                       for p in marked.checks],
        }  # fmt: skip
    if shared.format == "json":
        put_json(rows[0] if code else rows)
    elif shared.format in ("jsonl", "csv"):
        put_jsonl(rows)
    elif shared.format == "ids":
        for row in rows:
            line(row["ticket"])
    elif code is None:
        table([(e.ticket, "*" if e.why else "", clean(e.subject, one_line=True)[:60]) for e in given])
        if not given:
            say(shared, _("There is nothing to practise on yet: no ticket was solved with an answer."))
    else:
        _tell(rows[0])
    return ExitCode.DONE


def _tell(row: dict[str, Any]) -> None:
    line(row["subject"], colour="cyan")
    line()
    line(row["asked"])
    if "answer" not in row:
        return
    line()
    done = row["questions"] - len(row["unanswered"])
    line(_("Questions answered: {done} of {n}").format(done=done, n=row["questions"]), colour="cyan")
    for question in row["unanswered"]:
        line(f"  [ ] {' '.join(question.split())}")
    for problem in row["checks"]:
        line(f"  {problem['level']}: {problem['reason']}")
    line()
    line(_("How we did it") + (f" ({row['why']})" if row["why"] else ""), colour="cyan")
    line(row["answer"])
