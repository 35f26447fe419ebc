"""The entry point of `mado`: runs a command and turns whatever happens into one sentence and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence

import click

from config.errors import ExitCode, MadoError, UsageError
from config.languages import LANGUAGES, set_language, translator

_ = translator("cli")
UMASK = 0o077
_COMPLETE = "_MADO_COMPLETE"


def main() -> None:
    """Run `mado` with this process's arguments, and exit."""
    os.umask(UMASK)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # always TextIOWrapper in a real process
    sys.exit(run(sys.argv[1:]))


def run(args: Sequence[str]) -> int:
    """Run one command line; returns its exit code. Nothing is raised but SystemExit by completion."""
    set_language(_language_in(args))
    return answered(args, lambda: _called(args))


def answered(args: Sequence[str], work: Callable[[], object]) -> int:
    """Do what a command line asks; whatever happens becomes one sentence and an exit code."""
    try:
        returned = work()
        sys.stdout.flush()
    except BrokenPipeError:
        return _nobody_reads()
    except click.exceptions.Exit as done:
        returned = done.exit_code
    except (KeyboardInterrupt, EOFError, click.Abort):
        return ExitCode.INTERRUPTED
    except click.exceptions.NoArgsIsHelpError as error:
        return _shown_help(args, error)
    except click.ClickException as error:
        return _tell(args, _as_usage(error))
    except MadoError as error:
        return _tell(args, error)
    except OSError as error:
        return _tell(args, _as_sentence(error))
    except Exception as error:  # noqa: BLE001  # the last gate: a crash becomes a sentence and a report
        from cli.crash import report

        return _tell(args, report(error, args))
    return int(returned) if isinstance(returned, int) else ExitCode.DONE


def _called(args: Sequence[str]) -> object:
    """What the command returns. Not by click's `main`: it would answer a broken pipe with an exit code of its own."""
    from cli.root import build

    group = build()
    if _COMPLETE in os.environ:
        group.main(args, prog_name="mado", complete_var=_COMPLETE)
    with group.make_context("mado", list(args)) as context:
        return group.invoke(context)


def _tell(args: Sequence[str], error: MadoError) -> int:
    from cli.output import show_error

    show_error(error, as_json=any(a in ("--json", "--jsonl") for a in _options(args)))
    return error.exit_code


def _shown_help(args: Sequence[str], error: click.exceptions.NoArgsIsHelpError) -> int:
    """A group was called without a verb: its help, where people read it."""
    if any(a in ("--json", "--jsonl") for a in _options(args)):
        return _tell(args, UsageError(_("Missing command."), hint=_as_usage(error).hint))
    click.echo(error.ctx.get_help(), err=True)
    return ExitCode.USAGE


def _options(args: Sequence[str]) -> Sequence[str]:
    return args[: args.index("--")] if "--" in args else args


def _language_in(args: Sequence[str]) -> str | None:
    """The language asked for anywhere on the line, so that help before the options is in it as well."""
    words = [*_options(args), ""]
    for word, following in zip(words, words[1:], strict=False):
        chosen = following if word == "--lang" else word.removeprefix("--lang=")
        if word.startswith("--lang") and chosen in LANGUAGES:
            return chosen
    return None


def _as_usage(error: click.ClickException) -> MadoError:
    ctx = getattr(error, "ctx", None)
    hint = _("Try `{command} --help`.").format(command=ctx.command_path) if ctx is not None else ""
    return UsageError(error.format_message(), hint=hint)


def _as_sentence(error: OSError) -> MadoError:
    """What the operating system refused, in words; a full disk is what people meet most."""
    from config.reasons import reason as refused_because

    where = f" ({error.filename})" if error.filename else ""
    return MadoError(
        _("The system refused: {reason}{where}.").format(reason=refused_because(error), where=where),
        hint=_("What was done before is kept. `mado check` looks at disk space and permissions."),
        code="system",
    )


def _nobody_reads() -> int:
    """The reader of our output has gone (`mado tickets | head`): no more to say, and nothing is wrong."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    return ExitCode.DONE
