"""The composer: the original in sight, recipients always visible, nothing typed is ever lost."""

from __future__ import annotations

from dataclasses import replace

from textual.app import ComposeResult
from textual.containers import Container, Horizontal, Vertical
from textual.timer import Timer
from textual.widgets import Input, TextArea

from config.errors import MadoError, Refused
from core.drafts import Draft
from core.mail.message import Address
from tui.commands.base import COMPOSER
from tui.console import Console
from tui.labels import _, status_name
from tui.screens import compose_parts as parts
from tui.screens.arrange import WIDE
from tui.screens.bars import bar_keys, said_now
from tui.screens.base import ConsoleScreen
from tui.screens.compose_start import Begun
from tui.text import people
from tui.text.bars import keys_line, status_line
from tui.text.cells import clip, fit
from tui.text.lines import Span, line
from tui.widgets.bar import Bar
from tui.widgets.message_view import MessageView
from tui.widgets.reply_area import ReplyArea
from tui.widgets.text_input import TextInput

_SAVE_AFTER = 1.0
_THEN = ("pending", "solved", "open", "closed")
_FIELDS = ("to", "cc", "subject")


class ComposeScreen(ConsoleScreen):
    """One reply being written."""

    where = COMPOSER

    def __init__(self, console: Console, begun: Begun) -> None:
        super().__init__()
        self.console = console
        self._begun = begun
        self._draft = begun.draft
        self._saved = begun.draft
        self._timer: Timer | None = None
        self._over = False
        self.area = ReplyArea(begun.draft.body, is_shortcut=self._is_shortcut, id="reply")
        self.original = MessageView(now=console.now, id="original")
        self.halves = Container(id="compose")

    # what is on the screen -------------------------------------------------------------------
    def compose(self) -> ComposeResult:
        """Title, original and reply, status and keys."""
        yield Bar(id="compose-title")
        with self.halves:
            yield self.original
            with Vertical(id="writing"):
                for name in _FIELDS:
                    with Horizontal(classes="field"):
                        yield Bar(id=f"label-{name}", classes="label")
                        yield TextInput(
                            self._field_value(name), id=f"field-{name}", compact=True, select_on_focus=False
                        )
                yield self.area
        yield Bar(id="status")
        yield Bar(id="keys")

    def on_mount(self) -> None:
        """Be ready for keys; the cursor stands in the text."""
        self.original.show(self._begun.ticket.code, self._begun.entries)
        self.begin(self.area)
        self.write_bars()
        self.set_interval(1.0, self.show_said)
        if self._begun.taken_up:
            self.console.say(_("This draft was begun earlier; it is taken up again."))

    def on_resize(self) -> None:
        """The original beside the reply where there is room, else above; the bars anew."""
        beside = self.size.width >= WIDE
        self.halves.styles.layout = "horizontal" if beside else "vertical"
        self.original.styles.width = "45%" if beside else "1fr"
        self.original.styles.height = "1fr" if beside else "35%"
        self.call_after_refresh(self.write_bars)

    def _field_value(self, name: str) -> str:
        if name == "subject":
            return self._draft.subject
        return people.written(self._draft.to if name == "to" else self._draft.cc)

    def write_bars(self) -> None:
        """Title, labels, keys."""
        ticket = self._begun.ticket
        title = self.query_one("#compose-title", Bar)
        after = _("then {status}").format(status=status_name(self._draft.then))
        files = "  ".join(f"[{path.name}]" for path in self._draft.attachments)
        head = clip(
            _("Reply to {name}").format(name=ticket.customer.name or ticket.customer.address), title.cells // 2
        )
        title.write(
            line(" ", Span(head, "strong"), f"  {ticket.code}  ", Span(after, "muted"), Span(f"  {files}", "link"))
        )
        for name, label in zip(_FIELDS, (_("To"), _("Cc"), _("Subject")), strict=True):
            self.query_one(f"#label-{name}", Bar).write(line(Span(fit(f" {label}", 9), "label")))
        keys = self.query_one("#keys", Bar)
        keys.write(keys_line(bar_keys(self.console, COMPOSER), keys.cells))
        self.show_said()

    def show_said(self) -> None:
        """What was said last, and how the draft is kept."""
        if not self.is_attached or not self.query("#status"):
            return  # The console is closing: the text has just been kept.
        bar = self.query_one("#status", Bar)
        kept = _("draft kept") if self.current() == self._saved else _("not kept yet")
        bar.write(status_line(said_now(self.console), kept, bar.cells))

    # the draft -------------------------------------------------------------------------------
    def current(self) -> Draft:
        """The draft as it stands on the screen."""
        fields = {name: self.query_one(f"#field-{name}", Input).value for name in _FIELDS}
        return replace(
            self._draft,
            to=self._people(self._draft.to, fields["to"]),
            cc=self._people(self._draft.cc, fields["cc"]),
            subject=fields["subject"],
            body=self.area.text,
        )

    @staticmethod
    def _people(before: tuple[Address, ...], typed: str) -> tuple[Address, ...]:
        return before if typed == people.written(before) else people.read(typed)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Keep the draft when the hands rest."""
        self._save_soon()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Keep the draft when the hands rest."""
        self._save_soon()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes on to the next field, at last into the text."""
        self.focus_next()

    def _save_soon(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(_SAVE_AFTER, self._save_quietly)

    def _save_quietly(self) -> None:
        self.console.run_quietly(self.save())

    async def save(self) -> None:
        """Keep the draft if it changed. Raises MadoError."""
        draft = self.current()
        if self._over or draft == self._saved:
            return
        self._draft = draft
        await self.console.jobs.write(lambda: self.console.desk.replies.save(draft))
        self._saved = draft
        if self.is_current:
            self.show_said()

    # commands --------------------------------------------------------------------------------
    async def send(self) -> None:
        """Check and queue; what speaks against it is said, and where others were faster the writer decides."""
        self._draft = self.current()
        if not await parts.warnings_accepted(self.console, self._draft):
            return
        try:
            queued = await parts.queue(self.console, self._draft)
        except Refused as refused:
            self.console.fail(refused)
            if refused.code == "unfilled_placeholder":
                self.set_focus(self.area)
                self.area.select_placeholder()
            elif refused.code in ("no_recipient", "bad_address"):
                self.set_focus(self.query_one("#field-to", Input))
            return
        if queued is None:
            return
        self._over = True
        self.console.queued = queued
        self._close()
        self.console.main.reload()

    async def leave(self) -> None:
        """Keep the text and go back."""
        changed = self.current() != self._begun.draft or self._begun.taken_up
        if changed:
            await self.save()
            self.console.say(_("The draft is kept; r takes it up again."))
        self._close()

    def _close(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        if self.is_current:
            self.app.pop_screen()

    async def discard(self) -> None:
        """Throw it away, after a question."""
        sure = await self.console.confirm(_("Throw this text away?"), _("Throw it away"), _("Keep it"))
        if sure:
            self._over = True
            await self.console.jobs.write(lambda: self.console.desk.replies.discard(self._draft.id))
            self._close()
            self.console.say(_("Thrown away."))

    def cycle_then(self) -> None:
        """The next status for afterwards."""
        here = _THEN.index(self._draft.then) if self._draft.then in _THEN else -1
        self._draft = replace(self._draft, then=_THEN[(here + 1) % len(_THEN)])
        self.write_bars()
        self._save_soon()

    async def attach(self, typed: str) -> None:
        """Put a file on it, or take it off."""
        found = await parts.attachments(self.console, self._draft.attachments, typed)
        if found is not None:
            self._draft = replace(self.current(), attachments=found)
            self.write_bars()
            await self.save()

    def edit_outside(self) -> None:
        """Let the person's own editor have the text."""
        text = parts.edited_outside(self.app, self.console.desk.home.root, self.area.text)
        if text is None:
            self.console.say(_("No change came from the editor."))
        else:
            self.area.text = text

    # canned responses ------------------------------------------------------------------------
    def _is_shortcut(self, word: str) -> bool:
        return any(word == r.shortcut for r in self.console.desk.canned.all() if r.shortcut)

    def on_shortcut(self) -> bool:
        """Whether the cursor stands behind a shortcut."""
        return self.focused is self.area and bool(self.area.shortcut())

    async def expand_shortcut(self) -> None:
        """Put the canned response in place of its shortcut. Raises MadoError."""
        await self.insert_canned(self.area.take_shortcut())

    async def pick_canned(self) -> None:
        """Choose one and insert it."""
        name = await parts.pick_canned(self.console, self._begun.language)
        if name:
            await self.insert_canned(name)

    async def insert_canned(self, name: str) -> None:
        """Put a canned response where the cursor is; what only a person knows is asked for. Raises MadoError."""
        draft = self.current()
        try:
            filled = await parts.filled(self.console, draft, name)
        except MadoError as error:
            self.console.fail(error)
            return
        self._draft = await self.console.jobs.ask(
            lambda: self.console.desk.replies.with_inserted(draft, name, filled)
        )
        self.area.insert(filled.text)
        self.set_focus(self.area)
        if filled.missing:
            self.area.select_placeholder()
