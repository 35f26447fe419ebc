"""The IMAP end of the embedded servers: pymap's in-memory backend, filled in-process."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from proxyprotocol.result import ProxyResultUnknown
from proxyprotocol.sock import SocketInfo
from pymap.backend.dict import Config, Login
from pymap.backend.dict.filter import FilterSet
from pymap.backend.dict.mailbox import MailboxData, MailboxSet, Message
from pymap.concurrent import Event, Subsystem
from pymap.imap import IMAPServer
from pymap.parsing.message import AppendMessage
from pymap.parsing.specials import ObjectId
from pymap.parsing.specials.flag import Flag
from pymap.selected import SelectedMailbox
from pymap.user import UserMetadata
from pysasl.hashing import Cleartext


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message to put into a folder: exact bytes, INTERNALDATE (aware; None is now) and IMAP flags."""

    raw: bytes
    folder: str = "INBOX"
    when: datetime | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stored:
    """A message as it stands in a folder, for tests that compare."""

    uid: int
    flags: tuple[str, ...]
    when: datetime
    raw: bytes


class _Mailbox(MailboxData):
    """pymap's folder, with two of its habits put right."""

    async def append(self, append_msg: AppendMessage, *, recent: bool = False) -> Message:
        # Without a date pymap takes the local time without its zone, and INTERNALDATE loses its offset.
        dated = AppendMessage(append_msg.literal, append_msg.when or datetime.now(UTC), append_msg.flag_set)
        return await super().append(dated, recent=recent)

    async def update_selected(self, selected: SelectedMailbox, *, wait_on: Event | None = None) -> SelectedMailbox:
        # A change between two waits of an IDLE would be pushed only with the next change: do not wait for it.
        if selected.mod_sequence is not None and selected.mod_sequence != self._mod_sequences.highest:
            wait_on = None
        return await super().update_selected(selected, wait_on=wait_on)


class _Folders(MailboxSet):
    """The folders of the one user, all of our own kind."""

    def __init__(self) -> None:
        super().__init__()
        self._inbox = _Mailbox(self._content_cache, self._thread_cache)

    async def add_mailbox(self, name: str) -> ObjectId:
        if name in self._set:
            raise ValueError(name)
        self._set[name] = folder = _Mailbox(self._content_cache, self._thread_cache)
        return folder.mailbox_id


class _Config(Config):
    """No look-up of our own name: the greeting must not wait for a resolver."""

    @property
    def greeting(self) -> bytes:
        return b"Server ready"


class _WholeAnswers(asyncio.StreamWriter):
    """Sends an answer in one piece: pymap writes many small ones, and each waits for the last ACK."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        super().__init__(writer.transport, writer.transport.get_protocol(), reader, asyncio.get_running_loop())
        self._pieces: list[bytes] = []

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self._pieces.append(bytes(data))

    async def drain(self) -> None:
        whole = b"".join(self._pieces)
        self._pieces.clear()
        super().write(whole)
        await super().drain()


class ImapServer:
    """One user's IMAP server on loopback. Lives in one event loop; every method is called inside it."""

    def __init__(self, user: str, password: str) -> None:
        self._user = user
        self._password = password
        self._connections: set[asyncio.Task[None]] = set()

    async def start(self, folders: Iterable[str], port: int = 0) -> int:
        """Listen on a free port (or the given one), create the folders; the port. Raises OSError."""
        # Clear passwords and no thread pool: the secret is thrown away, and hashing it takes half a second.
        self._config = _Config(
            argparse.Namespace(passlib_cfg=None, proxy_protocol=None),
            host="127.0.0.1",
            port=port,
            demo_data=False,
            demo_user=self._user,
            demo_password=self._password,
            tls_enabled=False,
            hash_context=Cleartext(),
            cpu_subsystem=Subsystem.for_asyncio(),
        )
        self._config.apply_context()
        login = Login(self._config)
        await login.demo_user_identity.set(UserMetadata(self._config, self._user, password=self._password))
        self.folders = _Folders()
        self._config.set_cache[self._user] = (self.folders, FilterSet())
        for name in folders:
            await self.folders.add_mailbox(name)
        self._imap = IMAPServer(login, self._config)
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", port)
        listening: int = self._server.sockets[0].getsockname()[1]
        return listening

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            info = SocketInfo.get(writer, ProxyResultUnknown(), unique_id=uuid4().bytes)
            await self._imap(reader, _WholeAnswers(reader, writer), info)
        except (ConnectionError, EOFError):
            return
        finally:
            self._connections.discard(task)
            writer.close()

    async def put(self, deliveries: Iterable[Delivery]) -> list[int]:
        """Put messages into their folders, which come into being where they are missing; their UIDs."""
        uids = []
        for one in deliveries:
            if one.folder.upper() != "INBOX" and one.folder not in self.folders._set:
                await self.folders.add_mailbox(one.folder)
            folder = await self.folders.get_mailbox(one.folder)
            flags = frozenset(Flag(flag) for flag in one.flags)
            stored = await folder.append(AppendMessage(one.raw, one.when, flags), recent=True)
            uids.append(stored.uid)
        return uids

    async def stored(self, name: str) -> list[Stored]:
        """Everything in a folder, by UID. Raises KeyError where there is no such folder."""
        folder = await self.folders.get_mailbox(name)
        return [
            Stored(m.uid, tuple(sorted(str(f) for f in m.permanent_flags)), m.internal_date, bytes(m._content))
            async for m in folder.messages()
            if m._content is not None
        ]

    async def stop(self) -> None:
        """Stop listening and close every connection."""
        self._server.close()
        for task in tuple(self._connections):
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
