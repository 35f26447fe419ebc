"""Polite style: a Japanese reply that is written in です・ます does not fall into plain endings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from config.languages import translator
from core.care.checks.case import Case
from core.problems import Problem

_ = translator("core")
_POLITE = re.compile(
    "(?:です|ます|ました|ません|でした|ましょう|ください|下さい|ませ|でしょう)(?:か|が|"
    "ので|ね|よ)?[。！!？?」）\\s]*$"
)
_PLAIN = re.compile(
    "(?:である|のだ|なのだ|だった|だろう|だと思う|と思う|している|していた|になる|になった|できない|できる|"
    "する|した|"
    "しない|ない|ある|あった|いる|いた|くる|来る|届く|届いた|送る|送った|なった)[。！!]+[」）\\s]*$"
)


def plain_style(case: Case) -> Iterator[Problem]:
    """plain_style (hint): a sentence in plain style among polite ones, each once."""
    if not case.japanese:
        return
    said = [s for s in case.sentences if s.japanese]
    if not any(_POLITE.search(s.plain) for s in said):
        return
    for sentence in said:
        if _PLAIN.search(sentence.plain) and not sentence.plain.startswith(("・", "「", "※", "(", "（")):
            yield Problem("hint", "plain_style", _("Not in polite style."), sentence.text, overridable=True)
