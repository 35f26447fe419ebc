"""The options every command takes, before the command's name or after it, and what they decide."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import click

from config.home import Home, find_home
from config.languages import LANGUAGES, set_language, translator

_ = translator("cli")
Format = Literal["text", "json", "jsonl", "ids", "csv"]


@dataclass(slots=True)
class Shared:
    """What the shared options say for this call."""

    home_option: str | None = None
    format: Format = "text"
    quiet: bool = False
    verbose: bool = False
    language: str | None = None

    @property
    def home(self) -> Home:
        """The home this call works on; it may not exist yet."""
        return find_home(self.home_option)


pass_shared = click.make_pass_decorator(Shared, ensure=True)


def _setter(name: str, value: object = None) -> Callable[[click.Context, click.Parameter, Any], None]:
    def note(ctx: click.Context, _param: click.Parameter, given: Any) -> None:
        shared = ctx.ensure_object(Shared)
        if given is None or given is False:
            return
        setattr(shared, name, given if value is None else value)

    return note


def _language(ctx: click.Context, _param: click.Parameter, given: str | None) -> None:
    if given:
        ctx.ensure_object(Shared).language = given
        set_language(given)


def shared_options() -> list[click.Option]:
    """Fresh option objects, to be put on a command; they pass nothing to the command's function."""
    says = _("JSON: one document.")
    return [
        _option("home", _setter("home_option"), _("The folder with settings, store and log."), metavar="DIR"),
        _option("json", _setter("format", "json"), says, is_flag=True),
        _option("jsonl", _setter("format", "jsonl"), _("JSON: one object a line."), is_flag=True),
        _option("ids", _setter("format", "ids"), _("Codes or ids only."), is_flag=True),
        _option("csv", _setter("format", "csv"), _("A table as CSV."), is_flag=True),
        _option("lang", _language, _("Language of this call."), type=click.Choice(LANGUAGES), is_eager=True),
        _option("quiet", _setter("quiet", True), _("No narration."), is_flag=True),
        _option("verbose", _setter("verbose", True), _("More narration."), is_flag=True),
    ]


def _option(name: str, callback: Any, text: str, **more: Any) -> click.Option:
    """The parameter has a name of its own, so that a command may call an argument `ids`."""
    return click.Option([f"--{name}", f"shared_{name}"], callback=callback, expose_value=False, help=text, **more)


def share(command: click.Command) -> click.Command:
    """Give a command, and what is below it, the shared options that it has not taken for itself."""
    taken = {name for param in command.params for name in param.opts}
    command.params += [o for o in shared_options() if not taken & set(o.opts)]
    if isinstance(command, click.Group):
        for below in command.commands.values():
            share(below)
    return command
