"""Who a reply goes to, what it is about and what goes along: always in sight, and changed in place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from core.drafts import Draft
from core.mail.message import Address
from core.sizes import size_word
from tui.labels import _
from tui.text import people
from tui.text.cells import clip, fit, steady
from tui.text.lines import Line, Span, line
from tui.widgets.bar import Bar
from tui.widgets.text_input import TextInput

FIELDS = ("to", "cc", "bcc", "subject")
_LABEL = 9
Sized = tuple[str, int]


class Heading(Vertical):
    """To, Cc, Bcc (while there is somebody, or it was asked for), Subject, and the files with their sizes."""

    def __init__(self, draft: Draft, handed: Sequence[Sized] = ()) -> None:
        super().__init__(id="heading")
        self._draft = draft
        self._handed = handed
        self.inputs = {
            name: TextInput(value, id=f"field-{name}", compact=True, select_on_focus=False)
            for name, value in zip(FIELDS, _values(draft), strict=True)
        }
        self._labels = {name: Bar(id=f"label-{name}", classes="label") for name in FIELDS}
        self._rows = {name: Horizontal(classes="field") for name in FIELDS}
        self._files = Bar(id="files")

    def compose(self) -> ComposeResult:
        """A row each."""
        for name in FIELDS:
            with self._rows[name]:
                yield self._labels[name]
                yield self.inputs[name]
        yield self._files

    def on_mount(self) -> None:
        """Bcc is out of the way until it is needed."""
        self._rows["bcc"].display = bool(self._draft.bcc)
        self.label()

    def label(self) -> None:
        """Write the labels, in the language in force, and the files."""
        for name, label in zip(FIELDS, (_("To"), _("Cc"), _("Bcc"), _("Subject")), strict=True):
            self._labels[name].write(line(Span(fit(f" {label}", _LABEL), "label")))
        self.show_files(self._draft.attachments)

    def show_files(self, paths: Sequence[Path]) -> None:
        """The files that go along, each with its size."""
        files = [*self._handed, *((path.name, _size(path)) for path in paths)]
        self._files.display = bool(files)
        self._files.fill(lambda cells: (_files_line(files, cells),))

    def reveal_bcc(self) -> None:
        """Show the row for those whom nobody sees, and go there."""
        self._rows["bcc"].display = True
        self.screen.set_focus(self.inputs["bcc"])

    def read_into(self, draft: Draft) -> Draft:
        """The draft with what stands in the fields."""
        typed = {name: field.value for name, field in self.inputs.items()}
        return replace(
            draft,
            to=_people(draft.to, typed["to"]),
            cc=_people(draft.cc, typed["cc"]),
            bcc=_people(draft.bcc, typed["bcc"]),
            subject=typed["subject"],
        )


def _values(draft: Draft) -> tuple[str, ...]:
    return (people.written(draft.to), people.written(draft.cc), people.written(draft.bcc), draft.subject)


def _people(before: tuple[Address, ...], typed: str) -> tuple[Address, ...]:
    return before if typed == people.written(before) else people.read(typed)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _files_line(files: Sequence[Sized], cells: int) -> Line:
    label = fit(" " + _("Files"), _LABEL)
    named = "  ".join(f"{steady(name)} ({size_word(size)})" for name, size in files)
    total = f"  = {size_word(sum(size for _name, size in files))}" if len(files) > 1 else ""
    return line(Span(label, "label"), " ", Span(clip(named + total, max(1, cells - _LABEL - 2)), "link"))
