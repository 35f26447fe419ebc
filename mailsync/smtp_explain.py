"""Every failure of a connection for sending as one clear sentence; what IMAP shares is worded in `explain.py`."""

from __future__ import annotations

import smtplib
import ssl

from config.errors import ConfigError, MadoError, TryLater
from config.languages import translator
from config.settings import Server
from mailsync.explain import explain, server_text
from mailsync.imap_errors import LineLost, PlainForbidden, StartTlsMissing

_ = translator("mailsync")


def explain_smtp(error: Exception, server: Server, user: str) -> MadoError:
    """The sentence for whatever a connection for sending raised."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return _not_logged_in(error, server, user)
    if isinstance(error, smtplib.SMTPServerDisconnected):
        error = error.__context__ if isinstance(error.__context__, OSError) else LineLost(str(error))
    if isinstance(error, smtplib.SMTPResponseException) and not 200 <= error.smtp_code < 600:
        return _not_smtp(server)
    if isinstance(error, smtplib.SMTPResponseException):
        answer = server_text(f"{error.smtp_code} {_text(error.smtp_error)}")
        return _later(
            _("{host} does not want to talk now: {said}").format(host=server.host, said=answer), "smtp_busy"
        )
    if isinstance(error, LineLost):
        return _later(_("The connection to {host} broke.").format(host=server.host), "line_lost")
    if isinstance(error, TimeoutError):
        said = _("{host}:{port} did not answer in time.").format(host=server.host, port=server.port)
        return _later(said, "timeout")
    secured = isinstance(error, ssl.SSLError | StartTlsMissing | PlainForbidden)
    if secured and not isinstance(error, ssl.SSLCertVerificationError):
        return _not_secured(error, server)
    if isinstance(error, smtplib.SMTPException | ValueError) and not isinstance(error, UnicodeError | OSError):
        return _not_smtp(server)
    return explain(error, server, user=user)


def _not_smtp(server: Server) -> MadoError:
    said = _("{host} answers with something that is not SMTP.").format(host=server.host)
    return MadoError(said, hint=_("Look at host and port of the server for sending."), code="rubbish")


def _later(said: str, code: str) -> TryLater:
    return TryLater(said, hint=_("What waits is kept and tried again by itself."), code=code)


def _not_secured(error: Exception, server: Server) -> MadoError:
    place = {"host": server.host, "port": server.port}
    if isinstance(error, PlainForbidden):
        said = _("Security “none” is allowed for this machine only, not for {host}; nothing was sent.")
        hint = _("Set the security of this server to tls (port 465) or starttls (port 587).")
        return ConfigError(said.format(**place), hint=hint, code="plain_forbidden")
    if isinstance(error, StartTlsMissing):
        said = _("{host}:{port} does not offer STARTTLS, so nothing was said in plain text.")
        hint = _("Set the security to tls (port 465); if it must be STARTTLS, ask whoever runs the server.")
        return MadoError(said.format(**place), hint=hint, code="starttls_missing")
    said = _("No secure connection to {host}:{port} came about; nothing was sent.")
    hint = _("Look at the port: 465 is SMTP over TLS, 587 is for STARTTLS.")
    return MadoError(said.format(**place), hint=hint, code="tls_refused")


def _not_logged_in(error: smtplib.SMTPAuthenticationError, server: Server, user: str) -> MadoError:
    said = server_text(_text(error.smtp_error))
    if 400 <= error.smtp_code < 500:
        message = _("{host} cannot check the password now ({said}).").format(host=server.host, said=said)
        return _later(message, "smtp_busy")
    message = _("{host} does not accept the user name or the password of {user} for sending ({said}).")
    hint = _("Check the password; many providers want an app password, or sending must be switched on there first.")
    return MadoError(
        message.format(host=server.host, user=server_text(user), said=said), hint=hint, code="login_refused"
    )


def _text(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said
