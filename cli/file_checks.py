"""What `mado check` finds in the files that people write by hand: charter, views, macros, canned responses."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

from cli.checks import Checked
from config.charter import FILE as CHARTER
from config.charter import load_charter
from config.errors import ExitCode, MadoError
from config.home import Home
from config.languages import translator
from core.text import clean

_ = translator("cli")
_SHOWN = 3


def file_checks(home: Home) -> Iterator[Checked]:
    """A step for each kind of file. Raises nothing."""
    looks: tuple[tuple[str, Callable[[Home], Checked]], ...] = (
        ("charter", _charter),
        ("views", _views),
        ("macros", _macros),
        ("canned", _canned),
    )
    for name, look in looks:
        began = time.monotonic()
        try:
            found = look(home)
        except MadoError as error:
            found = Checked(name, False, error.message, error.hint, exit_code=ExitCode.USAGE)
        yield replace(found, seconds=time.monotonic() - began)


def _charter(home: Home) -> Checked:
    from core.care.ours import calendar_in

    try:
        charter = load_charter(home.root)
        calendar_in(charter)
    except MadoError as error:
        # a reply does not wait for it: the usual hours count meanwhile, which nobody would notice
        said = error.message if CHARTER in error.message else f"{CHARTER}: {error.message}"
        hint = " ".join(
            filter(None, (error.hint, _("Until it is mended the usual hours count and no word is stopped.")))
        )
        return Checked("charter", False, said, hint, exit_code=ExitCode.USAGE)
    if not (home.root / CHARTER).exists():
        said = _("No {file}: Monday to Friday, {hours}, are taken for business hours.")
        return Checked("charter", True, said.format(file=CHARTER, hours=charter.hours))
    return Checked(
        "charter", True, _("{file}: {days}, {hours}.").format(file=CHARTER, days=charter.days, hours=charter.hours)
    )


def _views(home: Home) -> Checked:
    from core.query import parse_query
    from tui.own_views import FILE, load_views

    for view in load_views(home.root):
        try:
            parse_query(view.query, me="me", now=datetime.now(UTC))
        except MadoError as error:
            said = _("{file}, view “{name}”: {reason}").format(
                file=FILE, name=clean(view.label, one_line=True), reason=error.message
            )
            return Checked("views", False, said, error.hint, exit_code=ExitCode.USAGE)
    return Checked("views", True, _("Every view can be read."))


def _macros(home: Home) -> Checked:
    from core.canned import CannedLibrary
    from core.macros import MacroShelf

    shelf = MacroShelf(home.macros_folder, CannedLibrary(home.canned_folder))
    broken = [f"{path.name}: {reason}" for path, reason in shelf.findings()]
    if broken:
        return _unusable("macros", broken, "mado macros")
    return Checked("macros", True, _("{count} macros can be used.").format(count=len(shelf.all())))


def _canned(home: Home) -> Checked:
    from core.canned import CannedLibrary

    library = CannedLibrary(home.canned_folder)
    broken = [f"{f.path.name}: {f.reason}" for f in library.findings() if f.fatal]
    if broken:
        return _unusable("canned", broken, "mado canned check")
    return Checked("canned", True, _("{count} canned responses can be used.").format(count=len(library.all())))


def _unusable(name: str, broken: list[str], command: str) -> Checked:
    some = "; ".join(clean(one, one_line=True) for one in broken[:_SHOWN])
    more = " …" if len(broken) > _SHOWN else ""
    said = _("Cannot be used: {files}").format(files=some + more)
    return Checked(
        name, False, said, _("`{command}` lists them all.").format(command=command), exit_code=ExitCode.USAGE
    )
