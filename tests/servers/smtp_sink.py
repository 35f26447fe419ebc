"""A real SMTP server for tests (aiosmtpd) that keeps every mail it accepted, and misbehaves on request.

    with SmtpSink() as sink:
        sink.fault = "drop_after_dot"
        …
        assert len(sink.mails) == 1

`FAULTS` lists what it can do. A fault applies `times` times (None: always), then the sink is well again.
"""

from __future__ import annotations

import asyncio
import base64
import re
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from tests.servers.authorisation import is_good

FAULTS = {
    "drop_after_dot": "accepts the mail, closes without an answer",
    "lose_after_dot": "throws the mail away, closes without an answer",
    "slow_250": "accepts the mail, takes its time to say so",
    "silent_after_dot": "accepts the mail, never answers",
    "garbage_after_dot": "accepts the mail, answers with nonsense",
    "drop_in_body": "closes while the body comes in",
    "drop_at_mail": "closes at MAIL",
    "drop_at_rcpt": "closes at RCPT",
    "no_greeting": "takes the connection and says nothing",
    "421_greeting": "refuses the connection for now",
    "421_mail": "closes down at MAIL",
    "451_mail": "refuses MAIL for now",
    "450_rcpt": "refuses every recipient for now",
    "550_rcpt": "refuses every recipient for good",
    "451_data": "refuses the mail for now after the dot",
    "421_data": "closes down after the dot, with an answer",
    "554_data": "refuses the mail for good after the dot",
    "escapes": "refuses a recipient with control sequences in the answer",
    "starttls_injection": "has words of an attacker behind its answer to STARTTLS, still in plain text",
}


@dataclass(frozen=True, slots=True)
class Mail:
    """One accepted mail: the envelope and the exact bytes after DATA."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    options: tuple[str, ...] = ()


class SmtpSink:
    """Use with `with`; `.port` is free and on loopback. Usable from any thread.

    `refusals` maps an address to the answer its RCPT gets. With `certificate` (a server's chain and key)
    STARTTLS is offered, or TLS from the start where `implicit`. `password` makes AUTH be offered; `tokens` are the
    mechanisms of OAuth2 that are offered instead, `logins` then has what was presented.
    """

    host = "127.0.0.1"

    def __init__(
        self,
        *,
        certificate: tuple[str, str] | None = None,
        implicit: bool = False,
        password: str | None = None,
        size_limit: int = 33_554_432,
        smtputf8: bool = True,
        pipelining: bool = False,
        tokens: tuple[str, ...] = (),
    ) -> None:
        self._tokens = tokens
        self.pipelining = pipelining
        self.mails: list[Mail] = []
        self.attempts: list[str] = []
        self.connections = 0
        self.helo_names: list[str] = []
        self.logins: list[tuple[str, str]] = []
        self.refusals: dict[str, str] = {}
        self.fault = ""
        self.times: int | None = None
        self.on_mail: Callable[[Mail], None] | None = None
        self._password = password
        self._size_limit = size_limit
        self._smtputf8 = smtputf8
        self._implicit = implicit
        self._context: ssl.SSLContext | None = None
        if certificate:
            self._context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            self._context.load_cert_chain(*certificate)
        self._loop = asyncio.new_event_loop()
        self._started = threading.Event()
        self._arrived = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="smtp sink", daemon=True)
        self.port = 0

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._started.wait(10), "the sink did not start"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(10)

    def wait(self, count: int, timeout: float = 10.0) -> bool:
        """Whether `count` mails are here within `timeout` seconds."""
        with self._arrived:
            return self._arrived.wait_for(lambda: len(self.mails) >= count, timeout)

    def take(self, fault: str) -> bool:
        """Whether this fault is to happen now; counts it."""
        if self.fault != fault or self.times == 0:
            return False
        if self.times is not None:
            self.times -= 1
        return True

    def keep(self, mail: Mail) -> None:
        """Record an accepted mail."""
        with self._arrived:
            self.mails.append(mail)
            self._arrived.notify_all()
        if self.on_mail is not None:
            self.on_mail(mail)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.set_exception_handler(lambda loop, context: None)
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        self._stopping = asyncio.Event()
        implicit = self._context if self._implicit else None
        server = await self._loop.create_server(self._protocol, self.host, 0, ssl=implicit)
        # Small, so that a client with a large mail is still sending when the line falls in the body: all that it
        # had sent could else lie in the buffers, and the dot with it.
        server.sockets[0].setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
        self.port = server.sockets[0].getsockname()[1]
        self._started.set()
        await self._stopping.wait()
        server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def _protocol(self) -> asyncio.Protocol:
        self.connections += 1
        if self.take("no_greeting"):
            return asyncio.Protocol()
        if self.take("421_greeting"):
            return _Closed()
        return _Protocol(self, self._context if not self._implicit else None)

    def protocol_options(self) -> dict[str, Any]:
        """How each connection is set up."""
        return {
            "hostname": "sink.test",
            "ident": "sink",
            "data_size_limit": self._size_limit,
            "enable_SMTPUTF8": self._smtputf8,
            "authenticator": self._authenticate if self._password is not None else None,
            "auth_require_tls": self._password is None and not self._tokens,
            "auth_exclude_mechanism": self._excluded(),
        }

    def _excluded(self) -> list[str]:
        known = ("LOGIN", "PLAIN", "OAUTHBEARER", "XOAUTH2") if self._tokens else ("OAUTHBEARER", "XOAUTH2")
        return [name for name in known if name not in self._tokens]

    async def judge_token(self, server: Any, args: list[str]) -> AuthResult:
        """AUTH with an initial response; a refusal explains itself first, as RFC 7628 3.2.2 has it."""
        fields = base64.b64decode(args[1]).decode().split("\x01")
        named = re.search(r"a=([^,]*)" if args[0].upper() == "OAUTHBEARER" else r"user=(.*)", fields[0])
        bearer = next(f for f in fields if f.startswith("auth=Bearer ")).removeprefix("auth=Bearer ")
        user = named[1] if named else ""
        self.logins.append((user, bearer))
        if is_good(bearer, user):
            return AuthResult(success=True, auth_data=user)
        await server.challenge_auth(b'{"status":"401","schemes":"bearer"}')
        return AuthResult(success=False, handled=False)

    def _authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login.decode(), data.password.decode()))
        return AuthResult(success=data.password.decode() == self._password, handled=False)


class _Closed(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        transport.write(b"421 4.3.2 too many connections\r\n")
        transport.close()


class _Protocol(SMTP):
    def __init__(self, sink: SmtpSink, tls: ssl.SSLContext | None) -> None:
        self.sink = sink
        super().__init__(_Handler(sink), tls_context=tls, **sink.protocol_options())

    async def smtp_DATA(self, arg: str) -> None:
        """Break off in the body, if that is the fault of the day."""
        named = self.envelope is not None and self.envelope.rcpt_tos
        if named and isinstance(self.transport, asyncio.Transport) and self.sink.take("drop_in_body"):
            await self.push("354 go on")
            await self._reader.readline()
            self.transport.abort()
            return
        await super().smtp_DATA(arg)

    async def push(self, status: Any) -> None:
        """Slip the attacker's words in: who believed them would hold every mail to be too large."""
        if isinstance(status, str) and status.startswith("220 Ready") and self.sink.take("starttls_injection"):
            status += "\r\n250-evil.test\r\n250 SIZE 1"
        await super().push(status)


class _Handler:
    """aiosmtpd's hooks; their names and arguments are its interface."""

    def __init__(self, sink: SmtpSink) -> None:
        self.sink = sink

    async def auth_XOAUTH2(self, server: Any, args: list[str]) -> AuthResult:
        return await self.sink.judge_token(server, args)

    async def auth_OAUTHBEARER(self, server: Any, args: list[str]) -> AuthResult:
        return await self.sink.judge_token(server, args)

    async def handle_EHLO(
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.sink.helo_names.append(hostname)
        return [*responses[:-1], "250-PIPELINING", *responses[-1:]] if self.sink.pipelining else responses

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        self.sink.attempts.append(address)
        if self.sink.take("drop_at_mail"):
            server.transport.abort()
        if self.sink.take("421_mail"):
            await server.push("421 4.3.2 closing down")
            server.transport.close()
            return "421 4.3.2 closing down"
        if self.sink.take("451_mail"):
            return "451 4.3.0 not now"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if self.sink.take("drop_at_rcpt"):
            server.transport.abort()
        if self.sink.take("450_rcpt"):
            return "450 4.2.1 mailbox busy"
        if self.sink.take("550_rcpt"):
            return "550 5.1.1 no such user"
        if self.sink.take("escapes"):
            return "550 5.1.1 no \x1b]0;pwned\x07user\x9b2J"
        if address in self.sink.refusals:
            return self.sink.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        sink = self.sink
        for fault, answer in (
            ("451_data", "451 4.3.0 not now"),
            ("421_data", "421 4.3.2 closing down"),
            ("554_data", "554 5.7.1 we do not like it"),
        ):
            if sink.take(fault):
                return answer
        if sink.take("lose_after_dot"):
            server.transport.abort()
            return "250 never seen"
        raw = envelope.original_content or b""
        mail = Mail(envelope.mail_from or "", tuple(envelope.rcpt_tos), raw, tuple(envelope.mail_options))
        sink.keep(mail)
        if sink.take("drop_after_dot"):
            server.transport.abort()
        if sink.take("slow_250"):
            await asyncio.sleep(0.2)
        if sink.take("silent_after_dot"):
            await asyncio.sleep(3600)
        if sink.take("garbage_after_dot"):
            return "hello there"
        return "250 2.0.0 OK taken"
