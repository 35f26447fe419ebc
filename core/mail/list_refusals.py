"""What a mailing list's program says of our mail: refused, or held until somebody has looked at it.

fml, Mailman, Majordomo, Listserv, ezmlm, Sympa and Google Groups write these in prose, from the list's own boxes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from core.mail.bounce_text import first_address, smtp_status
from core.mail.message import Bounce

Headers = Mapping[str, Sequence[str]]

_BOX: Final = re.compile(
    r"majordomo|listserv|mailman|\bfml\b|fml-|sympa|ezmlm|groups?\b|\bowner-|-(?:owner|admin|bounces|request|help)@"
)
_OF_A_LIST: Final = re.compile(
    r"(?:owner-([^@]{1,60})|([^@]{1,60})-(?:owner|admin|bounces|request))@(.{3,190})", re.I
)
_HELD: Final = re.compile(
    r"awaits? moderator approval|being held until|held for (?:moderator|approval|moderation|review)"
    r"|forwarded to the moderator|waiting for (?:moderator|approval)|needs? (?:to be )?approv"
    r"|承認待ち|承認を待|保留(?:され|中|しま)|司会者の承認|モデレー(?:タ|ター)の承認"
    r"|wartet auf (?:die )?(?:freigabe|genehmigung)"
    r"|en attente d.approbation|en attente de modération|espera (?:de )?(?:la )?aprobación",
    re.I,
)
_REFUSED: Final = re.compile(
    r"not (?:a )?member|non-?members?\b|not allowed to (?:post|send)|not authori[sz]ed to (?:post|send)"
    r"|permission to post"
    r"|has been (?:automatically )?rejected|(?:was|is) rejected|only (?:members|subscribers) (?:may|can)"
    r"|not subscribed"
    r"|post(?:ing)? (?:to .{1,80} )?(?:was |is )?(?:rejected|denied|refused)|BOUNCE \S{1,120}@"
    r"|メンバー(?:では(?:あり|ない|ござい)|以外)|会員では(?:あり|ない)|登録されてい(?:ない|ません)|投稿(?:でき(?:ま|な)|は(?:拒否|却下)|権限)"
    r"|kein mitglied|nicht berechtigt|n'êtes pas (?:abonné|autorisé)|no (?:es|está) (?:miembro|suscrit)",
    re.I,
)
_FORWARDED: Final = re.compile(r"\s*(?:fwd?|wg|tr|rv|転送)\s*[:：]", re.I)


def find(headers: Headers, subject: str, text: str) -> Bounce | None:
    """The refusal or delay a list program tells of, or None. The recipient is the list, where it is named."""
    if not _by_list(headers) or _FORWARDED.match(subject):
        return None
    said = f"{subject}\n{text[:4_000]}"
    held = _HELD.search(said) is not None
    if not held and not _REFUSED.search(said):
        return None
    ours = [
        word.strip("<>,").lower() for name in ("to", "from") for v in headers.get(name, ())[:2] for word in v.split()
    ]
    status = smtp_status(text[:4_000]) or ("4.7.2" if held else "5.7.2")
    return Bounce(
        recipient=_list_of(headers) or first_address(said, ours) or _list_behind(headers),
        status=status,
        action="delayed" if held else "failed",
        original_message_id=None,
    )


def _by_list(headers: Headers) -> bool:
    """Whether a list's own box signs, and the mail is no member's that the list handed on."""
    senders = [value.lower() for value in headers.get("from", ())[:1]]
    if not any(_BOX.search(sender) for sender in senders):
        return False
    programs = (
        "precedence",
        "auto-submitted",
        "x-mlserver",
        "x-ml-name",
        "x-beenthere",
        "list-id",
        "x-list-administrivia",
    )
    return "majordomo" in senders[0] or any(name in headers for name in programs)


def _list_of(headers: Headers) -> str | None:
    for name in ("x-beenthere", "list-post"):
        for value in headers.get(name, ())[:1]:
            if found := first_address(value.replace("mailto:", ""), ()):
                return found
    return None


def _list_behind(headers: Headers) -> str | None:
    """The list whose box signs: `users-owner@…` and `owner-users@…` stand for `users@…`."""
    sender = first_address(" ".join(headers.get("from", ())[:1]), ())
    found = _OF_A_LIST.fullmatch(sender) if sender else None
    return f"{found[1] or found[2]}@{found[3]}" if found else None
