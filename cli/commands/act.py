"""The verbs on tickets: statuses, assignee, claim, tags, priority, snooze, merge."""

from __future__ import annotations

from datetime import datetime

import click

from cli.acting import act, act_knowing
from cli.codes import codes_and_value, codes_and_words, codes_from
from cli.shared import Shared, pass_shared
from cli.zone import local_zone
from config.errors import UsageError
from config.languages import translator
from core import decisions

_ = translator("cli")
_CODES = click.argument("words", metavar="CODE...", nargs=-1, required=True)
_NOBODY = ("nobody", "none", "-", "")


def _status_verb(name: str, status: str, said: str, text: str) -> click.Command:
    @click.command(name, help=text)
    @_CODES
    @pass_shared
    def verb(shared: Shared, words: tuple[str, ...]) -> int:
        return act(shared, codes_from(words), lambda code: decisions.set_status(code, status), said)

    return verb


open_ = _status_verb(
    "open", "open", _("open"), _("Put tickets back among the open ones. `-` reads codes from a pipe.")
)
pending = _status_verb("pending", "pending", _("pending"), _("Say that we wait for the customer's answer."))
solve = _status_verb("solve", "solved", _("solved"), _("Say that tickets are solved."))
close = _status_verb("close", "closed", _("closed"), _("Say that tickets need no answer."))
spam = _status_verb("spam", "spam", _("among the spam"), _("Put tickets among the spam."))


@click.command(help=_("Give tickets to an agent: CODE... NAME. `me` is yourself, `nobody` takes them back."))
@click.argument("words", metavar="CODE... NAME", nargs=-1, required=True)
@pass_shared
def assign(shared: Shared, words: tuple[str, ...]) -> int:
    """Give tickets to somebody."""
    codes, name = codes_and_value(words, _("the agent's name"))
    agent = None if name.lower() in _NOBODY else name
    if name.lower() == "me":
        from cli.opened import settings_of

        agent = settings_of(shared).agent.name
    said = _("assigned to {name}").format(name=agent) if agent else _("assigned to nobody")
    return act(shared, codes, lambda code: decisions.assign(code, agent), said)


@click.command(help=_("Say that you are answering now. Exit 5 where somebody else is."))
@_CODES
@click.option("--take-over", is_flag=True, help=_("Though a colleague is answering; they see it."))
@pass_shared
def claim(shared: Shared, words: tuple[str, ...], take_over: bool) -> int:
    """Claim tickets."""
    from cli.claiming import claim_in_team

    codes = codes_from(words)
    decide = decisions.take_over if take_over else decisions.claim
    return claim_in_team(shared, codes, lambda: act(shared, codes, decide, _("claimed")))


@click.command(help=_("Give up your claim."))
@_CODES
@pass_shared
def release(shared: Shared, words: tuple[str, ...]) -> int:
    """Release tickets."""
    return act(shared, codes_from(words), decisions.release, _("released"))


@click.command(help=_("Put a tag on tickets: CODE... TAG."))
@click.argument("words", metavar="CODE... TAG", nargs=-1, required=True)
@pass_shared
def tag(shared: Shared, words: tuple[str, ...]) -> int:
    """Tag tickets."""
    codes, name = codes_and_value(words, _("the tag"))
    return act(shared, codes, lambda code: decisions.add_tag(code, name), f"+#{name.lstrip('#')}")


@click.command(help=_("Take a tag off tickets: CODE... TAG."))
@click.argument("words", metavar="CODE... TAG", nargs=-1, required=True)
@pass_shared
def untag(shared: Shared, words: tuple[str, ...]) -> int:
    """Untag tickets."""
    codes, name = codes_and_value(words, _("the tag"))
    return act(shared, codes, lambda code: decisions.remove_tag(code, name), f"-#{name.lstrip('#')}")


@click.command(help=_("Set the priority: CODE... high, normal or low."))
@click.argument("words", metavar="CODE... high|normal|low", nargs=-1, required=True)
@pass_shared
def priority(shared: Shared, words: tuple[str, ...]) -> int:
    """Set a priority."""
    codes, word = codes_and_value(words, "high, normal, low")
    return act(shared, codes, lambda code: decisions.set_priority(code, word), word)


@click.command(
    help=_(
        "Hide tickets until a time: CODE... 3d, 2h, tomorrow 9, fri 10:30, 2026-11-30. "
        "`reply` hides them until the customer writes, `promise` until an hour before what we promised is due, "
        "`off` wakes them."
    )
)
@click.argument("words", metavar="CODE... WHEN", nargs=-1, required=True)
@pass_shared
def snooze(shared: Shared, words: tuple[str, ...]) -> int:
    """Snooze tickets."""
    from core.care.wake import UNTIL_PROMISE, until_promise
    from core.when import is_when, parse_when

    now = datetime.now().astimezone()
    zone = local_zone()
    codes, word = codes_and_words(words, _("a time"), lambda text: is_when(text, now, zone))
    if word.lower() in ("off", "wake"):
        return act(shared, codes, lambda code: decisions.snooze(code, None), _("awake"))
    if word.lower() in ("reply", "until-reply"):
        said = _("snoozed until a reply comes")
        return act(shared, codes, lambda code: decisions.snooze(code, None, until_reply=True), said)
    if word.lower() in UNTIL_PROMISE:
        said = _("snoozed until shortly before the promise is due")
        return act_knowing(shared, codes, lambda desk, code: until_promise(desk, code, now)[0], said)
    until = parse_when(word, now, zone)
    said = _("snoozed until {time}").format(time=f"{until:%Y-%m-%d %H:%M}")
    return act(shared, codes, lambda code: decisions.snooze(code, until), said)


@click.command(help=_("Make several tickets one. The oldest code stays, the others lead to it for ever."))
@_CODES
@pass_shared
def merge(shared: Shared, words: tuple[str, ...]) -> int:
    """Merge tickets into the last one named."""
    codes = codes_from(words)
    if len(codes) < 2:
        raise UsageError(_("It takes two tickets at least."))
    return act(shared, codes[:-1], lambda code: decisions.merge(code, codes[-1]), _("merged"))
