"""Deciding on several tickets at once: what can be done is done, what cannot is said, one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from cli.listing import show_tickets
from cli.opened import opened_desk
from cli.output import say, show_error
from cli.shared import Shared
from config.errors import ExitCode, MadoError, NothingMatched
from config.languages import translator

if TYPE_CHECKING:
    from core.desk import Desk
    from core.events import Decision

_ = translator("cli")
Decide = Callable[[str], "Decision"]
Knowing = Callable[["Desk", str], "Decision"]


def act(shared: Shared, typed: Sequence[str], decide: Decide, said: str) -> int:
    """Make one decision on each ticket; `said` is the past tense of it, for the narration.

    Returns the exit code: that of the first ticket it could not be done for, else 0. In JSON and ids the
    tickets come out as they stand afterwards.
    """
    return act_knowing(shared, typed, lambda _desk, code: decide(code), said)


def act_knowing(shared: Shared, typed: Sequence[str], decide: Knowing, said: str) -> int:
    """As `act`, where what is decided depends on what the desk knows of the ticket."""
    with opened_desk(shared) as desk:
        if not typed:
            raise NothingMatched(_("No codes were given."))
        codes, errors = _resolved(desk, typed)
        done, refused = _carried_out(desk, codes, decide)
        if shared.format != "text":
            show_tickets(shared, [desk.ticket(code) for code in done])
    for code in done:
        say(shared, f"{code}: {said}")
    errors += refused
    for error in errors:
        show_error(error, as_json=shared.format in ("json", "jsonl"))
    return errors[0].exit_code if errors else ExitCode.DONE


def _resolved(desk: Desk, typed: Sequence[str]) -> tuple[list[str], list[MadoError]]:
    """The full codes of what was typed, each ticket once, and what could not be found."""
    codes: dict[str, None] = {}
    errors: list[MadoError] = []
    for word in typed:
        try:
            codes[desk.code(word)] = None
        except MadoError as error:
            errors.append(error)
    return list(codes), errors


def _carried_out(desk: Desk, codes: Sequence[str], decide: Knowing) -> tuple[list[str], list[MadoError]]:
    """All in one transaction; where one is refused, one by one."""
    if len(codes) > 1:
        try:
            desk.do(*(decide(desk, code) for code in codes))
        except MadoError:
            pass  # One by one below: each says its own reason, and the others are still done.
        else:
            return list(codes), []
    done: list[str] = []
    errors: list[MadoError] = []
    for code in codes:
        try:
            desk.do(decide(desk, code))
            done.append(code)
        except MadoError as error:
            errors.append(error)
    return done, errors
