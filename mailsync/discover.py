"""Finding the servers of an unknown domain, when somebody asks for it: SRV records, who takes its mail, autoconfig.

RFC 6186 and 8314 3.4, the MX record where it names a provider that is known here, and Thunderbird's config-v1.1.xml
over HTTPS. Only encrypted servers count. Names come from
the network and may be wrong, so whoever asks shows them to a person before a password goes there.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Literal
from urllib.parse import quote

from config.providers import Provider, provider_by_exchanger
from config.settings import Security, Server
from mailsync.autoconfig import fetch, is_host, read_configuration
from mailsync.dns_srv import Resolver, mx_hosts, srv_records, system_resolvers

SECONDS = 15.0
_URLS = (
    "https://autoconfig.{domain}/mail/config-v1.1.xml?emailaddress={email}",
    "https://{domain}/.well-known/autoconfig/mail/config-v1.1.xml",
    "https://autoconfig.thunderbird.net/v1.1/{domain}",
)


@dataclass(frozen=True, slots=True)
class Where:
    """Where to look: name servers, and addresses of the file with `{domain}` and `{email}` in them."""

    resolvers: Sequence[Resolver] = field(default_factory=system_resolvers)
    urls: Sequence[str] = _URLS
    seconds: float = SECONDS


@dataclass(frozen=True, slots=True)
class Discovered:
    """What was found, how, and whether a server stands outside the domain of the address.

    `provider` is the one whose mail exchanger the domain has, where it was found by that.
    """

    imap: Server
    smtp: Server | None
    user: str
    source: Literal["srv", "mx", "autoconfig"]
    elsewhere: bool
    provider: Provider | None = None


def discover(email: str, where: Where | None = None) -> Discovered | None:
    """The servers for an address, None where nothing is found in time. Raises nothing."""
    where = where or Where()
    domain = email.rpartition("@")[2].lower().rstrip(".")
    try:
        ascii_domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    if not is_host(ascii_domain):
        return None
    limit = time.monotonic() + where.seconds
    for way in (_by_srv, _by_exchanger, _by_file):
        if found := way(email, ascii_domain, where, limit):
            return found
    return None


def _by_srv(email: str, domain: str, where: Where, limit: float) -> Discovered | None:
    imap = _first(domain, (("_imaps", "tls"), ("_imap", "starttls")), where, limit)
    if imap is None:
        return None
    smtp = _first(domain, (("_submissions", "tls"), ("_submission", "starttls")), where, limit)
    return Discovered(imap, smtp, email, "srv", _outside(domain, imap, smtp))


def _first(domain: str, services: Sequence[tuple[str, Security]], where: Where, limit: float) -> Server | None:
    for service, security in services:
        for found in srv_records(f"{service}._tcp.{domain}", where.resolvers, limit):
            if is_host(found.target) and found.port:
                return Server(found.target.lower(), found.port, security)
    return None


def _by_exchanger(email: str, domain: str, where: Where, limit: float) -> Discovered | None:
    for host in mx_hosts(domain, where.resolvers, limit):
        provider = provider_by_exchanger(host) if is_host(host) else None
        if provider is not None and provider.imap is not None:
            outside = _outside(domain, provider.imap, provider.smtp)
            return Discovered(provider.imap, provider.smtp, email, "mx", outside, provider)
    return None


def _by_file(email: str, domain: str, where: Where, limit: float) -> Discovered | None:
    for url in where.urls:
        if time.monotonic() > limit:
            return None
        try:
            data = fetch(url.format(domain=domain, email=quote(email)), limit)
        except (OSError, ValueError, HTTPException):
            continue
        if found := read_configuration(data, email):
            outside = _outside(domain, found.imap, found.smtp)
            return Discovered(found.imap, found.smtp, found.user, "autoconfig", outside)
    return None


def _outside(domain: str, *servers: Server | None) -> bool:
    return any(s is not None and s.host != domain and not s.host.endswith("." + domain) for s in servers)
