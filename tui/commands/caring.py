"""Care on a ticket: answers that fit, a holding reply, stars, replies as canned responses, clips, risk cleared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from config.errors import NothingMatched
from core import decisions
from tui.commands.base import CARE, Command, on_ticket
from tui.console import Console
from tui.labels import N_, _

if TYPE_CHECKING:
    from core.care.voice import Topic
    from core.entries import MessageEntry

KIND_NAMES = {
    "wish": N_("a wish"),
    "complaint": N_("a complaint"),
    "bug": N_("a bug"),
    "praise": N_("praise"),
}


class _OnTicket(Command):
    """Offered where there is a ticket."""

    group = CARE

    def possible(self, console: Console) -> bool:
        """There is a ticket."""
        return on_ticket(console)


class Suggest(_OnTicket):
    """Answers that fit."""

    name, title, keys = "suggest", N_("Suggested answers"), ("l",)
    words = ("候補", "似た回答")
    help = N_("Canned responses and past answers that fit this mail and how they fared; Enter begins the reply.")

    async def run(self, console: Console, words: str = "") -> None:
        """Choose one and open the composer with it."""
        from tui.screens.compose_care import suggested
        from tui.screens.compose_start import Wish

        code = console.targets()[0]
        chosen = await suggested(console, code)
        if chosen is not None:
            wish = Wish(canned=chosen.name) if chosen.kind == "canned" else Wish(text=chosen.text)
            await console.compose(code, wish)


class Hold(_OnTicket):
    """Ask for patience."""

    name, title, keys = "hold", N_("Holding reply"), ("h",)
    words = ("お待たせ返信",)
    help = N_("Begin a reply that asks for patience and names a day; the ledger keeps it as a promise.")

    async def run(self, console: Console, words: str = "") -> None:
        """Open the composer."""
        from tui.screens.compose_start import Wish

        await console.compose(console.targets()[0], Wish(holding=True))


class StarReply(_OnTicket):
    """A reply to learn from."""

    name, title, keys = "star", N_("Star a reply"), ("asterisk",)
    words = ("お手本",)
    argument = N_("why")
    help = N_("Keep our reply as an example, with the reason; it comes up as 'how we did it'. Again takes it off.")

    async def run(self, console: Console, words: str = "") -> None:
        """Star the reply being read, else the newest one of ours."""
        from core.care.stars import star, unstar

        code = console.targets()[0]
        reply = await _our_reply(console, code)
        starred = await console.jobs.ask(lambda: {s.message for s in console.desk.care.stars()})
        if reply.name in starred and not words:
            await console.act([unstar(code, reply.name)], _("The star is off."))
            return
        why = words or await console.ask(_("What can others learn from it?"), hint=" ".join(reply.reply_text.split()))
        if why and why.strip():
            await console.act([star(code, reply.name, why)], _("Starred: it comes up where a mail is alike."))


class MakeCanned(_OnTicket):
    """A canned response of a reply."""

    name, title, keys = "make-canned", N_("Canned response of a reply"), ("ampersand",)
    words = ("定型文にする",)
    argument = N_("name")
    help = N_("Write our reply into a file as a canned response; their name becomes a placeholder.")

    async def run(self, console: Console, words: str = "") -> None:
        """Ask for its name and write it."""
        from core.care.made_canned import made_canned

        code = console.targets()[0]
        reply = await _our_reply(console, code)
        name = words or await console.ask(_("Name of the canned response"), hint=_("refund-accepted"))
        if name and name.strip():
            path = await console.jobs.write(lambda: made_canned(console.desk, code, name.strip(), reply.name))
            console.say(_("Written: {file}. `mado canned edit` changes it.").format(file=path.name), "good")


async def _our_reply(console: Console, code: str) -> MessageEntry:
    """The reply of ours that is being read, else the newest. Raises NothingMatched."""
    from core.care.stars import newest_reply

    reading = console.main.reader.reading.removeprefix("message-") if console.main.reader.code == code else ""
    try:
        return await console.jobs.ask(lambda: newest_reply(console.desk, code, reading))
    except NothingMatched:
        return await console.jobs.ask(lambda: newest_reply(console.desk, code))


class Clip(_OnTicket):
    """A sentence of the customer."""

    name, title, keys = "clip", N_("Clip what they say"), ("b",)
    words = ("お客様の声",)
    argument = N_("topic")
    help = N_("Keep a sentence of theirs under a topic: a wish, a complaint, a bug, praise.")

    async def run(self, console: Console, words: str = "") -> None:
        """Choose the sentence, then its topic. Raises NothingMatched where they wrote nothing."""
        from core.care.clipping import clippable, guessed_kind
        from core.care.voice import clip

        code = console.targets()[0]
        found = await console.jobs.ask(lambda: clippable(console.desk, code))
        if not found:
            raise NothingMatched(_("There is no sentence of theirs in {code}.").format(code=code))
        sentence = await console.choose(_("What they say"), [(s, " ".join(s.split())) for s in found])
        if sentence is None:
            return
        topics = await console.jobs.ask(console.desk.care.topics)
        topic = words or await console.ask(_("Topic"), hint=_("a word or two"), choices=[t.name for t in topics])
        if not topic or not topic.strip():
            return
        kind = await _kind(console, topics, topic, guessed_kind(sentence))
        if kind is not None:
            await console.act([clip(code, topic, sentence, kind)], _("Clipped under {topic}.").format(topic=topic))


async def _kind(console: Console, topics: Sequence[Topic], topic: str, guess: str) -> str | None:
    """The kind of a topic that is known, else asked for, the likeliest first."""
    known = next((t.kind for t in topics if t.name.casefold() == " ".join(topic.split()).casefold()), None)
    if known is not None:
        return known
    ordered = sorted(KIND_NAMES, key=lambda kind: kind != guess)
    return await console.choose(_("It is"), [(kind, _(KIND_NAMES[kind])) for kind in ordered])


class ClearRisk(Command):
    """No longer at risk."""

    name, title, keys, group = "clear-risk", N_("No longer at risk"), ("minus",), CARE
    words = ("リスク解消",)
    argument = N_("what was done")
    help = N_(
        "Say what was done for a customer at risk; the flag goes, the word stays, what happens later counts anew."
    )

    def possible(self, console: Console) -> bool:
        """The customer shown is at risk."""
        person = console.main.customer.customer
        return person is not None and bool(person.flags)

    async def run(self, console: Console, words: str = "") -> None:
        """Ask for a word why, and clear it."""
        person = console.main.customer.customer
        if person is None:
            return
        hint = "; ".join(f.reason for f in person.flags)
        why = words or await console.ask(_("What was done for {name}?").format(name=person.name or ""), hint=hint)
        if why and why.strip():
            await console.act([decisions.clear_risk(person.addresses[0], why)], _("No longer at risk."))


COMMANDS: tuple[Command, ...] = (Suggest(), Hold(), StarReply(), MakeCanned(), Clip(), ClearRisk())
