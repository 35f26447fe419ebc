"""The settings file: TOML, read strictly, written with the admin's comments kept, 0600, without any secret."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from config.errors import ConfigError
from config.files import write_private
from config.home import Home
from config.languages import LANGUAGES, translator
from config.oauth_services import read_oauth, service_of
from config.providers import sending_limits
from config.reading import Section
from config.reasons import reason as refused_because
from config.settings import Agent, Files, Folders, Form, Mailbox, Security, Server, Settings

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

_ = translator("cli")
MOST_NAME = 64
_NAME = re.compile(r"\w[\w-]{0,63}\Z")
_LOOPBACK = re.compile(r"localhost\Z|127\.\d+\.\d+\.\d+\Z|\[?::1\]?\Z", re.IGNORECASE)
_SECRET_KEYS = ("password", "passwd", "secret", "token", "imap_password", "smtp_password")
SENT_COPY = ("append", "server")
FLAGS = ("answered", "follow")
IMAP_PORTS: dict[str, int] = {"tls": 993, "starttls": 143, "none": 143}
SMTP_PORTS: dict[str, int] = {"tls": 465, "starttls": 587, "none": 25}
_HEADER = "# Madoguchi. Passwords are never kept here (see docs/first-mailbox.md).\n"


def load_settings(home: Home) -> Settings:
    """What the admin says. Raises ConfigError naming the file, the key and the nearest known key."""
    file = home.config_file
    try:
        text = file.read_bytes().decode("utf-8")
    except FileNotFoundError:
        raise ConfigError(
            _("There are no settings yet: {file} does not exist.").format(file=file),
            hint=_("Run `mado init` to set up a mailbox, or `mado demo` to try it without one."),
            code="no_settings",
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(file, error) from None
    return _as_named(read_settings(text, file))


def _as_named(settings: Settings) -> Settings:
    """Several people may use one home (one machine for all, by SSH): MADO_AGENT says who this is.

    Raises ConfigError for a name that is none.
    """
    name = os.environ.get("MADO_AGENT", "").strip()
    if not name:
        return settings
    if not name.isprintable() or len(name) > MOST_NAME:
        raise ConfigError(
            _("MADO_AGENT is not a name."),
            hint=_("It names who works here: printable letters, {n} at most.").format(n=MOST_NAME),
        )
    known = {a.name: a for a in (*settings.agents, settings.agent)}
    return replace(settings, agent=known.get(name, Agent(name)), shared=True)


def _unreadable(file: Path, error: OSError | UnicodeDecodeError) -> ConfigError:
    said = _("Could not read {file}: {reason}.")
    if isinstance(error, OSError):
        hint = _("Check who owns it and its folder, and that you may read both.")
        return ConfigError(said.format(file=file, reason=refused_because(error)), hint=hint)
    hint = _("Save it as UTF-8 again, or put an older copy in its place.")
    return ConfigError(said.format(file=file, reason=_("it is not UTF-8")), hint=hint)


def read_settings(text: str, file: Path) -> Settings:
    """The settings that a TOML text says; `file` is named in errors. Raises ConfigError."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(
            _("{file} is not valid TOML: {reason}").format(file=file, reason=error),
            hint=_("`mado config edit` opens it; nothing was changed."),
        ) from None
    return _settings(Section(file, values))


def _settings(top: Section) -> Settings:
    language = top.choice("language", ("", *LANGUAGES), "") or None
    undo = top.number("undo_seconds", 10, 0, 3600)
    agent = _agent(top.table("agent"))
    mailboxes = tuple(_mailbox(name, table) for name, table in top.tables("mailboxes").items())
    files = _files(top.table("attachments"))
    forms = tuple(_form(table) for table in top.tables("forms").values())
    agents = tuple(_agent(table, name) for name, table in top.tables("agents").items())
    top.done()
    return Settings(agent, mailboxes, language, undo, files, forms, agents)


def _files(table: Section) -> Files:
    files = Files(table.text("folder", ""), table.command("viewer"))
    table.done()
    return files


def _form(table: Section) -> Form:
    form = Form(table.text("sender").lower(), table.text("address"), table.text("name", ""))
    table.done()
    if "@" not in form.sender:
        raise table.wrong("sender", _("is not a mail address."))
    return form


def _agent(table: Section, name: str = "") -> Agent:
    agent = Agent(name=table.text("name", name), email=table.text("email", ""), signature=table.text("signature", ""))
    table.done()
    if not agent.name.strip():
        raise table.wrong("name", _("is missing."), hint='mado config set agent.name "…"')
    return agent


def _mailbox(name: str, table: Section) -> Mailbox:
    if not is_name(name):
        raise ConfigError(
            f"{table.file}: {table.path}: " + _("this name cannot be a mailbox's."),
            hint=_("A mailbox's name is letters, digits, - and _, 64 at most."),
        )
    for key in _SECRET_KEYS:
        if key in table.values:
            raise table.wrong(
                key,
                _("does not belong here: the settings hold no secret."),
                hint=_("Take it out, change that password, and run `mado mailbox password {name}`.").format(
                    name=name
                ),
            )
    email = table.text("email")
    if "@" not in email or any(c.isspace() for c in email):
        raise table.wrong("email", _("is not a mail address."))
    smtp = table.table("smtp")
    mailbox = Mailbox(
        name=name,
        email=email,
        imap=_server(table.table("imap"), IMAP_PORTS),
        smtp=_server(smtp, SMTP_PORTS) if smtp.values else None,
        user=table.text("user", email),
        password_command=table.command("password_command"),
        from_name=table.text("from_name", ""),
        signature=table.text("signature", ""),
        folders=_folders(table.table("folders")),
        aliases=table.words("aliases"),
        sent_copy=cast(Literal["append", "server"], table.choice("sent_copy", SENT_COPY, "append")),
        enabled=table.flag("enabled", True),
        flags=cast(Literal["answered", "follow"], table.choice("flags", FLAGS, "answered")),
        oauth=read_oauth(table.table("oauth")),
        authserv_id=table.text("authserv_id", ""),
        history_months=table.number("history_months", 12, 0, 1200),
    )
    per_minute, per_day = sending_limits(mailbox.smtp.host if mailbox.smtp else "")
    mailbox = replace(
        mailbox,
        per_minute=table.number("per_minute", per_minute, 0, 100_000),
        per_day=table.number("per_day", per_day, 0, 10_000_000),
        acknowledge=table.text("acknowledge", ""),
        acknowledge_per_hour=table.number("acknowledge_per_hour", 30, 1, 1000),
    )
    table.done()
    return mailbox


def _folders(table: Section) -> Folders:
    folders = Folders(table.text("inbox", "INBOX"), table.optional_text("sent"), table.optional_text("archive"))
    table.done()
    return folders


def _server(table: Section, ports: Mapping[str, int]) -> Server:
    security = cast(Security, table.choice("security", get_args(Security), "tls"))
    server = Server(
        table.text("host"),
        table.number("port", ports[security], 1, 65535),
        security,
        _fingerprint(table),
        table.flag("compress", False),
    )
    table.done()
    if not server.host.strip():
        raise table.wrong("host", _("is missing."))
    if security == "none" and not is_loopback(server.host):
        raise table.wrong(
            "security",
            _('is "none", but {host} is another machine: password and mail would travel readable.').format(
                host=server.host
            ),
            hint=_('Use "tls", or "starttls" where the server has nothing better.'),
        )
    return server


def _fingerprint(table: Section) -> str:
    digits = table.text("tls_fingerprint", "").replace(":", "").replace(" ", "").lower()
    if digits and not re.fullmatch("[0-9a-f]{64}", digits):
        raise table.wrong(
            "tls_fingerprint",
            _("is not the SHA-256 of a certificate: 64 hexadecimal digits."),
            hint="openssl s_client -connect HOST:993 </dev/null | openssl x509 -noout -fingerprint -sha256",
        )
    return digits


def is_name(text: str) -> bool:
    """Whether a text can name a mailbox: it is a key in the settings and a file in `secrets/`."""
    return bool(_NAME.match(text))


def is_loopback(host: str) -> bool:
    """Whether a host name is this machine itself."""
    return bool(_LOOPBACK.match(host))


def open_document(home: Home) -> TOMLDocument:
    """The file as it stands, with comments, to be changed and given to `save_document`; new where none is."""
    import tomlkit

    try:
        return tomlkit.parse(home.config_file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return tomlkit.parse(_HEADER)
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(home.config_file, error) from None
    except tomlkit.exceptions.TOMLKitError as error:
        raise ConfigError(
            _("{file} is not valid TOML: {reason}").format(file=home.config_file, reason=error)
        ) from None


def save_document(home: Home, document: TOMLDocument) -> Settings:
    """Write a changed document after reading it as strictly as any other. Raises ConfigError and writes nothing."""
    import tomlkit

    text = tomlkit.dumps(document)
    settings = read_settings(text, home.config_file)
    home.ensure()
    write_private(home.config_file, text.encode("utf-8"))
    return settings


def put_mailbox(document: TOMLDocument, mailbox: Mailbox) -> None:
    """Write one mailbox into a document; what the admin added to it by hand stays."""
    import tomlkit

    mailboxes: Any = document.setdefault("mailboxes", tomlkit.table(is_super_table=True))
    table: Any = mailboxes.setdefault(mailbox.name, tomlkit.table())
    table["email"] = mailbox.email
    table["user"] = mailbox.user
    if mailbox.from_name:
        table["from_name"] = mailbox.from_name
    if mailbox.sent_copy != "append":
        table["sent_copy"] = mailbox.sent_copy
    if mailbox.flags != "answered":
        table["flags"] = mailbox.flags
    if mailbox.history_months != Mailbox.__dataclass_fields__["history_months"].default:
        table["history_months"] = mailbox.history_months
    if mailbox.password_command:
        table["password_command"] = list(mailbox.password_command)
    if mailbox.oauth is not None and service_of(mailbox.oauth) and "oauth" not in table:
        sign_in = tomlkit.inline_table()
        sign_in.update({"service": service_of(mailbox.oauth), "client_id": mailbox.oauth.client_id})
        table["oauth"] = sign_in
    for name, server in (("imap", mailbox.imap), ("smtp", mailbox.smtp)):
        if server is not None:
            line = tomlkit.inline_table()
            line.update({"host": server.host, "port": server.port, "security": server.security})
            if server.tls_fingerprint:
                line["tls_fingerprint"] = server.tls_fingerprint
            if server.compress:
                line["compress"] = True
            table[name] = line
