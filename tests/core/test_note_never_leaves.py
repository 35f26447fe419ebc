"""Whatever is done in whatever order: no word of a note is in anything that leaves, or is handed to a customer."""

from __future__ import annotations

import json
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from config.errors import MadoError
from config.home import Home
from core import decisions
from core.bulk.apply import now_for_all, queue_blocks
from core.bulk.make import make_plan
from core.desk import Desk
from core.drafts import Draft
from core.mail.message import Address
from core.outcome import Outcome
from tests.core.conftest import settings as desk_settings
from tests.core.mails import arrival, mail
from tests.pieces import many, parts

SEQUENCES = many("sequences", 10_000, 8)
SHARED = 100
CANNED = "---\nname: recall\n---\n{{customer.greeting}}\n\nabout {{ticket.subject}}\n"
_SHAPES = ("{}", "line\n{}\nline", "> {}", "{{{{{}}}}}", "-- \n{}", "社内メモ {}", "On Monday Yuki wrote:\n> {}")


class Notes(RuleBasedStateMachine):
    """One ticket, on a desk that a hundred sequences share; each sequence has its own secret."""

    desks: Callable[[], Desk]
    desk: Desk
    count = 0

    def __init__(self) -> None:
        super().__init__()
        if Notes.count % SHARED == 0:
            Notes.desk = Notes.desks()
        Notes.count += 1
        self.number = Notes.count * 1000
        self.secret = f"SECRET{secrets.token_hex(6)}"
        self.address = f"hanako{self.number}@customer.example"
        self.tag = f"t{self.number}x"
        self.looked: set[str] = set()
        self.drafts: list[Draft] = []
        self.noted = False
        first = self._letter("Where is my parcel?")
        self.code = next(iter(self.desk.take_in([arrival(self.number, first)]).opened))

    def _letter(self, body: str, refs: tuple[int, ...] = ()) -> bytes:
        sender = f"Hanako <{self.address}>"
        return mail(self.number, sender=sender, subject=f"Matter {self.tag}", body=body, refs=refs)

    @rule(shape=st.sampled_from(_SHAPES))
    def note(self, shape: str) -> None:
        self.desk.do(decisions.add_note(self.code, shape.format(self.secret)))
        self.noted = True

    @rule()
    def note_on_the_customer(self) -> None:
        self.desk.do(decisions.note_on(self.address, self.secret))
        self.noted = True

    @rule()
    def the_customer_writes(self) -> None:
        before, self.number = self.number, self.number + 1
        self.desk.take_in([arrival(self.number, self._letter("And now?", (before,)))])

    @rule(
        everybody=st.booleans(), text=st.sampled_from(("Soon.", "{{ticket.note}}", "{{ticket.notes}} {{note}}", ""))
    )
    def reply(self, everybody: bool, text: str) -> None:
        canned = None if text else "recall"
        self._queue(self.desk.replies.start(self.code, text=text or None, canned=canned, reply_all=everybody))

    @rule()
    def hand_on(self) -> None:
        self._queue(self.desk.replies.forward(self.code, [Address("", "boss@other.example")], text="Look."))

    @rule()
    def begin(self) -> None:
        draft = self.desk.replies.start(self.code, text="Later.")
        self.desk.replies.save(draft)
        self.drafts.append(draft)

    @precondition(lambda self: self.drafts)
    @rule()
    def take_up_the_draft(self) -> None:
        saved = self.desk.replies.saved(self.code)
        if saved is not None:
            self._queue(replace(saved, seen=self.desk.replies.seen(self.code)))

    @rule()
    def take_back(self) -> None:
        for entry in self.desk.outbox.of_ticket(self.code):
            if entry.state == "queued":
                self.desk.outbox.cancel(entry.id)

    @rule()
    def send(self) -> None:
        for entry in self.desk.outbox.of_ticket(self.code):
            if entry.state == "queued" and self.desk.outbox.sender.begin(entry.id):
                self.desk.outbox.sender.finish(entry.id, Outcome(accepted=entry.to, phase="data"))

    @rule()
    def bulk(self) -> None:
        plan = make_plan(self.desk, f"subject:{self.tag}", "recall")
        assert self.secret not in repr(plan)
        queue_blocks(self.desk, plan, plan.blocks, now_for_all)

    @rule()
    def undo(self) -> None:
        self.desk.undo_last()

    @precondition(lambda self: self.noted)
    @rule()
    def hand_out(self) -> None:
        assert self.secret not in json.dumps(self.desk.keeping.customer(self.address))
        with tempfile.TemporaryDirectory() as folder:
            self.desk.keeping.export_customer(self.address, Path(folder) / "out")
            for path in (Path(folder) / "out").rglob("*"):
                assert not path.is_file() or self.secret.encode() not in path.read_bytes()

    def _queue(self, draft: Draft) -> None:
        try:
            self.desk.replies.queue(draft, not_before=datetime.now(UTC), override=True)
        except MadoError:
            return  # a check refused it, such as a placeholder that nobody knows

    @invariant()
    def nothing_that_leaves_has_it(self) -> None:
        for entry in self.desk.outbox.of_ticket(self.code):
            if entry.raw not in self.looked:
                self.looked.add(entry.raw)
                assert self.secret not in everything(self.desk.raw(entry.raw))


def everything(raw: bytes) -> str:
    """A mail's bytes, and everything in them decoded by another reader than ours."""
    message = message_from_bytes(raw, policy=policy.default)
    headers = [str(value) for value in message.values()]
    parts = [part.get_payload(decode=True) or b"" for part in message.walk() if not part.is_multipart()]
    texts = [p.decode("utf-8", "replace") for p in parts if isinstance(p, bytes)]
    return "\n".join([raw.decode("latin-1"), *headers, *texts])


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[Callable[[], Desk]]:
    """Opens another desk each time, and closes the one before; in memory where the system has such a place."""
    memory = Path("/dev/shm")
    kept: list[Desk] = []

    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else tmp_path) as folder:

        def another() -> Desk:
            for old in kept:
                old.close()
                shutil.rmtree(old.home.root)
            home = Home(Path(folder) / f"home{secrets.token_hex(4)}").ensure()
            home.canned_folder.mkdir()
            (home.canned_folder / "recall.md").write_text(CANNED, encoding="utf-8")
            kept[:] = [Desk.open(home, desk_settings())]
            return kept[0]

        yield another
        for last in kept:
            last.close()


@pytest.mark.timeout(7200 if SEQUENCES > 100 else 60)
@pytest.mark.parametrize("sequences", parts(SEQUENCES, 1000))
def test_no_word_of_a_note_is_in_anything_that_leaves(desks: Callable[[], Desk], sequences: int) -> None:
    Notes.desks, Notes.count = staticmethod(desks), 0
    run_state_machine_as_test(
        Notes,
        settings=settings(
            max_examples=sequences,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.generate, Phase.shrink),
            database=None,
        ),
    )
    assert Notes.count >= sequences
    print(f"\n{Notes.count} sequences, no note got out")


def test_the_test_finds_a_note_that_got_out() -> None:
    raw = mail(1, body="=?")
    assert "SECRET" in everything(mail(1, body="…SECRET"))
    assert "SECRET" in everything(mail(1, subject="返金 SECRET")) and "SECRET" not in everything(raw)
