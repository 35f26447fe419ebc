"""Contact forms: mail whose writer stands in its text, found by labels that the admin configured for each form."""

from __future__ import annotations

from collections.abc import Sequence

from config.settings import Form
from core.mail.addresses import read_addresses
from core.mail.message import Address
from core.text import clean

_LINES = 400
_MARKS = " \t:：=>】］]*・■●◆-"


def form_writer(sender: str, text: str, forms: Sequence[Form]) -> Address | None:
    """Who filled in the form that sent a message with this text; None where it is no form's mail or names nobody."""
    for form in forms:
        if form.sender == sender.lower():
            found, _repaired = read_addresses(_after(text, form.address).encode(), None)
            if found and "@" in found[0].address:
                name = _after(text, form.name) if form.name else ""
                return Address(clean(name or found[0].name, one_line=True)[:200], found[0].address)
    return None


def _after(text: str, label: str) -> str:
    """What stands behind a label: on its line, else on the next line that is not empty."""
    wanted = label.casefold().strip(_MARKS)
    lines = [line.strip() for line in text.split("\n", _LINES)[:_LINES]]
    for number, line in enumerate(lines):
        head = line.lstrip(_MARKS + "[【［")
        if not wanted or not head.casefold().startswith(wanted):
            continue
        rest = head[len(wanted) :]
        if rest and rest[0] not in _MARKS:
            continue
        return rest.strip(_MARKS) or next((below for below in lines[number + 1 : number + 3] if below), "")
    return ""
