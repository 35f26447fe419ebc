"""Writing what `mado init` learnt: settings, password, the canned responses that ship."""

from __future__ import annotations

from typing import TYPE_CHECKING

from config.home import Home
from config.languages import translator
from config.secrets import store_password
from config.settings import Mailbox, Settings
from config.settings_file import load_settings, open_document, put_mailbox, save_document

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

_ = translator("cli")


def existing_settings(home: Home) -> Settings | None:
    """The settings of a home that has some. Raises ConfigError where they cannot be read."""
    return load_settings(home) if home.config_file.exists() else None


def write_setup(
    home: Home,
    mailbox: Mailbox,
    *,
    agent: str | None = None,
    language: str | None = None,
    password: str | None = None,
) -> Settings:
    """Write a mailbox, and the agent where said, into the settings; keep the password; bring canned responses.

    Raises MadoError; the settings are written whole or not at all.
    """
    document = _document(home, mailbox, agent, language)
    settings = save_document(home, document)
    if password:
        store_password(mailbox, home, password)
    install_canned(home)
    return settings


def would_write(home: Home, mailbox: Mailbox, *, agent: str | None = None, language: str | None = None) -> str:
    """The settings file as `write_setup` would leave it. Writes nothing. Raises ConfigError."""
    import tomlkit

    return tomlkit.dumps(_document(home, mailbox, agent, language))


def _document(home: Home, mailbox: Mailbox, agent: str | None, language: str | None) -> TOMLDocument:
    import tomlkit

    document = open_document(home)
    if agent:
        document.setdefault("agent", tomlkit.table())["name"] = agent
    if language:
        document["language"] = language
    put_mailbox(document, mailbox)
    return document


def install_canned(home: Home) -> int:
    """Bring the canned responses that ship, never over one that is there. Returns how many came."""
    from core.canned import install_starter

    return install_starter(home.canned_folder)
