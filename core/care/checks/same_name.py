"""Whether two names may be one person's: family or given name alone, old signs and new ones, short forms."""

from __future__ import annotations

import re
import unicodedata

_SIGNS = str.maketrans(
    "髙﨑邊邉齋斉齊澤濱濵廣櫻眞德國嶋嶌瀨栁彌惠壽榮龍實", "高崎辺辺斎斎斎沢浜浜広桜真徳国島島瀬柳弥恵寿栄竜実"
)
"""One name, written with an older sign: 髙橋 and 高橋 are greeted alike."""
_SHORT_FORMS_TEXT = (
    "bob:robert rob:robert bill:william will:william liam:william dick:richard rick:richard mike:michael "
    "mick:michael kate:katherine kate:catherine kathy:katherine cathy:catherine kitty:katherine liz:elizabeth "
    "beth:elizabeth betty:elizabeth eliza:elizabeth lisa:elizabeth peggy:margaret meg:margaret maggie:margaret "
    "jack:john jim:james jimmy:james jamie:james ted:edward ned:edward ted:theodore tony:anthony harry:henry "
    "hank:henry tom:thomas chuck:charles charlie:charles dave:david steve:stephen steve:steven andy:andrew "
    "drew:andrew dan:daniel ben:benjamin joe:joseph jerry:gerald jerry:jerome larry:laurence larry:lawrence "
    "sally:sarah molly:mary polly:mary nell:eleanor nora:eleanor sue:susan peg:margaret alex:alexander "
    "sandy:alexander sasha:alexander xander:alexander tina:christina chris:christopher kit:christopher "
    "becky:rebecca vicky:victoria penny:penelope debbie:deborah gina:regina lou:louis lou:louise nick:nicholas "
    "nicky:nicole bert:albert bert:robert fred:alfred fred:frederick gus:august toby:tobias mel:melissa "
    "ellie:eleanor ellie:ellen lottie:charlotte trish:patricia paddy:patrick pat:patrick tricia:patricia"
)
_SHORT_FORMS = frozenset(tuple(pair.split(":")) for pair in _SHORT_FORMS_TEXT.split())
_PIECES = re.compile(r"[\s.,'’-]+")
_JOINERS = frozenset({"and", "from", "of", "at", "team", "&"})
_TITLES = frozenset(
    {
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "dr",
        "prof",
        "professor",
        "sir",
        "madam",
        "captain",
        "rev",
        "reverend",
        "father",
    }
)


def same_ja(called: str, name: str) -> bool:
    """Japanese names in NFKC: `called` is the whole name, a part of it, or ends in one (a company before it)."""
    said, whole = (text.translate(_SIGNS) for text in (called, name))
    joined, all_of_it = said.replace(" ", ""), whole.replace(" ", "")
    parts = whole.split()
    if len(parts) == 1:
        return (
            all_of_it.startswith(joined)
            or all_of_it.endswith(joined)
            or joined.endswith(all_of_it)
            or (len(joined) > 2 and joined.endswith(all_of_it[:2]))
        )
    return (
        joined in (*parts, all_of_it)
        or joined.endswith(all_of_it)
        or any(len(part) > 1 and joined.endswith(part) and part != parts[-1] for part in parts)
    )


def same_latin(called: str, name: str) -> bool:
    """Names in Latin letters: every name that is called is one of this person's, or a short form of it."""
    ours = [_folded(p) for p in _PIECES.split(name) if p]
    theirs = [p for p in _PIECES.split(called) if p]
    if any(p.lower() in _JOINERS for p in theirs):
        return any(_one_of(_folded(p), ours) for p in theirs)
    names = [_folded(p) for n, p in enumerate(theirs) if (n == 0 or p[0].isupper()) and p.lower() not in _TITLES]
    return all(len(p) == 1 or _one_of(p, ours) for p in names)


def _one_of(called: str, ours: list[str]) -> bool:
    return any(
        called == one or {(called, one), (one, called)} & _SHORT_FORMS or (n < len(ours) - 1 and _short(called, one))
        for n, one in enumerate(ours)
    ) or (len(ours) == 1 and _short(called, ours[0]))


def _short(called: str, given: str) -> bool:
    """Whether one is the beginning of the other (Sam, Samantha), an ending for friends left out (Danny, Daniel)."""
    shorter, longer = sorted((called, given), key=len)
    stem = re.sub(r"(?:ie|ey|y|i)$", "", shorter)
    stem = stem[:-1] if len(stem) > 3 and stem[-1] == stem[-2] else stem
    return len(stem) > 2 and longer.startswith(stem)


def _folded(word: str) -> str:
    plain = unicodedata.normalize("NFD", word.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))
