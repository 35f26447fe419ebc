"""One-key fixes: what to write instead of the place that a finding means, where that can be told for sure."""

from __future__ import annotations

import re
from dataclasses import replace

from core.care.checks.case import Case
from core.problems import Problem

_PLAIN = (
    (re.compile("(?:おっしゃ|仰)られ"), "おっしゃっ"),
    (re.compile("ご覧になられ"), "ご覧になり"),
    (re.compile("拝(見|読|聴|借)(?:を)?させて(?:いただ|頂)"), r"拝\1いた"),
    (re.compile("各位様|各位(?:の)?皆様"), "各位"),
    (re.compile("御中様"), "御中"),
    (re.compile("(社長|部長|課長|店長|会長|専務|先生)様"), r"\1"),
    (re.compile("了解(?:しました|いたしました|です)"), "承知いたしました"),
    (re.compile("ご苦労(?:様|さま)"), "お疲れさま"),
    (re.compile("すいません"), "申し訳ございません"),
)
_SORRY = {
    "ja": "ご不便をおかけし、誠に申し訳ございません。",
    "en": "I am sorry for the trouble this has caused.",
}
_HELLO = {"ja": "お世話になっております。", "en": "Hello,"}


def with_fix(problem: Problem, case: Case) -> Problem:
    """The finding with its fix: `text` is replaced by it; where `text` is empty it is put at the beginning."""
    lang = "ja" if case.japanese else "en"
    match problem.code:
        case "missing_san" if problem.text:
            return replace(problem, fix=f"{problem.text} 様")
        case "wrong_name" if problem.text and case.reader.name:
            return replace(problem, fix=case.reader.name)
        case "missing_apology":
            return replace(problem, fix=_SORRY[lang])
        case "no_greeting":
            return replace(problem, text="", fix=_HELLO[lang])
        case "ng_word" | "double_honorific":
            for pattern, plain in _PLAIN:
                if pattern.fullmatch(problem.text):
                    return replace(problem, fix=pattern.sub(plain, problem.text))
    return problem
