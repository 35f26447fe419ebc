"""Every failure of the network as one clear sentence for people: what happened, what was kept, what to do.

Exit codes: what the same call may mend later is TryLater (3): no such host, refused, time-outs, a lost
line, throttling, a server that is down. What a person must mend is 1: a wrong password, a certificate,
TLS or STARTTLS that is not there, a folder that is missing, a full quota, a port that speaks no IMAP.
A setting that is wrong in itself (plain text to another machine) is 2.
"""

from __future__ import annotations

import re
import socket
import ssl

from config.errors import ConfigError, MadoError, TryLater
from config.languages import language, translator
from config.reasons import reason as refused_because
from config.settings import Server
from core.text import clean
from mailsync.imap_errors import (
    LineLost,
    LoginDisabled,
    LoginRefused,
    NotALiteral,
    PlainForbidden,
    PreAuthenticated,
    Refusal,
    Rubbish,
    StartTlsMissing,
    TokensNotTaken,
)
from mailsync.login_hints import login_hint
from mailsync.tls import WrongFingerprint

_ = translator("mailsync")

_BACKOFF = re.compile(r"Suggested Backoff Time: (\d{1,9}) milliseconds", re.IGNORECASE)
_BUSY_CODES = {"UNAVAILABLE", "INUSE", "LIMIT", "THROTTLED", "SERVERBUG"}
_TOO_MANY = re.compile(r"too many[^.]{0,20}(?:connections|logins|sessions)|connection limit", re.IGNORECASE)
_BUSY_WORDS = re.compile(r"throttl|too many|try again|temporar|bandwidth limit|rate limit", re.IGNORECASE)
_WRONG_PORT = {"WRONG_VERSION_NUMBER", "UNKNOWN_PROTOCOL", "HTTP_REQUEST", "RECORD_LAYER_FAILURE"}
BUSY_WAIT = 600.0


class Throttled(TryLater):
    """The server asks us to come back later, after at least `wait` seconds."""

    code = "throttled"

    def __init__(self, message: str, *, wait: float, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.wait = wait


def server_text(text: str, limit: int = 200) -> str:
    """What a server said, fit to be shown: clean, one line, not long."""
    said = clean(text, one_line=True).strip()
    return said if len(said) <= limit else said[: limit - 1] + "…"


def busy(error: Refusal) -> bool:
    """Whether a refusal means: not now. Quota on reading (Gmail's bandwidth limit) counts, too."""
    return error.code in _BUSY_CODES | {"OVERQUOTA"} or bool(_BUSY_WORDS.search(error.text))


def explain(error: Exception, server: Server, *, user: str = "") -> MadoError:
    """The sentence for whatever a connection raised. A MadoError is returned as it is."""
    if isinstance(error, MadoError):
        return error
    if isinstance(error, PlainForbidden):
        return _plain_forbidden(server)
    if isinstance(error, Refusal):
        return _refusal(error, server, user)
    if isinstance(error, ssl.SSLError):
        return _tls(error, server)
    if isinstance(error, WrongFingerprint):
        return _other_certificate(error, server)
    if isinstance(error, StartTlsMissing | LoginDisabled | PreAuthenticated):
        return _not_secured(error, server)
    if isinstance(error, TokensNotTaken):
        return _tokens_not_taken(server)
    if isinstance(error, LineLost):
        return _line_lost(error, server)
    if isinstance(error, Rubbish):
        return _rubbish(server)
    if isinstance(error, NotALiteral):
        return _unsendable()
    if isinstance(error, OSError | UnicodeError):
        return _socket(error, server)
    raise error


def folder_missing(name: str, server: Server, said: str) -> MadoError:
    """A folder that the settings name, or that every mailbox has, cannot be opened."""
    return MadoError(
        _("The folder “{name}” cannot be opened on {host} ({said}). The other folders were read.").format(
            name=server_text(name), host=server.host, said=server_text(said)
        ),
        hint=_("See the folders with `mado check`, then correct the name in the settings."),
        code="folder_missing",
    )


def _unsendable() -> MadoError:
    return ConfigError(
        _("A name or the password in the settings holds a control character; nothing was sent."),
        hint=_("Correct it there; a password command should print the password alone."),
    )


def _at(server: Server) -> dict[str, object]:
    return {"host": server.host, "port": server.port}


def without_kept(told: MadoError) -> MadoError:
    """The error without the sentence about what was fetched, for where nothing was to be fetched."""
    told.message = told.message.removesuffix(_kept())
    return told


def _kept() -> str:
    """The sentence that follows another; Japanese sentences follow without a space."""
    return ("" if language() == "ja" else " ") + _(
        "What was fetched so far is kept; the next sync goes on from there."
    )


def _plain_forbidden(server: Server) -> MadoError:
    return ConfigError(
        _("Security “none” is allowed for this machine only, not for {host}; nothing was sent.").format(
            **_at(server)
        ),
        hint=_("Set the security of this server to tls (port 993) or starttls (port 143)."),
        code="plain_forbidden",
    )


def _refusal(error: Refusal, server: Server, user: str) -> MadoError:
    said = server_text(error.text)
    if error.command == "APPEND" and error.code == "OVERQUOTA":
        return _full(said, server)
    backoff = _BACKOFF.search(error.text)
    if busy(error):
        wait = max(int(backoff[1]) / 1000, 1.0) if backoff else BUSY_WAIT
        hint = _("Wait about {minutes} minutes and sync again.")
        if _TOO_MANY.search(error.text):
            hint = _(
                "Close other mail programs that use this mailbox, or wait about {minutes} minutes and sync again."
            )
        return Throttled(
            _("{host} asks us to come back later ({said}).").format(host=server.host, said=said) + _kept(),
            wait=wait,
            hint=hint.format(minutes=max(1, round(wait / 60))),
        )
    if isinstance(error, LoginRefused):
        return _login(said, server, user)
    if "authenticated but not connected" in error.text.lower():
        return MadoError(
            _("{host} took the password but opens no mailbox ({said}).").format(host=server.host, said=said),
            hint=_("Look whether this user has a mailbox and a licence there, and whether IMAP is switched on."),
            code="no_mailbox",
        )
    return MadoError(
        _("{host} refused {command} ({said}).").format(host=server.host, command=error.command, said=said) + _kept(),
        hint=_("Try `mado check`; if it stays so, show this answer to whoever runs the mail server."),
        code="refused_by_server",
    )


def _full(said: str, server: Server) -> MadoError:
    return MadoError(
        _("The mailbox on {host} is full ({said}); nothing was filed there.").format(host=server.host, said=said),
        hint=_("Make room in the mailbox or ask for more; what was sent stays sent."),
        code="quota",
    )


def _login(said: str, server: Server, user: str) -> MadoError:
    return MadoError(
        _("{host} does not accept the user name or the password of {user} ({said}). Nothing was lost.").format(
            host=server.host, user=server_text(user), said=said
        ),
        hint=login_hint(said, "")
        or _("Check the password; many providers want an app password, or IMAP must be switched on there first."),
        code="login_refused",
    )


def _not_secured(error: Exception, server: Server) -> MadoError:
    if isinstance(error, StartTlsMissing):
        return MadoError(
            _("{host}:{port} does not offer STARTTLS, so nothing was said in plain text.").format(**_at(server)),
            hint=_("Set the security to tls (port 993); if it must be STARTTLS, ask whoever runs the server."),
            code="starttls_missing",
        )
    if isinstance(error, PreAuthenticated):
        return MadoError(
            _("{host}:{port} opens a mailbox before it was told whose (PREAUTH); nothing was read or sent.").format(
                **_at(server)
            ),
            hint=_("Look at host and port in the settings: something stands between here and the mail server."),
            code="preauthenticated",
        )
    return MadoError(
        _("{host}:{port} takes no password on this kind of connection; none was sent.").format(**_at(server)),
        hint=_("Set the security to tls (port 993), or switch IMAP login on at the provider."),
        code="login_disabled",
    )


def _other_certificate(error: WrongFingerprint, server: Server) -> MadoError:
    return MadoError(
        _("{host}:{port} shows another certificate than the one in the settings; no password was sent.").format(
            **_at(server)
        ),
        hint=_("If it was renewed, ask whoever runs the server; then set tls_fingerprint to {found}.").format(
            found=error.found
        ),
        code="certificate",
    )


def _tokens_not_taken(server: Server) -> MadoError:
    return MadoError(
        _("{host}:{port} does not let anybody sign in with OAuth2; no token was sent.").format(**_at(server)),
        hint=_("Take the oauth table out of the settings and use a password, or look at host and port."),
        code="tokens_not_taken",
    )


def _tls(error: ssl.SSLError, server: Server) -> MadoError:
    if isinstance(error, ssl.SSLCertVerificationError):
        return _certificate(error, server)
    if error.reason in _WRONG_PORT:
        return MadoError(
            _("{host}:{port} does not speak TLS; nothing was sent.").format(**_at(server)),
            hint=_("Look at the port: 993 is IMAP over TLS, 143 is for STARTTLS."),
            code="tls_refused",
        )
    return MadoError(
        _("No secure connection to {host}:{port} came about ({said}); nothing was sent.").format(
            **_at(server), said=server_text(error.reason or str(error))
        ),
        hint=_("The server may be too old for TLS 1.2, or something between here and there changes the connection."),
        code="tls_refused",
    )


def _certificate(error: ssl.SSLCertVerificationError, server: Server) -> MadoError:
    if "mismatch" in error.verify_message.lower() or error.verify_code == 62:
        return MadoError(
            _("The certificate of {host} is for another name; the password was not sent.").format(**_at(server)),
            hint=_("Use the server name that the provider writes in its instructions."),
            code="tls_wrong_name",
        )
    if error.verify_code == 10:
        return MadoError(
            _("The certificate of {host} has expired; the password was not sent.").format(**_at(server)),
            hint=_("Look whether this machine's clock is right; else whoever runs the server must renew it."),
            code="tls_expired",
        )
    return MadoError(
        _("The certificate of {host} is not trusted ({said}); the password was not sent.").format(
            host=server.host, said=server_text(error.verify_message)
        ),
        hint=_("For a certificate authority of your own, add it to the system, or set SSL_CERT_FILE to its file."),
        code="tls_untrusted",
    )


def _line_lost(error: LineLost, server: Server) -> MadoError:
    if error.timed_out:
        return _timeout(server)
    if error.bye is not None:
        refusal = Refusal("BYE", "NO", error.bye)
        if busy(refusal):
            return _refusal(refusal, server, "")
        return TryLater(
            _("{host} closed the connection ({said}).").format(host=server.host, said=server_text(error.bye))
            + _kept(),
            hint=_("Sync again in a few minutes."),
            code="server_closed",
        )
    return TryLater(
        _("The connection to {host} broke.").format(**_at(server)) + _kept(),
        hint=_("Look at the network and sync again."),
        code="line_lost",
    )


def _timeout(server: Server) -> MadoError:
    hint = _("Look at the network and at host and port in the settings, then sync again.")
    if server.security != "tls":
        hint = _("Look at the network, host and port; a port for TLS (993) stays silent unless the security is tls.")
    return TryLater(
        _("{host}:{port} did not answer in time.").format(**_at(server)) + _kept(),
        hint=hint,
        code="timeout",
    )


def _rubbish(server: Server) -> MadoError:
    return MadoError(
        _("{host}:{port} answers with something that is not IMAP.").format(**_at(server)) + _kept(),
        hint=_("Look at host and port in the settings; a guest network's log-in page answers like this, too."),
        code="rubbish",
    )


def _socket(error: OSError | UnicodeError, server: Server) -> MadoError:
    if isinstance(error, TimeoutError):
        return _timeout(server)
    if isinstance(error, socket.gaierror | UnicodeError):
        return TryLater(
            _("There is no host named {host}, or the network is away.").format(**_at(server)) + _kept(),
            hint=_("Look at the network and at the host's name in the settings."),
            code="no_such_host",
        )
    if isinstance(error, ConnectionRefusedError):
        return TryLater(
            _("{host} takes no connection on port {port}.").format(**_at(server)) + _kept(),
            hint=_("The server may be down, or the port in the settings is wrong."),
            code="refused",
        )
    if isinstance(error, ConnectionError):
        return _line_lost(LineLost(str(error)), server)
    return TryLater(
        _("{host}:{port} cannot be reached ({said}).").format(**_at(server), said=server_text(refused_because(error)))
        + _kept(),
        hint=_("Look at the network and sync again."),
        code="unreachable",
    )
