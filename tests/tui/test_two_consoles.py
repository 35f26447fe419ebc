"""Two consoles in two terminals on one real server: what one does the other sees, and nobody answers twice."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from tests.cli.calling import Mado
from tests.cli.test_team import codes, colleague, sending, sink, team, ticket
from tests.servers.mail_maker import START
from tests.servers.other_client import OtherClient
from tests.servers.smtp_sink import SmtpSink
from tests.tui.terminal import Terminal
from tests.tui.test_first_paint import MADO, SURROUNDINGS

__all__ = ["colleague", "sink", "team"]
pytestmark = [pytest.mark.dovecot, pytest.mark.timeout(180)]


@pytest.fixture
def consoles(team: tuple[Mado, Mado], sink: SmtpSink) -> Iterator[tuple[Terminal, Terminal]]:
    """Alice's and Bob's, both showing the first ticket."""
    sending(sink, *team)
    found = [Terminal([*MADO, "--home", str(m.home)], env=SURROUNDINGS) for m in team]
    for terminal in found:
        terminal.wait_for("? Help")
        terminal.type("7")
        terminal.wait_for("Refund please")
        terminal.type("\r")
        terminal.wait_for("Find in the ticket")
    yield found[0], found[1]
    for terminal in found:
        terminal.type("\x11")
        terminal.end()


def until(found: Callable[[], bool], *terminals: Terminal, seconds: float = 60.0) -> None:
    """Read both terminals until something holds."""
    limit = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < limit, "\n\n".join(t.text() for t in terminals)
        for terminal in terminals:
            terminal.read(0.1)


def test_a_note_appears_on_the_other_console(consoles: tuple[Terminal, Terminal]) -> None:
    alice, bob = consoles
    alice.type("n")
    alice.wait_for("Note for the team")
    alice.type("she wants the blue one")
    alice.type("\x13")
    until(lambda: "she wants the blue one" in bob.text(), alice, bob)


def test_of_two_who_press_reply_at_the_same_moment_one_is_told_who_was_first(
    consoles: tuple[Terminal, Terminal], team: tuple[Mado, Mado]
) -> None:
    alice, bob = consoles
    for terminal in consoles:
        terminal.type("r")

    def told(terminal: Terminal) -> bool:
        return any(words in terminal.text() for words in ("Leave it to them", "is answering this, too"))

    until(lambda: told(alice) != told(bob), alice, bob)
    first, second = (bob, alice) if told(alice) else (alice, bob)
    name = "bob" if first is bob else "alice"
    assert f"{name} is answering" in second.text()
    code = codes(team[0])[0]
    until(lambda: (ticket(team[0], code)["claim"] or {}).get("by") == name, alice, bob)


def test_an_answer_of_the_customer_stops_what_is_being_sent(
    consoles: tuple[Terminal, Terminal], team: tuple[Mado, Mado], other: OtherClient, sink: SmtpSink
) -> None:
    alice, bob = consoles
    alice.type("r")
    alice.wait_for("draft")
    alice.type("It is on its way.")
    before = ticket(team[0], codes(team[0])[0])
    shown = next(m for m in before["entries"] if m["kind"] == "message")
    again = (
        f"From: {shown['from']['address']}\r\nTo: support@shop.example\r\nSubject: Re: {shown['subject']}\r\n"
        f"Message-ID: <again@else.example>\r\nIn-Reply-To: <{shown['message_id']}>\r\n"
        f"Date: {START:%a, %d %b %Y} 23:59:00 +0000\r\n\r\nForget it, I have found it.\r\n"
    )
    other.append([again.encode()])
    until(lambda: ticket(team[0], codes(team[0])[0])["messages"] > before["messages"], alice, bob)
    alice.type("\x13")
    until(lambda: "came in" in alice.text() or "since" in alice.text(), alice, bob)
    assert sink.mails == []
