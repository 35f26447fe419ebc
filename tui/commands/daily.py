"""Every day: handover, report, digest, topics, what is asked often, storms, practice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.commands.base import CARE, Command
from tui.console import Console
from tui.labels import N_, _

if TYPE_CHECKING:
    from core.care.storm import Storm
    from core.care.voice import Topic


class HandoverPage(Command):
    """The handover."""

    name, title, keys, group = "handover", N_("Handover"), ("H",), CARE
    words = ("申し送り", "引き継ぎ")
    help = N_("The note that was left, open promises, who is at risk, who wakes up, who waits; e leaves a note.")

    async def run(self, console: Console, words: str = "") -> None:
        """Show it."""
        from tui.screens.handover import show_handover

        await show_handover(console)


class ReportPage(Command):
    """The report."""

    name, title, keys, group = "report", N_("Report"), ("percent_sign",), CARE
    words = ("レポート",)
    argument = N_("days")
    help = N_("The last days against the time before, with plots: mail, waiting, promises, risk, topics.")

    async def run(self, console: Console, words: str = "") -> None:
        """Show it. Raises UsageError, ConfigError."""
        from tui.screens.daily import show_report

        await show_report(console, words)


class DigestPage(Command):
    """The digest."""

    name, title, group = "digest", N_("Digest for the company"), CARE
    words = ("ダイジェスト",)
    help = N_("The last week as it is told to the rest of the company, without names.")

    async def run(self, console: Console, words: str = "") -> None:
        """Show it."""
        from tui.screens.daily import show_digest

        await show_digest(console)


class CharterPage(Command):
    """The service charter."""

    name, title, group = "charter", N_("What we promise of ourselves"), CARE
    words = ("チャーター", "約束ごと")
    help = N_("The charter: hours, targets and tone, and how the last thirty days kept them.")

    async def run(self, console: Console, words: str = "") -> None:
        """Show it. Raises ConfigError."""
        from tui.screens.daily import show_charter

        await show_charter(console)


class Topics(Command):
    """What customers say."""

    name, title, keys, group = "voice", N_("What customers say"), ("number_sign",), CARE
    words = ("topics", "声の一覧")
    help = N_(
        "Topics with their counts and states: new, planned, done, declined; show who asked, set state and owner."
    )

    async def run(self, console: Console, words: str = "") -> None:
        """Choose a topic, then what becomes of it."""
        topics = await console.jobs.ask(console.desk.care.topics)
        if not topics:
            console.say(_("Nothing was clipped yet; b clips a sentence."))
            return
        rows = [(t.name, _topic_line(t)) for t in topics]
        name = words.strip() or await console.choose(_("What customers say"), rows)
        topic = next((t for t in topics if name and t.name.casefold() == name.casefold()), None)
        if topic is not None:
            await _decide_topic(console, topic)


def _topic_line(topic: Topic) -> str:
    state, owner = _(STATE_NAMES[topic.state]), f" ({topic.owner})" if topic.owner else ""
    return f"{len(topic.clips):>3}  {state}  {topic.name}{owner}"


STATE_NAMES = {
    "new": N_("new"),
    "planned": N_("planned"),
    "done": N_("done"),
    "declined": N_("declined"),
}


async def _decide_topic(console: Console, topic: Topic) -> None:
    from core.care.voice import STATES, change
    from tui.views import search_view

    states = [(s, _("State: {state}").format(state=_(STATE_NAMES[s]))) for s in STATES if s != topic.state]
    offered = [("show", _("Show who asked")), ("owner", _("Give it to somebody")), *states]
    quotes = " / ".join(" ".join(c.text.split()) for c in topic.clips[-2:])
    what = await console.choose(topic.name, offered, hint=quotes)
    if what == "show":
        console.main.show_view(search_view(f'voice:"{topic.name}"'))
    elif what == "owner":
        owner = await console.ask(_("Who cares for it?"), choices=console.known_agents())
        if owner is not None:
            await console.act([change(topic.name, owner=owner)], _("{topic} is with {name}.").format(
                topic=topic.name, name=owner.strip() or _("nobody")
            ))  # fmt: skip
    elif what is not None:
        await console.act([change(topic.name, state=what)], _("{topic}: {state}.").format(
            topic=topic.name, state=_(STATE_NAMES[what])
        ))  # fmt: skip
        if what == "done":
            said = _("Tell all who asked: mado bulk plan 'voice:\"{topic}\"' --canned NAME -o PLAN")
            console.say(said.format(topic=topic.name))


class OftenAsked(Command):
    """What is asked often."""

    name, title, group = "faq", N_("Often asked, not in the FAQ"), CARE
    words = ("よくある質問",)
    help = N_("What several customers asked in the last ninety days and no public answer covers.")

    async def run(self, console: Console, words: str = "") -> None:
        """Show it."""
        from tui.screens.daily import show_often_asked

        await show_often_asked(console)


class ReviewCanned(Command):
    """Canned responses to be read again."""

    name, title, group = "canned-review", N_("Canned responses due for review"), CARE
    words = ("定型文の見直し",)
    help = N_("Canned responses whose review day is over, or after which customers come back more often than before.")

    async def run(self, console: Console, words: str = "") -> None:
        """Show them."""
        from tui.screens.daily import show_review

        await show_review(console)


class StormMode(Command):
    """Many alike in a short time."""

    name, title, keys, group = "storm", N_("Storm: many alike"), ("w",), CARE
    words = ("集中", "障害")
    help = N_("Find many alike within the hour, tag them and all newcomers, write one plan for all; again ends it.")

    async def run(self, console: Console, words: str = "") -> None:
        """End the storm that goes on, or choose one that was found. Raises MadoError."""
        from core.care.storm import lasting, storms

        going = await console.jobs.ask(lambda: lasting(console.desk))
        if going:
            await _in_a_storm(console, going[0].tag)
            return
        found = await console.jobs.ask(lambda: storms(console.desk, console.now(), least=3))
        if not found:
            console.say(_("No storm: nothing came in great numbers."))
            return
        rows = [
            (str(i), _("{n} customers: {subject}").format(n=s.customers, subject=s.subject))
            for i, s in enumerate(found)
        ]
        chosen = await console.choose(_("Many alike within the hour"), rows, hint=_("Enter tags them"))
        if chosen is not None:
            await _begin_storm(console, found[int(chosen)], words)


async def _begin_storm(console: Console, found: Storm, words: str) -> None:
    from core import decisions
    from core.care.storm import begin

    tag = words or await console.ask(_("Tag for all of them"), value="storm")
    if not tag or not tag.strip():
        return
    made = [*(decisions.add_tag(code, tag) for code in found.codes), begin(found, tag)]
    await console.act(made, _("Tagged; newcomers get the tag, too."))
    await _in_a_storm(console, tag.strip().lstrip("#"))


async def _in_a_storm(console: Console, tag: str) -> None:
    """What can be done while a storm goes on."""
    from core.care.storm import end
    from tui.views import search_view

    offered = [
        ("show", _("Show all of them")),
        ("plan", _("Write a plan: one reply to all of them")),
        ("end", _("It is over: tag no more newcomers, and tell all")),
    ]
    what = await console.choose(_("Storm: {tag}").format(tag=tag), offered)
    if what == "show":
        console.main.show_view(search_view(f"tag:{tag}"))
    elif what == "plan":
        await _plan(console, tag)
    elif what == "end":
        await console.jobs.write(lambda: console.desk.do(end(tag)))
        await _plan(console, tag)


async def _plan(console: Console, tag: str) -> None:
    """Write a bulk plan for all of a storm; nothing leaves before `mado bulk apply`."""
    from tui.screens.compose_parts import canned_choices, no_canned
    from tui.screens.daily import written_plan
    from tui.screens.pick import PickScreen

    known = await console.jobs.ask(console.desk.canned.all)
    if not known:
        raise no_canned(console)
    name = await console.app.answer(PickScreen(_("What all of them are told"), canned_choices(known)))
    if name is not None:
        path, count = await console.jobs.write(lambda: written_plan(console.desk, tag, name))
        if not count:
            console.say(_("Nobody is to be answered; {file} says why.").format(file=path), "warn")
            return
        one, many = _("1 reply planned, not sent."), _("{n} replies planned, none sent.").format(n=count)
        then = _("Read it, then: mado bulk apply {file}").format(file=path)
        console.say(f"{one if count == 1 else many} {then}", "good")


class Practice(Command):
    """Answer a past mail once more."""

    name, title, keys, group = "practice", N_("Practice"), ("d",), CARE
    words = ("練習",)
    help = N_("Answer a past mail with every name hidden, then see how it was answered and what the checks say.")

    async def run(self, console: Console, words: str = "") -> None:
        """Choose an exercise, write, compare. Nothing is kept."""
        from tui.screens.daily import practise

        await practise(console)


COMMANDS: tuple[Command, ...] = (
    HandoverPage(), ReportPage(), DigestPage(), CharterPage(),
    Topics(), OftenAsked(), ReviewCanned(), StormMode(), Practice(),
)  # fmt: skip
