"""What to do about a refused login, from the words in which servers say why."""

from __future__ import annotations

import re

from config.languages import translator

_ = translator("mailsync")
_APP_PASSWORD = re.compile(r"app(?:lication)?[- ]specific|app password|two[- ]factor|2fa|2-step|Invalid second", re.I)
_IMAP_OFF = re.compile(
    r"(?:not enabled|disabled|turned off|not allowed|no access)[^.]{0,40}\bIMAP|\bIMAP\b[^.]{0,40}"
    r"(?:not enabled|is disabled|disabled|turned off|not allowed|not permitted|switched off)|account is not enabled",
    re.I,
)
_NO_PASSWORDS = re.compile(r"basic auth|web ?login|web browser|OAUTH|modern auth|less secure|Unsafe Login", re.I)


def login_hint(said: str, of_provider: str) -> str:
    """The next step; "" where neither the server's words nor the provider say more than usual."""
    if _IMAP_OFF.search(said):
        return _("IMAP is switched off for this mailbox: switch it on at the provider, in the mail settings.")
    if _APP_PASSWORD.search(said):
        return _("This account needs an app password: make one in its security settings (docs/providers.md).")
    if _NO_PASSWORDS.search(said):
        return _("This server takes no passwords: sign in with OAuth2 (docs/providers.md, then `mado login`).")
    return of_provider
