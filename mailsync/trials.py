"""Trying things in order, each for real and within its own time; what depends on a failed one is not tried."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from config.errors import ExitCode, MadoError, TryLater
from config.languages import translator
from mailsync.imap_errors import ImapTrouble, NotALiteral

_ = translator("mailsync")
CAUGHT = (MadoError, ImapTrouble, NotALiteral, OSError, UnicodeError)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was tried. `name` is a stable word; `message` and `hint` are sentences.

    `ok` is None where it was not tried. `exit_code` is what a command that failed over this would exit with.
    """

    name: str
    ok: bool | None
    message: str
    hint: str = ""
    seconds: float = 0.0
    exit_code: ExitCode = ExitCode.DONE


@dataclass(frozen=True, slots=True)
class Good:
    """What a trial that went well has to say; `hint` where something could be better still."""

    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Trial:
    """One thing to try: `act` returns what to say, or raises what CAUGHT names. `needs` names trials before it."""

    name: str
    act: Callable[[], Good | str]
    needs: tuple[str, ...] = ()
    seconds: float = 20.0


def run(trials: Iterable[Trial], worded: Callable[[Exception], MadoError]) -> Iterator[Step]:
    """Try all in order. Raises nothing."""
    failed: dict[str, str] = {}  # by name, the step that failed first and kept the others from being tried
    for trial in trials:
        missing = next((name for name in trial.needs if name in failed), None)
        if missing is not None:
            failed[trial.name] = failed[missing]
            yield Step(trial.name, None, _("Not tried, because “{name}” failed.").format(name=failed[missing]))
            continue
        step = _tried(trial, worded)
        if not step.ok:
            failed[trial.name] = trial.name
        yield step


def _tried(trial: Trial, worded: Callable[[Exception], MadoError]) -> Step:
    began = time.monotonic()
    try:
        said = _within(trial)
    except CAUGHT as error:
        told = worded(error)
        return Step(trial.name, False, told.message, told.hint, time.monotonic() - began, told.exit_code)
    good = Good(said) if isinstance(said, str) else said
    return Step(trial.name, True, good.message, good.hint, time.monotonic() - began)


def _within(trial: Trial) -> Good | str:
    """Run it beside this thread: a resolver or a server that drips byte by byte cannot hold us up."""
    said: list[Good | str] = []
    raised: list[BaseException] = []

    def act() -> None:
        try:
            said.append(trial.act())
        except BaseException as error:  # noqa: BLE001 - raised again in the thread that waits
            raised.append(error)

    thread = threading.Thread(target=act, name=f"mado-try-{trial.name}", daemon=True)
    thread.start()
    thread.join(trial.seconds)
    if raised:
        raise raised[0]
    if not said:
        raise TryLater(
            _("No answer within {seconds:.0f} seconds.").format(seconds=trial.seconds),
            hint=_("Look at the network, a firewall, and at host and port in the settings."),
            code="timeout",
        )
    return said[0]
