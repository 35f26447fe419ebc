"""What a check may know: our own new words, who reads them, and what is known of the ticket."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from config.team_checks import TeamCheck
from core.care.due import Now
from core.care.sentences import Sentence
from core.care.sentences import sentences as split


@dataclass(frozen=True)
class Reader:
    """The customer a reply is for; empty strings where nothing is known."""

    name: str = ""
    address: str = ""
    language: str = ""
    charset: str = ""


@dataclass(frozen=True)
class Case:
    """A reply to be checked. `own` is what we newly wrote, `asked` what the customer's last mail newly said.

    `ticked` are questions in it that the writer says are answered.
    """

    own: str
    now: Now
    reader: Reader = Reader()
    late: bool = False
    complaint: bool = False
    attachments: tuple[str, ...] = ()
    asked: str = ""
    ng_words: tuple[str, ...] = ()
    team_checks: tuple[TeamCheck, ...] = ()
    ticked: tuple[str, ...] = ()

    @cached_property
    def sentences(self) -> list[Sentence]:
        """Our sentences in order."""
        return split(self.own)

    @cached_property
    def head(self) -> list[str]:
        """The first lines that say something: where a greeting stands."""
        return [line.strip() for line in self.own.splitlines() if line.strip()][:4]

    @cached_property
    def japanese(self) -> bool:
        """Whether the reply is in Japanese."""
        letters = sum(c.isascii() and c.isalpha() for c in self.own)
        return sum("\u3040" <= c <= "\u30ff" or "\u4e00" <= c <= "\u9fff" for c in self.own) * 3 > letters
