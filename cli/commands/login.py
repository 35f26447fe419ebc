"""`mado login`: sign in to a mailbox with OAuth2, once; the tokens then renew themselves."""

from __future__ import annotations

import sys
import webbrowser
from typing import TYPE_CHECKING

import click

from cli.opened import chosen_mailboxes, settings_of
from cli.output import put_json, say
from cli.shared import Shared, pass_shared
from config.errors import UsageError
from config.languages import translator

if TYPE_CHECKING:
    from config.settings import Mailbox, OAuth
    from config.tokens import Tokens

_ = translator("cli")


@click.command(
    "login",
    help=_(
        "Sign in to a mailbox with OAuth2 (Gmail, Microsoft 365 …). Asks the provider, not you, for the password; "
        "the tokens are kept in the keyring, else in a file that only you can read."
    ),
)
@click.argument("name", required=False)
@click.option("--device", "way", flag_value="device", help=_("By a code that is typed into any browser."))
@click.option("--browser", "way", flag_value="browser", help=_("With the browser of this machine."))
@click.option("--no-open", is_flag=True, help=_("Only print the address; open no browser."))
@click.option("--client-secret-stdin", is_flag=True, help=_("Read the registration's client secret from stdin."))
@click.option("--forget", is_flag=True, help=_("Remove the tokens that are kept."))
@pass_shared
def command(
    shared: Shared, name: str | None, way: str | None, no_open: bool, client_secret_stdin: bool, forget: bool
) -> None:
    """Bring tokens, or take them away."""
    mailbox, oauth = _chosen(shared, name)
    from config.tokens import forget_tokens, store_tokens

    if forget:
        forget_tokens(mailbox, oauth)
        say(shared, _("The sign-in of {name} was removed from this machine.").format(name=mailbox.name))
        return
    secret = sys.stdin.readline().strip() if client_secret_stdin else _kept_secret(mailbox, oauth)
    way = way or ("device" if oauth.device_url else "browser")
    signed_in = _by_device if way == "device" else _by_browser
    tokens = signed_in(shared, mailbox, oauth, secret, no_open)
    where = store_tokens(mailbox, oauth, tokens)
    if shared.format == "json":
        put_json({"mailbox": mailbox.name, "kept": where, "renews": bool(tokens.refresh)})
    say(shared, _("Signed in: {name}. Next: `mado check`.").format(name=mailbox.name))
    if not tokens.refresh:
        say(shared, _("The provider gave nothing to renew it with: it ends by itself within hours."))


def _chosen(shared: Shared, name: str | None) -> tuple[Mailbox, OAuth]:
    settings = settings_of(shared)
    found = [m for m in chosen_mailboxes(settings, (name,) if name else ()) if name or m.oauth is not None]
    if len(found) > 1:
        raise UsageError(
            _("Which mailbox? Several sign in with OAuth2: {names}.").format(names=", ".join(m.name for m in found)),
            hint="mado login NAME",
        )
    mailbox = found[0] if found else None
    if mailbox is None or mailbox.oauth is None:
        raise UsageError(
            _("No mailbox here is set to sign in with OAuth2.")
            if mailbox is None
            else _("The mailbox {name} logs in with a password.").format(name=mailbox.name),
            hint=_("`mado config set mailboxes.NAME.oauth …` (docs/providers.md) switches OAuth2 on."),
        )
    if mailbox.oauth.token_command:
        raise UsageError(
            _("The mailbox {name} has a token_command, which gives its tokens.").format(name=mailbox.name),
            hint=f"mado check --mailbox {mailbox.name}",
        )
    return mailbox, mailbox.oauth


def _kept_secret(mailbox: Mailbox, oauth: OAuth) -> str:
    """The client secret of the last sign-in, so that signing in again needs nothing but a person."""
    from config.errors import MadoError
    from config.tokens import load_tokens

    try:
        return load_tokens(mailbox, oauth).client_secret
    except MadoError:
        return ""


def _by_device(shared: Shared, mailbox: Mailbox, oauth: OAuth, secret: str, _no_open: bool) -> Tokens:
    from mailsync import oauth_device

    if not oauth.device_url:
        raise UsageError(_("This provider has no sign-in by code."), hint=f"mado login --browser {mailbox.name}")
    code = oauth_device.begin(oauth, mailbox.name)
    say(shared, _("Open {address} in any browser and type: {code}").format(address=code.address, code=code.user_code))
    return oauth_device.finish(oauth, mailbox.name, code, secret)


def _by_browser(shared: Shared, mailbox: Mailbox, oauth: OAuth, secret: str, no_open: bool) -> Tokens:
    from mailsync.oauth_loopback import LoopbackSignIn

    if not oauth.authorize_url:
        raise UsageError(_("This provider has no sign-in by browser."), hint=f"mado login --device {mailbox.name}")
    with LoopbackSignIn(oauth, mailbox.name, login_hint=mailbox.user) as sign_in:
        say(shared, _("Sign in with your browser: {address}").format(address=sign_in.address))
        if not no_open:
            webbrowser.open(sign_in.address)
        return sign_in.finish(secret)
