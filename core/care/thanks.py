"""Mail that only says thank you: nothing is asked, reported or wished, so its ticket need not reopen.

Every piece of such a mail is gratitude, taking note, success, praise, a good wish or mere politeness, and none adds a
question, a request, trouble or news. The tables of both languages stand in thanks_ja.py and thanks_en.py.
"""

from __future__ import annotations

import re
import unicodedata

from core.care import thanks_en, thanks_ja
from core.care.learned import is_japanese, learned
from core.care.mood_words import ANGRY, LEAVING, UNHAPPY
from core.care.questions import questions_in
from core.mail.reply_text import reply_text

LONGEST = 600
"""Characters: whoever writes more has more to say than thanks."""
SHORT = 120
"""Characters of an answer that takes note, praises or wishes well without a word of thanks."""
_A_COMPLAINT = 1.8
"""The learned score of what is told without a word of thanks: above it somebody complains in kind words."""
_KANA = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_DRAWN_OUT = re.compile(r"([a-z])\1{2,}", re.IGNORECASE)
"""`Thaaank you`: a letter drawn out is one."""
_MARK = "✓"
"""Stands for a turn of phrase that asks nothing, in what is read on."""
_BLANK = re.compile(r"[\s\W_]+")
_EMOJI = re.compile(
    "[\U0001f44c\U0001f44d\U0001f44f\U0001f64c\U0001f64f\U0001f600-\U0001f60d\U0001f642\U0001f60a\U0001f917\U0001f970❤♥☺🎉💯💐🫶]"
)


def thanks_only(text: str) -> bool:
    """Whether a customer's mail says thanks and nothing that anybody must act on."""
    return only_thanks(reply_text(text))


def only_thanks(own: str) -> bool:
    """The same of what they newly wrote."""
    if len(own) > 3 * LONGEST:
        return False
    own = unicodedata.normalize("NFKC", own).replace("’", "'").replace("\ufe0f", "").strip()
    if not own or len(own) > LONGEST:
        return False
    if not _BLANK.sub("", own):
        return bool(_EMOJI.search(own))
    own = _DRAWN_OUT.sub(r"\1", own)
    tables = thanks_ja if _KANA.search(own) else thanks_en
    if "?" in own or (len(own) > SHORT and not tables.THANKS.search(own)):
        return False
    said = tables.SETTLED.blanked(own, _MARK)
    pieces = [p for piece in tables.PARTS.split(said) if (p := piece.strip(" 　、,。.~〜-*\"'「」"))]
    if any(map(tables.ADDS.search, pieces)):
        return False
    said_kindly = [p for p in pieces if not tables.FORMAL.match(p)]
    if not any(map(tables.KIND.search, said_kindly)):
        return False
    if not tables.THANKS.search(said) and (UNHAPPY.search(said) or _complains(own)):
        return False
    if not all(tables.KIND.search(p) or tables.LIGHT.match(p) for p in said_kindly):
        return False
    return not (LEAVING.search(said) or ANGRY.search(said) or questions_in(said.replace(_MARK, " ")))


def says_thanks(own: str) -> bool:
    """Whether a word of gratitude stands in it, and not praise alone."""
    return bool((thanks_ja if _KANA.search(own) else thanks_en).THANKS.search(own))


def _complains(own: str) -> bool:
    """Whether the learned weights hear a complaint."""
    return learned("risk", japanese=is_japanese(own)).score(own) > _A_COMPLAINT
