"""Large tables of words as regular expressions, searched quickly: only those that can begin with the sign at hand.

An alternation of some hundred branches is tried branch by branch at every place of a text. Here the branches are
sorted by the signs that they can begin with; most places begin none. Branches are compiled when their sign first
comes up, so that a table costs little before it is used.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

_META = frozenset("\\[](){}?*+|^$.")
_EMPTY_OK = re.compile(r"[?*]|\{0?,")


class WordTable:
    """`pattern` is an alternation, read without regard to case. Finds what `re.compile(pattern, re.I)` finds."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._compiled: dict[str, re.Pattern[str]] = {}

    @cached_property
    def _by_sign(self) -> dict[str, str]:
        signs: dict[str, list[str]] = defaultdict(list)
        anywhere: list[str] = []
        for branch in _unfolded(self._pattern):
            first = _first(branch)
            if first is None:
                anywhere.append(branch)
            else:
                for sign in {s.lower() for s in first}:
                    signs[sign].append(branch)
        self._anywhere = re.compile("|".join(anywhere), re.IGNORECASE) if anywhere else None
        return {sign: "|".join(branches) for sign, branches in signs.items()}

    @cached_property
    def _starts(self) -> re.Pattern[str]:
        """Where a branch may begin: signs of which all branches begin a word are looked for there only."""
        free = {s for s, b in self._by_sign.items() if not all(one.startswith(r"\b") for one in _branches(b))}
        sets = {"": sorted(free), r"\b": sorted(self._by_sign.keys() - free)}
        parts = (f"{edge}[{''.join(map(re.escape, signs))}]" for edge, signs in sets.items() if signs)
        return re.compile("|".join(parts), re.IGNORECASE)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """The matches in order, none overlapping another."""
        by_sign, done = self._by_sign, 0
        found = []
        for start in self._starts.finditer(text):
            place = start.start()
            if place < done:
                continue
            sign = start[0].lower()
            pattern = self._compiled.get(sign)
            if pattern is None:
                branches = by_sign.get(sign)
                if branches is None:
                    continue
                pattern = self._compiled[sign] = re.compile(branches, re.IGNORECASE)
            hit = pattern.match(text, place)
            if hit is not None and hit.end() > place:
                done = hit.end()
                if self._anywhere is None:
                    yield hit
                else:
                    found.append(hit)
        if self._anywhere is not None:
            found += self._anywhere.finditer(text)
            yield from sorted(found, key=lambda hit: hit.start())

    def search(self, text: str) -> re.Match[str] | None:
        """The first match."""
        return next(self.finditer(text), None)

    def count(self, text: str) -> int:
        """How many matches there are."""
        return sum(1 for _hit in self.finditer(text))

    def blanked(self, text: str, by: str = " ") -> str:
        """The text with every match replaced, by a space if nothing else is said."""
        pieces, done = [], 0
        for hit in self.finditer(text):
            if hit.start() >= done:
                pieces += [text[done : hit.start()], by]
                done = hit.end()
        return "".join([*pieces, text[done:]])


def _unfolded(pattern: str) -> Iterator[str]:
    """The branches of an alternation, those inside `\\b(?:…)` and `\\b(?:…)\\b` taken out one by one."""
    for branch in _branches(pattern):
        inner = branch.removeprefix(r"\b")
        tail = r"\b" if inner.endswith(r"\b") else ""
        core = inner.removesuffix(r"\b") if tail else inner
        if branch.startswith(r"\b(?:") and core.endswith(")") and _group_end(core, 0) == len(core):
            yield from (
                rf"\b(?:{one}){tail}" if _top_bar(one) else rf"\b{one}{tail}" for one in _branches(core[3:-1])
            )
        else:
            yield branch


def _top_bar(branch: str) -> bool:
    return len(list(_branches(branch))) > 1


def _branches(pattern: str) -> Iterator[str]:
    """The top-level alternatives of a pattern."""
    depth, begin, place = 0, 0, 0
    while place < len(pattern):
        sign = pattern[place]
        if sign == "\\":
            place += 2
            continue
        if sign == "[":
            place = _class_end(pattern, place)
            continue
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and depth == 0:
            yield pattern[begin:place]
            begin = place + 1
        place += 1
    yield pattern[begin:]


def _class_end(pattern: str, place: int) -> int:
    end = place + 1 + (pattern[place + 1 : place + 2] in ("]", "^"))
    while pattern[end] != "]":
        end += 2 if pattern[end] == "\\" else 1
    return end + 1


def _group_end(pattern: str, place: int) -> int:
    """Where the group that begins at a place ends."""
    depth = 0
    while place < len(pattern):
        sign = pattern[place]
        if sign == "\\":
            place += 2
            continue
        if sign == "[":
            place = _class_end(pattern, place)
            continue
        depth += (sign == "(") - (sign == ")")
        place += 1
        if depth == 0:
            return place
    raise ValueError(pattern)


def _first(branch: str) -> set[str] | None:
    """The signs a branch can begin with; None where that cannot be told."""
    found: set[str] = set()
    place = 0
    while place < len(branch):
        sign = branch[place]
        if branch.startswith((r"\b", "(?<", "(?=", "(?!"), place):
            place = place + 2 if sign == "\\" else _group_end(branch, place)
            continue
        if sign == "(":
            end = _group_end(branch, place)
            inside = branch[place + 3 : end - 1] if branch.startswith("(?:", place) else branch[place + 1 : end - 1]
            for one in _branches(inside):
                told = _first(one) if one else None
                if told is None:
                    return None
                found |= told
        elif sign == "[":
            end = _class_end(branch, place)
            told = _class_signs(branch[place + 1 : end - 1])
            if told is None:
                return None
            found |= told
        elif sign in _META:
            return None
        else:
            end = place + 1
            found.add(sign)
        if not _EMPTY_OK.match(branch, end):
            return found
        place = branch.index("}", end) + 1 if branch[end] == "{" else end + 1
    return None


def _class_signs(inside: str) -> set[str] | None:
    if inside.startswith("^") or "\\" in inside:
        return None
    found: set[str] = set()
    for hit in re.finditer("(.)-(.)|(.)", inside, re.DOTALL):
        if hit[1]:
            if ord(hit[2]) - ord(hit[1]) > 64:
                return None
            found |= {chr(n) for n in range(ord(hit[1]), ord(hit[2]) + 1)}
        else:
            found.add(hit[3])
    return found
