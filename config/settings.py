"""What the admin says of agents and mailboxes, as data. Reading and writing it is `config/settings_file.py`."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Security = Literal["tls", "starttls", "none"]


@dataclass(frozen=True, slots=True)
class Server:
    """One end of the wire: host, TCP port, and how it is secured ("none" only on loopback).

    `tls_fingerprint`: the SHA-256 of the one certificate to accept, as 64 hex digits, for a server whose certificate
    no authority has signed. `compress`: ask for COMPRESS=DEFLATE (IMAP only); it pays on lines below some 100 Mbit/s.
    """

    host: str
    port: int
    security: Security = "tls"
    tls_fingerprint: str = ""
    compress: bool = False


@dataclass(frozen=True, slots=True)
class Folders:
    """Names of IMAP folders as people read them; None means: found by SPECIAL-USE, else by name."""

    inbox: str = "INBOX"
    sent: str | None = None
    archive: str | None = None


@dataclass(frozen=True, slots=True)
class OAuth:
    """How a mailbox signs in without a password (RFC 6749). Tokens are never here: `secrets` is where they are kept.

    `token_command` (argv words) prints an access token, for people whom another program already signs in;
    the rest is for `mado login`. `plain_loopback` allows http:// to this very machine, for tests.
    """

    secrets: Path
    client_id: str = ""
    authorize_url: str = ""
    token_url: str = ""
    device_url: str = ""
    scope: str = ""
    token_command: tuple[str, ...] = ()
    plain_loopback: bool = False


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One IMAP account with its folders, plus how it sends.

    The password is never here: `password_command` (argv words) is run for it, else the keyring or
    the 0600 file `secrets/NAME` is asked (config/secrets.py). `per_minute` and `per_day` are how many mails
    may leave it (0: as many as there are); the defaults are those of the provider where it is known.
    `acknowledge` is the canned response that confirms new mail by itself, at most so many an hour; "" for none.
    With `oauth` there is no password at all. `authserv_id` is the name under which its
    server writes Authentication-Results (RFC 8601); no other is believed.
    `history_months` is how far back the first sync reads (0: everything).
    `flags`: by default an answered message is marked so on the server and nothing else is done with flags; "follow"
    takes over what other mail programs mark as read or flagged, besides.
    """

    name: str
    email: str
    imap: Server
    smtp: Server | None
    user: str
    password_command: tuple[str, ...] = ()
    from_name: str = ""
    signature: str = ""
    folders: Folders = field(default_factory=Folders)
    aliases: tuple[str, ...] = ()
    sent_copy: Literal["append", "server"] = "append"
    enabled: bool = True
    per_minute: int = 0
    per_day: int = 0
    acknowledge: str = ""
    acknowledge_per_hour: int = 30
    oauth: OAuth | None = None
    authserv_id: str = ""
    history_months: int = 12
    flags: Literal["answered", "follow"] = "answered"


@dataclass(frozen=True, slots=True)
class Form:
    """A contact form whose mails hold name and address in their text.

    `sender` is the address it sends from; `address` and `name` are the labels that stand before the customer's
    ("Email:", "お名前："), `name` may be empty.
    """

    sender: str
    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Files:
    """What is done with files that came in: the usual folder to save into, the words of the viewer's command."""

    folder: str = ""
    viewer: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Agent:
    """The member of the team who uses this home. `signature` stands above that of the mailbox."""

    name: str
    email: str = ""
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the admin says. `undo_seconds` is how long a reply waits before it leaves.

    `agents` are people who use this home besides `agent`; `shared` says that this one was named by MADO_AGENT, so
    others may be at work on the same home.
    """

    agent: Agent
    mailboxes: tuple[Mailbox, ...] = ()
    language: str | None = None
    undo_seconds: int = 10
    attachments: Files = field(default_factory=Files)
    forms: tuple[Form, ...] = ()
    agents: tuple[Agent, ...] = ()
    shared: bool = False

    def mailbox(self, name: str) -> Mailbox | None:
        """The mailbox of that name, or None."""
        for mailbox in self.mailboxes:
            if mailbox.name == name:
                return mailbox
        return None

    def own_addresses(self) -> frozenset[str]:
        """Every address mail of ours is sent from, lower case."""
        return frozenset(a.lower() for m in self.mailboxes for a in (m.email, *m.aliases))
