"""What is known of common mail providers, so that `mado init` asks less. An offline table: nothing is looked up."""

from __future__ import annotations

from dataclasses import dataclass, replace

from config.languages import translator
from config.settings import Server

_ = translator("cli")


# What providers let one account send, (a minute, a day), a little below their own limits; they lock it beyond.
_SENDING = {
    "smtp.gmail.com": (60, 450),
    "smtp.office365.com": (28, 9_000),
    "smtp-mail.outlook.com": (28, 280),
    "smtp.mail.me.com": (60, 900),
    "smtp.mail.yahoo.com": (60, 450),
    "smtp.mail.yahoo.co.jp": (60, 450),
    "smtp.fastmail.com": (60, 3_900),
}


def sending_limits(smtp_host: str) -> tuple[int, int]:
    """How many mails a minute and a day a known provider takes from one account; 0 where nothing is known."""
    return _SENDING.get(smtp_host.lower(), (0, 0))


@dataclass(frozen=True, slots=True)
class Provider:
    """Where a provider's servers stand, whose addresses it serves, and what its users trip over.

    `host` where the server's name is the customer's own (shared hosting) is empty; `hint` is then how to find it.
    `sent_copy` is "server" where the SMTP server files what it sends by itself.
    """

    name: str
    domains: tuple[str, ...]
    imap: Server | None
    smtp: Server | None
    hint: str = ""
    sent_copy: str = "append"


# By which service a provider's users may sign in, and whether a password will not do at all.
_SIGN_IN = {
    "Gmail": ("google", False),
    "Microsoft 365": ("microsoft", True),
    "Outlook.com": ("microsoft", True),
    "Yahoo": ("yahoo", False),
}


def sign_in_service(provider: Provider | None) -> tuple[str, bool]:
    """The OAuth2 service of a provider ("" where it has none known here), and whether it takes nothing else."""
    return _SIGN_IN.get(provider.name, ("", False)) if provider else ("", False)


def _pair(imap: str, smtp: str, smtp_port: int = 465) -> tuple[Server, Server]:
    return Server(imap, 993, "tls"), Server(smtp, smtp_port, "tls" if smtp_port == 465 else "starttls")


def providers() -> tuple[Provider, ...]:
    """The table, with its hints in the language in force."""
    return (*_elsewhere(), *_in_japan())


def _elsewhere() -> tuple[Provider, ...]:
    app = _("Needs an app password: make one in the account's security settings (two-step verification must be on).")
    microsoft = _(
        "Needs OAuth2: Microsoft takes no passwords over IMAP. "
        "After `mado init` see docs/providers.md, then `mado login`."
    )
    return (
        Provider(
            "Gmail",
            ("gmail.com", "googlemail.com"),
            *_pair("imap.gmail.com", "smtp.gmail.com"),
            hint=app,
            sent_copy="server",
        ),
        Provider(
            "Microsoft 365",
            ("onmicrosoft.com",),
            *_pair("outlook.office365.com", "smtp.office365.com", 587),
            hint=microsoft,
            sent_copy="server",
        ),
        Provider(
            "Outlook.com",
            ("outlook.com", "outlook.jp", "hotmail.com", "hotmail.co.jp", "live.com", "live.jp", "msn.com"),
            *_pair("outlook.office365.com", "smtp-mail.outlook.com", 587),
            hint=microsoft,
            sent_copy="server",
        ),
        Provider(
            "Fastmail", ("fastmail.com", "fastmail.fm"), *_pair("imap.fastmail.com", "smtp.fastmail.com"), hint=app
        ),
        Provider(
            "iCloud",
            ("icloud.com", "me.com", "mac.com"),
            *_pair("imap.mail.me.com", "smtp.mail.me.com", 587),
            hint=app,
        ),
        Provider(
            "Yahoo",
            ("yahoo.com", "yahoo.co.uk", "yahoo.de", "yahoo.fr", "ymail.com"),
            *_pair("imap.mail.yahoo.com", "smtp.mail.yahoo.com"),
            hint=app,
        ),
        Provider(
            "Zoho Mail",
            ("zoho.com", "zohomail.com"),
            *_pair("imap.zoho.com", "smtp.zoho.com"),
            hint=_("Switch IMAP on in Zoho's settings; with two-step verification it needs an app password."),
        ),
        Provider("mailbox.org", ("mailbox.org",), *_pair("imap.mailbox.org", "smtp.mailbox.org")),
        Provider(
            "GMX",
            ("gmx.com", "gmx.net", "gmx.de", "gmx.at", "gmx.ch"),
            *_pair("imap.gmx.net", "mail.gmx.net"),
            hint=_("Switch POP3 & IMAP access on first: GMX E-Mail > settings."),
        ),
    )


def _in_japan() -> tuple[Provider, ...]:
    own = _("The server's name is in the provider's control panel, under mail settings.")
    return (
        Provider(
            "Yahoo! JAPAN",
            ("yahoo.co.jp", "ymail.ne.jp"),
            *_pair("imap.mail.yahoo.co.jp", "smtp.mail.yahoo.co.jp"),
            hint=_("Switch IMAP on first: Yahoo!メール > 設定 > IMAP/POP/SMTPアクセス."),
        ),
        Provider("さくらのメールボックス", ("sakura.ne.jp",), None, None, hint=own + " (例: example.sakura.ne.jp)"),
        Provider("ロリポップ!", ("lolipop.jp",), *_pair("imap.lolipop.jp", "smtp.lolipop.jp")),
        Provider("Xserver", ("xsrv.jp",), None, None, hint=own + " (例: sv0000.xserver.jp)"),
        Provider("ConoHa WING", ("conoha.ne.jp",), None, None, hint=own + " (例: mail0000.conoha.ne.jp)"),
        Provider("お名前.com", ("onamae.ne.jp",), None, None, hint=own + " (例: mail00.onamae.ne.jp)"),
        Provider("Muumuu (ムームーメール)", (), *_pair("imap4.muumuu-mail.com", "smtp.muumuu-mail.com")),
    )


def provider_for(email: str) -> Provider | None:
    """The provider that serves an address, by its domain or a domain above it; None where unknown."""
    domain = email.rpartition("@")[2].lower()
    for provider in providers():
        if any(domain == own or domain.endswith("." + own) for own in provider.domains):
            return _of_account(provider, domain)
    return None


# Whose mail exchangers end so; at those without servers of their own the exchanger itself is the mail server.
_EXCHANGERS = {
    "google.com": "Gmail",
    "googlemail.com": "Gmail",
    "mail.protection.outlook.com": "Microsoft 365",
    "mx.microsoft": "Microsoft 365",
    "messagingengine.com": "Fastmail",
    "mail.icloud.com": "iCloud",
    "mailbox.org": "mailbox.org",
    "yahoodns.net": "Yahoo",
    "zoho.com": "Zoho Mail",
    "zoho.com.au": "Zoho Mail",
    "zoho.eu": "Zoho Mail",
    "zoho.in": "Zoho Mail",
    "zoho.jp": "Zoho Mail",
    "sakura.ne.jp": "さくらのメールボックス",
    "lolipop.jp": "ロリポップ!",
    "xserver.jp": "Xserver",
    "conoha.ne.jp": "ConoHa WING",
    "onamae.ne.jp": "お名前.com",
    "muumuu-mail.com": "Muumuu",
}


def provider_by_exchanger(host: str) -> Provider | None:
    """The provider that takes a domain's mail, by the host its MX record names; None where unknown."""
    host = host.lower().rstrip(".")
    end = next((end for end in _EXCHANGERS if host == end or host.endswith("." + end)), None)
    provider = provider_named(_EXCHANGERS[end]) if end else None
    if end is None or provider is None:
        return None
    imap, smtp = _servers_of_domains(host, end, provider)
    return replace(provider, imap=imap, smtp=smtp)


def _servers_of_domains(host: str, end: str, provider: Provider) -> tuple[Server | None, Server | None]:
    """The servers for customers' own domains: at some providers others than for the provider's addresses."""
    if provider.name == "Zoho Mail":
        return _pair(f"imappro.{end}", f"smtppro.{end}")  # each region has its own
    if provider.name == "Yahoo" and host.startswith("mx-biz."):
        return _pair("imap.bizmail.yahoo.com", "smtp.bizmail.yahoo.com")
    return (provider.imap, provider.smtp) if provider.imap else _pair(host, host)


def provider_named(name: str) -> Provider | None:
    """The provider whose name begins so, in any case."""
    return next((p for p in providers() if p.name.casefold().startswith(name.strip().casefold())), None)


def _of_account(provider: Provider, domain: str) -> Provider:
    """At Sakura the account's own first domain is its mail server."""
    if provider.imap is None and domain.endswith(".sakura.ne.jp"):
        imap, smtp = _pair(domain, domain)
        return replace(provider, imap=imap, smtp=smtp)
    return provider
