"""`mado suggest CODE`: answers that fit; `mado storm`: many alike in a short time."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from cli.opened import opened_desk
from cli.output import line, put_json, put_jsonl, say, table
from cli.shared import Shared, pass_shared
from config.errors import ExitCode
from config.languages import translator
from core.text import clean

_ = translator("cli")


@click.command(
    "suggest", help=_("Show canned responses and past answers that fit a ticket's newest mail, with how they fared.")
)
@click.argument("code")
@click.option("--most", type=click.IntRange(1, 50), default=5, show_default=True, help=_("So many at most."))
@pass_shared
def command(shared: Shared, code: str, most: int) -> int:
    """Suggest answers."""
    from core.care.suggest import suggestions

    with opened_desk(shared) as desk:
        found = suggestions(desk, code, most=most)
    rows = [
        {
            "kind": s.kind,
            "name": s.name,
            "title": clean(s.title, one_line=True),
            "text": clean(s.text),
            "words": list(s.words),
            "used": s.used,
            "came_back": s.came_back,
            "score": s.score,
            "exemplary": bool(s.why),
            "why": clean(s.why, one_line=True) or None,
        }
        for s in found
    ]
    if shared.format == "json":
        put_json(rows)
    elif shared.format in ("jsonl", "csv"):
        put_jsonl(rows)
    elif shared.format == "ids":
        for row in rows:
            line(str(row["name"]))
    else:
        kinds = {"canned": _("canned"), "answer": _("answer")}
        told = _("used {used}, came back {back}")
        table([(kinds[s.kind], s.name, told.format(used=s.used, back=s.came_back), " ".join(s.words)) for s in found])
        if not found:
            say(shared, _("Nothing fits."))
    return ExitCode.DONE


@click.command("storm", help=_("Find many alike tickets in a short time; --tag puts a tag on all of a group."))
@click.option("--minutes", type=click.IntRange(1, 10_080), default=60, show_default=True, help=_("How far back."))
@click.option("--least", type=click.IntRange(2), default=5, show_default=True, help=_("From so many customers."))
@click.option("--tag", metavar="TAG", help=_("Tag the largest group; newcomers too, each time you call it."))
@click.option("--collect", is_flag=True, help=_("With --tag: newcomers get the tag after each sync, until --over."))
@click.option("--over", metavar="TAG", help=_("The storm of this tag is over: no newcomer gets it any more."))
@pass_shared
def storm_(shared: Shared, minutes: int, least: int, tag: str | None, collect: bool, over: str | None) -> int:
    """Find storms."""
    from core import decisions
    from core.care.storm import begin, end, storms

    with opened_desk(shared) as desk:
        if over is not None:
            desk.do(end(over))
            tell = _("Over. Tell all of them: mado bulk plan tag:{tag} --canned NAME -o PLAN")
            say(shared, tell.format(tag=over.lstrip("#")))
            return ExitCode.DONE
        found = storms(desk, datetime.now(UTC), minutes=minutes, least=least)
        tagged = 0
        if tag and found:
            new = [t.code for t in desk.tickets(found[0].codes) if tag.lstrip("#") not in t.tags]
            desk.do(*(decisions.add_tag(code, tag) for code in new))
            tagged = len(new)
            if collect:
                desk.do(begin(found[0], tag))
    rows = [
        {"words": list(s.words), "subject": s.subject, "customers": s.customers, "tickets": list(s.codes)}
        for s in found
    ]
    if shared.format == "json":
        put_json(rows)
    elif shared.format in ("jsonl", "csv"):
        put_jsonl(rows)
    elif shared.format == "ids":
        for code in dict.fromkeys(c for s in found for c in s.codes):
            line(code)
    else:
        table([(str(s.customers), s.subject, " ".join(s.words)) for s in found])
        if not found:
            say(shared, _("No storm: nothing came in great numbers."))
    if tag and found:
        say(
            shared,
            _("{count} tagged. Tell them: mado bulk plan tag:{tag} --canned NAME -o PLAN").format(
                count=tagged, tag=tag.lstrip("#")
            ),
        )
    return ExitCode.DONE
