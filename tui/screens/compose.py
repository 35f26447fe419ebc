"""The composer: the original in sight, recipients always visible, nothing typed is ever lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.timer import Timer
from textual.widgets import Input, TextArea

from config.errors import MadoError, Refused
from core.drafts import Before, Draft
from core.problems import Problem
from tui.commands.base import COMPOSER
from tui.commands.key_names import shown_key
from tui.console import Console
from tui.labels import _, status_name
from tui.screens import compose_care as care
from tui.screens import compose_parts as parts
from tui.screens.arrange import WIDE
from tui.screens.bars import bar_keys, said_now
from tui.screens.base import ConsoleScreen
from tui.screens.compose_claim import faster, give_free, hold_on
from tui.screens.compose_start import Begun, begun
from tui.screens.promised import Proposed
from tui.text.bars import keys_line, status_line
from tui.text.cells import clip, steady
from tui.text.lines import Span, line
from tui.widgets.bar import Bar
from tui.widgets.checklist import Checklist
from tui.widgets.heading import Heading
from tui.widgets.message_view import MessageView
from tui.widgets.reply_area import ReplyArea, gap_name
from tui.widgets.suggestions import Suggestions

_SAVE_AFTER = 1.0
_THEN = ("pending", "solved", "open", "closed")


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
        self._problems: Sequence[Problem] = ()
        self._stamp = 0
        self._faster = ""
        self.corrected: dict[str, Proposed] = {}
        self.area = ReplyArea(begun.draft.body, is_shortcut=self._is_shortcut, id="reply")
        self.suggestions = Suggestions(id="suggestions")
        self.checklist = Checklist(begun.questions, begun.draft.ticked, "^T")
        self.heading = Heading(begun.draft, begun.handed)
        self.original = MessageView(now=console.now, id="original")
        self.halves = Container(id="compose")
        self.bars = {id: Bar(id=id) for id in ("compose-title", "findings", "promised", "status", "keys")}

    # what is on the screen -------------------------------------------------------------------
    def compose(self) -> ComposeResult:
        """Title, original and reply, status and keys."""
        yield self.bars["compose-title"]
        with self.halves:
            yield self.original
            with Vertical(id="writing"):
                yield self.heading
                yield self.area
                yield self.checklist
                yield self.suggestions
                yield self.bars["findings"]
                yield self.bars["promised"]
        yield self.bars["status"]
        yield self.bars["keys"]

    def on_mount(self) -> None:
        """Be ready for keys; the cursor stands in the text, in a mail handed on where its recipient is missing."""
        self.bars["findings"].display = self.bars["promised"].display = False
        self.original.show(self._begun.ticket.code, self._begun.entries)
        self._read_questions()
        first = self.heading.inputs["to"] if not self._draft.to else self.area
        self.begin(first)
        self.write_bars()
        self.set_interval(1.0, self._each_second)
        if self._begun.taken_up:
            self.console.say(_("This draft was begun earlier; it is taken up again."))
        elif self._draft.canned:
            self._to_gap()

    def on_resize(self) -> None:
        """The original beside the reply where there is room, else above; the bars anew."""
        beside = self.size.width >= WIDE
        self.halves.styles.layout = "horizontal" if beside else "vertical"
        self.original.styles.width = "45%" if beside else "1fr"
        self.original.styles.height = "1fr" if beside else "35%"
        self.call_after_refresh(self.write_bars)

    def write_bars(self) -> None:
        """Title, keys, status."""
        ticket, title = self._begun.ticket, self.bars["compose-title"]
        after = _("then {status}").format(status=status_name(self._draft.then))
        who = steady(ticket.customer.name or ticket.customer.address)
        said = _("Hand on: mail of {name}") if self._draft.forward else _("Reply to {name}")
        head = clip(said.format(name=who), title.cells // 2)
        macro = f"  [{steady(self._begun.macro.name)}]" if self._begun.macro else ""
        title.write(line(" ", Span(head, "strong"), f"  {ticket.code}  ", Span(after, "muted"), Span(macro, "link")))
        self.heading.show_files(self._draft.attachments)
        keys = self.bars["keys"]
        keys.write(keys_line(bar_keys(self.console, COMPOSER), keys.cells))
        self.show_said()

    def show_said(self) -> None:
        """What was said last, and whether the text is kept."""
        bar = self.bars["status"]
        kept = _("draft kept") if self.current() == self._saved else _("not kept yet")
        bar.write(status_line(said_now(self.console), kept, bar.cells))

    def _each_second(self) -> None:
        """Keep the status line true; when the desk has changed, see whether somebody was faster after all."""
        self.show_said()
        desk, code, draft = self.console.desk, self._begun.ticket.code, self.current()
        if desk.stamp() != self._stamp:
            self._stamp = desk.stamp()
            self.console.jobs.read_later(lambda: parts.findings(self.console, draft), self._show_findings)
            if desk.shared:
                self.console.jobs.read_later(lambda: faster(desk, code), self._told_of)

    def _told_of(self, colleague: str) -> None:
        if colleague and colleague != self._faster:
            said = _("{name} is answering this, too, and was first. Your text is kept; sending asks you again.")
            self.console.say(said.format(name=colleague), "alarm")
        self._faster = colleague

    def relabel(self) -> None:
        """The language changed."""
        self.heading.label()
        self.write_bars()

    # the draft -------------------------------------------------------------------------------
    def current(self) -> Draft:
        """The draft as it stands on the screen."""
        typed = self.heading.read_into(self._draft)
        return replace(typed, body=self.area.text, ticked=self.checklist.ticked)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Look for canned responses; keep the draft when the hands rest."""
        self._suggest()
        self._read_questions()
        self.show_said()
        self._save_soon()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Keep the draft when the hands rest."""
        self._save_soon()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes on to the next field, at last into the text."""
        self.focus_next()

    def _read_questions(self) -> None:
        """See which of the customer's questions our words take up."""
        if self._begun.questions:
            self.checklist.read(self._begun.frame.without(self.area.text))

    def _save_soon(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(_SAVE_AFTER, self._rested)

    def _rested(self) -> None:
        self.console.run_quietly(self.save())
        draft = self.current()
        self.console.jobs.read_later(lambda: parts.findings(self.console, draft), self._show_findings)
        self.console.jobs.read_later(lambda: care.proposals(self.console, draft, self.corrected), self._show_promises)

    def _show_promises(self, found: Sequence[Proposed]) -> None:
        """Beside the text: what it promises and until when, so that sending confirms it."""
        bar, key = self.bars["promised"], shown_key(next(iter(self.console.app.registry.keys_of("promised")), ""))
        if bar.is_attached:
            bar.display = bool(found)
            bar.fill(lambda cells: (care.promised_line(found, self.console.now(), key, cells),))

    def _show_findings(self, problems: Sequence[Problem]) -> None:
        """Beside the text, without a question: what a check says of it so far."""
        self._problems = problems
        bar = self.bars["findings"]
        if bar.is_attached:
            bar.display = bool(problems)
            bar.fill(lambda cells: (parts.findings_line(problems, cells),))

    async def save(self) -> None:
        """Keep the draft if it changed. Raises MadoError."""
        draft = self.current()
        if self._over or draft == self._saved:
            return
        self._draft = draft
        await self.console.jobs.write(lambda: self.console.desk.replies.save(draft))
        self._saved = draft
        if self.console.desk.shared:
            await hold_on(self.console, draft.ticket)
        if self.is_current:
            self.show_said()

    # commands --------------------------------------------------------------------------------
    async def send(self) -> None:
        """Check and queue; what speaks against it is shown, and where it may go all the same the writer decides."""
        self._draft = self.current()
        try:
            if await parts.handed_to_colleague(self.console, self._draft):
                self._over = True
                self._close()
                self.console.main.reload()
                return
            queued = await care.checked_and_queued(self)
        except Refused as refused:
            self.console.fail(refused)
            self._go_to_what_is_wrong(refused.code)
            return
        if queued is None:
            return
        self._over = True
        self.console.queued = queued
        self.console.tidings.expect(queued.id)
        self._close(sent=True)
        if self._begun.macro is not None:
            await parts.carried_out(self.console, self._begun.macro, queued.ticket)
        self.console.main.reload()

    async def has_seen(self, seen: Before) -> None:
        """Go on writing with what changed in the ticket in sight; it is not told again. Raises MadoError."""
        self._draft = replace(self.current(), seen=seen)
        macro, taken_up = self._begun.macro, self._begun.taken_up
        self._begun = await self.console.jobs.ask(
            lambda: begun(self.console.desk, self._draft, taken_up=taken_up, macro=macro)
        )
        self.original.show(self._begun.ticket.code, self._begun.entries)
        await self.save()

    def _go_to_what_is_wrong(self, code: str) -> None:
        if code == "unfilled_placeholder":
            self.set_focus(self.area)
            self.area.select_placeholder()
        elif code in ("no_recipient", "bad_address"):
            self.set_focus(self.heading.inputs["to"])

    async def leave(self) -> None:
        """Suggestions go first; then keep the text and go back."""
        if self.suggestions.display:
            self._hide_suggestions()
            return
        changed = self.current() != self._begun.draft or self._begun.taken_up
        if changed:
            await self.save()
            self.console.say(_("The draft is kept; r takes it up again."))
        self._close()

    def _close(self, *, sent: bool = False) -> None:
        if self._timer is not None:
            self._timer.stop()
        if not sent and not self._draft.forward:
            self.console.run_quietly(give_free(self.console, self._begun.ticket.code))
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

    # care ------------------------------------------------------------------------------------
    def tick(self) -> None:
        """Say that the next open question is answered."""
        ticked = self.checklist.tick()
        said = _("Ticked: {question}").format(question=ticked) if ticked else _("No question is ticked any more.")
        self.console.say(said)
        self._save_soon()

    async def correct_promises(self) -> None:
        """Confirm or correct what the reply promises."""
        await care.correct_promises(self)
        self._rested()

    def point_at(self, piece: str) -> None:
        """Select the place in the text that a finding means."""
        self.set_focus(self.area)
        self.area.select_piece(piece)

    async def suggest_answer(self) -> None:
        """Choose an answer that fits, and insert it."""
        chosen = await care.suggested(self.console, self._begun.ticket.code)
        if chosen is None:
            return
        if chosen.kind == "canned":
            await self.insert_canned(chosen.name)
        else:
            self.area.insert(chosen.text)
            self.set_focus(self.area)

    # canned responses ------------------------------------------------------------------------
    def _is_shortcut(self, word: str) -> bool:
        return any(word == r.shortcut for r in self._begun.canned if r.shortcut)

    def _suggest(self) -> None:
        """Show the responses that fit what is typed behind `;`, or the one whose shortcut stands there."""
        sought = self.area.sought()
        found = parts.fitting(self._begun, sought, self.area.shortcut())
        self.suggestions.show(found)
        self.area.suggesting = bool(found) and sought is not None

    def _hide_suggestions(self) -> None:
        self.suggestions.show(())
        self.area.suggesting = False

    def on_reply_area_moved(self, event: ReplyArea.Moved) -> None:
        """Another suggestion."""
        self.suggestions.move(event.steps)

    def on_reply_area_taken(self, event: ReplyArea.Taken) -> None:
        """This suggestion."""
        self.console.run_quietly(self.complete())

    def can_complete(self) -> bool:
        """Whether Tab has something to do in the text: a suggestion, a shortcut, a gap."""
        if self.focused is not self.area:
            return False
        return self.suggestions.display or bool(self.area.shortcut()) or self.area.in_gap

    async def complete(self) -> None:
        """The suggestion or shortcut into its text; in a gap on to the next one. Raises MadoError."""
        chosen = self.suggestions.chosen if self.suggestions.display else None
        if chosen is not None:
            self.area.take_sought() if self.area.suggesting else self.area.take_shortcut()
            self._hide_suggestions()
            await self.insert_canned(chosen.path.stem)
        elif self.area.shortcut():
            await self.insert_canned(self.area.take_shortcut())
        else:
            self._to_gap(go_on=True)

    async def pick_canned(self) -> None:
        """Choose one and insert it."""
        name = await parts.pick_canned(self.console, self._begun)
        if name:
            await self.insert_canned(name)

    async def insert_canned(self, name: str) -> None:
        """Put a canned response where the cursor is; what only a person knows is filled in there."""
        draft, replies = self.current(), self.console.desk.replies
        try:
            filled = await self.console.jobs.ask(lambda: replies.insert(draft, name))
        except MadoError as error:
            self.console.fail(error)
            return
        self._draft = await self.console.jobs.ask(lambda: replies.with_inserted(draft, name, filled))
        self.heading.show_files(self._draft.attachments)
        self.area.insert(filled.text)
        self.set_focus(self.area)
        if filled.missing:
            self._to_gap()

    def _to_gap(self, *, go_on: bool = False) -> None:
        """Select the next thing that only a person knows, and say what it is."""
        piece = self.area.next_gap() if go_on else self.area.select_placeholder()
        if piece:
            self.console.say(_("Type: {what}. Tab goes on.").format(what=gap_name(piece)), "warn")
        elif go_on:
            self.console.say(_("Everything is filled in."), "good")
