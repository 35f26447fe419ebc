"""Manners: a greeting, an apology where one is due, honorifics not doubled, no words that hurt or stay inside."""

from __future__ import annotations

import re
from collections.abc import Iterator

from config.languages import translator
from core.care.checks.case import Case
from core.care.checks.hurting import HURTING
from core.care.checks.inside import INSIDE
from core.care.word_table import WordTable
from core.problems import Problem

_ = translator("core")
_GREETS_JA = re.compile(
    "様|さま|さん|御中|各位|殿|世話|ありがとう|有難う|はじめまして|初めまして|こんにちは|"
    "おはよう|こんばんは|お疲れ|申し訳|お詫び|お待たせ|失礼いたします|恐れ入り|拝啓|"
    "突然の|平素|いつも|ご連絡|お問い合わせ|ご無沙汰|先日は|お手数"
)
_GREETS_EN = re.compile(
    r"^\W*(?:hi|hello|dear|hey|good (?:morning|afternoon|evening|day)|greetings|thanks?\b|"
    r"thank you|many thanks|welcome|sorry|apologies|i(?:'m| am) (?:so |very |"
    r"really )?sorry|we(?:'re| are) (?:so |very )?sorry|hope|"
    r"[^\W\d_]+(?: [^\W\d_]+){0,2}\s*[,!–—-]\s*$)",
    re.IGNORECASE,
)
_NAMED_EN = re.compile(r"^(?:(?:Mr|Mrs|Ms|Dr)\.? )?[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,2}:$")
"""`Mrs Miller:` greets, `Follow these steps:` does not."""
_APOLOGY = re.compile(
    "申し訳|もうしわけ|お詫び|おわび|すみません|すいません|ご迷惑|御迷惑|ご不便を|"
    "失礼(?:いた|を|し)|ご容赦|深く反省|謝罪|陳謝|"
    r"\b(?:sorry|apolog\w*|regret|my (?:fault|bad)|forgive|our mistake|we let you down)\b",
    re.IGNORECASE,
)
_DOUBLED = re.compile(
    "(?:お|ご|御)[^、。\\s]{1,8}?に(?:な|成)られ(?!ず)|(?:おっしゃ|仰)られ|(?:いらっしゃ|"
    "召し上が|めしあが|なさ|くださ|お見えにな)られ|ご覧になられ|拝(?:見|聴|読|"
    "借)(?:を)?させて(?:いただ|頂)|(?:ご|お)拝(?:見|読|聴|借|受|察)|"
    "(?:お|ご)[^、。\\s]{1,6}(?:して|し)(?:いらっしゃら)れ|お(?:伺|"
    "うかが)いさせて(?:いただ|頂)|伺わさせて|(?:各位|御中|殿)(?:様|殿)|各位(?:の)?皆様|"
    "(?:社長|部長|課長|店長|先生|会長|専務)様|おられになり|お求めになられ|ご(?:利用|注文|"
    "購入|確認|覧|使用|参加|検討|希望|連絡|来店|出席|乗車)され(?:ます|る|た|て|まし)|"
    "(?:お|ご)[^、。\\s]{1,6}になってい?らっしゃられ|お承り(?:いた|し)|ご申し込み|おビール"
)
SHORTEST = 12
"""Characters; what is shorter is no letter."""


def check_manners(case: Case) -> Iterator[Problem]:
    """missing_apology, internal_words, ng_word, no_greeting (warnings); double_honorific (hint)."""
    if (case.late or case.complaint) and not _APOLOGY.search(case.own):
        yield Problem(
            "warn", "missing_apology", _("We are late or there is a complaint, and the reply does not apologise.")
        )
    if not _greets(case):
        yield Problem(
            "warn", "no_greeting", _("The reply begins without a greeting."), case.head[0] if case.head else ""
        )
    yield from _hits(case, "warn", "internal_words", INSIDE, _("This is a word for inside: {words}"))
    yield from _hits(case, "warn", "ng_word", HURTING, _("Rather say this in other words: {words}"))
    for word in case.ng_words:
        if word.casefold() in case.own.casefold():
            yield Problem("warn", "ng_word", _("The team does not say: {words}").format(words=word), word)
    yield from _hits(case, "hint", "double_honorific", _DOUBLED, _("The honorific is doubled or misplaced: {words}"))


def _greets(case: Case) -> bool:
    if len(case.own.strip()) < (SHORTEST * 2 // 3 if case.japanese else SHORTEST):
        return True
    if case.japanese:
        return any(_GREETS_JA.search(line) for line in case.head[:3])
    return any(_GREETS_EN.match(line) or _NAMED_EN.match(line) for line in case.head[:2])


def _hits(case: Case, level: str, code: str, pattern: re.Pattern[str] | WordTable, reason: str) -> Iterator[Problem]:
    told: set[str] = set()
    for sentence in case.sentences:
        for hit in pattern.finditer(sentence.plain):
            words = hit[0].strip("。！？!? ")
            if words and words not in told:
                told.add(words)
                yield Problem("warn" if level == "warn" else "hint", code, reason.format(words=words), words)
