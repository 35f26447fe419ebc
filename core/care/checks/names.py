"""Names: the greeting is this customer's, honorifics stand where they belong, nobody else's name is in the text."""

from __future__ import annotations

import re
import unicodedata
from calendar import day_name
from collections.abc import Iterable, Iterator

from config.languages import translator
from core.care.checks.case import Case
from core.care.checks.same_name import same_ja, same_latin
from core.care.checks.tongue import written_in
from core.problems import Problem

_ = translator("core")
_HONORIFIC = "様|さま|サマ|さん|殿|先生"
_CALLED = re.compile(
    r"([^\s　、,。:：（）()「」]{1,20}(?:[ 　][^\s　、,。:：（）()「」]{1,12})?)[ 　]?"
    rf"(?:{_HONORIFIC})(?![々式子相態])"
)
_NOBODY = re.compile(
    "(?:お客|皆|みな|担当者?|責任者|各位|奥|旦那|お子|お母|お父|お姉|お兄|お嬢|お孫|"
    "お連れ|ご家族|ご両親|家族|ご親|お得意|取引先|業者|法人|会社|企業|店長?|社長|部長|課長|"
    "仕|模|同|異|有り|大家|管理者|代表者?|ご本人|本人|"
    "ご契約者?|契約者|"
    "ご担当者?|ユーザー|メンバー|オーナー|ご利用者|利用者|会員|購入者|申込者|お二人|"
    "お一人|ご夫婦|宛名|受取人|株主|患者|生徒|関係者|お友達|ご友人|ご近所|お相手|先方|"
    "どちら|お疲れ|ご苦労|ごちそう|ご馳走|お互い|お世話|おかげ|お陰|お待ちどお|ご愁傷|"
    "たくさ|皆々|ご主人)$"
)
_ALONE = frozenset("王神仏殿姫多左有一別何貴親奥")
"""Words of one sign before 様 that are nobody's name; the same signs end real names (本多, 健一)."""
_COUNTED = re.compile(r"[\d０-９一二三四五六七八九十数]+(?:名|人|組|社|件|台|室|家族)$|\d$")
_GREETED_EN = re.compile(
    r"^(?:hi|hello|dear|hey|good (?:morning|afternoon|evening|day)|greetings|thank(?:s|"
    r" you),?)[, ]+(?:(mr|mrs|ms|miss|mx|dr|"
    r"prof)\.?(?: (?:and|&) (?:mrs|ms|mr)\.?)? +)?([^\W\d_][\w'’.-]*(?: [^\W\d_][\w'’.-]*){0,3})\s*(?:[,!:.–—-]|$)",
    re.IGNORECASE,
)
_OF_OURS = re.compile(
    r"\b(?:colleague|manager|engineer|technician|fitter|driver|director|specialist|team|doctor|nurse|teacher|"
    r"caretaker|handled by|looked after by|ask for|speak (?:to|with) our)[,:]?\s$",
    re.IGNORECASE,
)
"""`my colleague Mr Hayes`: one of us."""
_AT_OURS = re.compile(
    r"^,? (?:(?:in|from|at|of) our\b|(?:our|my|the) (?:\w+ ){0,2}(?:colleague|manager|director|officer|specialist|"
    r"engineer|teacher|caretaker|secretary)\b)",
    re.IGNORECASE,
)
"""`Mr Lang in our office`: one of us, too."""
_TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx)\.? ([A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?)")
_SPOKEN_TO = re.compile(
    r"(?:\b(?:[Tt]hanks(?: again| so much)?|[Tt]hank you(?: again| so much)?|[Ss]orry|"
    r"[Aa]pologies|[Ww]elcome(?: back)?|"
    r"helps|assured|day|weekend)), ([A-Z][a-z]{2,14})(?=[,.!?])",
)
"""`I hope that helps, Daniel.`: somebody is spoken to in the text."""
_NO_NAME = frozenset(
    {
        "hello",
        "hi",
        "hey",
        "greetings",
        "good",
        "welcome",
        "thanks",
        "sorry",
        "yes",
        "no",
        "sure",
        "kind",
        "best",
        "warm",
        "many",
        "your",
        "just",
        *map(str.lower, day_name),
    }
)
_ANYBODY_TEXT = (
    "there all team everyone everybody customer customers sir madam sirs valued support again friend "
    "friends folks and or client user member guest for you to from a the so very much back morning "
    "afternoon evening day "
    "we i it this that these our my he she they here please sorry thanks yes no just as in on at with by "
    "what how when if your yours all both any "
)
_ANYBODY = frozenset(_ANYBODY_TEXT.split())
_HELLO_JA = re.compile("^(?:こんにちは|こんばんは|おはようございます|はじめまして|初めまして)[、。，,!！ ]*")
_CALLED_ALONE = re.compile(r"^([A-Z][\w'’-]+(?: [A-Z][\w'’.-]*){1,2}),$")
"""`Thomas Olsen,` as a line of its own: somebody is greeted without a word."""
_SENTENCE_TEXT = "is are was were will would can could have has had do does did we i you it for to this that your our"
_SENTENCE_WORDS = frozenset(_SENTENCE_TEXT.split())
_KANJI = re.compile("[\u4e00-\u9fff々ヶ]")
_KANA = re.compile("[\u3040-\u30ff]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")


def check_names(case: Case) -> Iterator[Problem]:
    """wrong_name (stop), foreign_name (stop), missing_san (warn). Nothing where the customer's name is not "
    "known."""
    if not case.reader.name.strip():
        return
    greeted = _greeted(case)
    if greeted and not _same(greeted, case.reader.name) and not _in_address(greeted, case.reader.address):
        reason = _("The greeting names {name}, this customer is {customer}.")
        yield Problem(
            "stop", "wrong_name", reason.format(name=greeted, customer=case.reader.name), greeted, overridable=True
        )
    for name in _others(case, greeted):
        reason = _("{name} is not this customer; is this from another ticket?")
        yield Problem("stop", "foreign_name", reason.format(name=name), name, overridable=True)
    if case.japanese and (bare := _bare(case)):
        yield Problem("warn", "missing_san", _("様 is missing after {name}.").format(name=bare), bare)


def _in_address(called: str, address: str) -> bool:
    """Whether an address says the name that is called: `Helen` of helen@acme.example, who writes as Acme Ltd."""
    local = address.partition("@")[0].casefold()
    return _script(called) == "latin" and all(len(p) > 2 and p in local for p in called.casefold().split())


def _greeted(case: Case) -> str:
    """The name a reply calls at its head, without honorific; empty where it calls nobody by name."""
    if case.japanese:
        for line in case.head[:3]:
            hit = _CALLED.match(_HELLO_JA.sub("", _plain(line)))
            if hit and len(line) <= 40 and not _NOBODY.search(hit[1]):
                return hit[1]
        return ""
    hit = _GREETED_EN.match(case.head[0]) if case.head else None
    alone = _CALLED_ALONE.match(case.head[0]) if case.head and hit is None and written_in(case.own) == "en" else None
    called = hit[2] if hit else alone[1] if alone else ""
    if not called or called.split()[0].lower().strip(".") in _ANYBODY | _NO_NAME:
        return ""
    # `Thanks, daniel` is rare and `Thanks, looking into it` is not.
    thanked = hit is not None and hit[0][:5].lower() == "thank" and called[0].islower()
    return "" if thanked or _has_sentence_word(called) else called.strip(" .")


def _has_sentence_word(called: str) -> bool:
    """Whether words in small letters stand there that no name has: `Hello, that order is …`."""
    return not _SENTENCE_WORDS.isdisjoint(called.split()[1:])


def _others(case: Case, greeted: str) -> Iterator[str]:
    """People who are called by name in the text and are not this customer."""
    told = {greeted}
    found: Iterable[str] = (
        _plain(m[1]).strip()
        for m in re.finditer(
            "([^\\s　、,。:：（）()「」]{1,12}(?:[ 　][一-龯々]{1,6})?)[ 　]?(?:様|さま)(?![々式子相態])", case.own
        )
    )
    if not case.japanese:
        titled = [
            m[1]
            for m in _TITLED.finditer(case.own)
            if not _OF_OURS.search(case.own[: m.start()]) and not _AT_OURS.match(case.own[m.end() :])
        ]
        spoken = [m[1] for m in _SPOKEN_TO.finditer(case.own)]
        found = [*titled, *(n for n in spoken if n.lower() not in _NO_NAME | _ANYBODY)]
    for name in found:
        name = _last_name(name) if case.japanese else name
        if (
            name
            and name not in told
            and not any(_same(name, t) for t in told if t)
            and not _same(name, case.reader.name)
        ):
            told.add(name)
            yield name


def _last_name(words: str) -> str:
    """The name right before 様: what stands before it in the sentence goes, common words are no names."""
    piece = re.split("[はがをにでともへのやか]|から|より|ます|です", words)[-1].strip()
    if (
        not piece
        or _NOBODY.search(words)
        or _NOBODY.search(piece)
        or piece in _ALONE
        or _COUNTED.search(words)
        or len(piece) < 2
        or piece.startswith(("お", "ご", "御"))
    ):
        return ""
    return piece if _KANJI.search(piece) or _KANA.search(piece) else ""


def _bare(case: Case) -> str:
    """This customer's name where it stands at the head, or whole in the text, without 様."""
    name = _plain(case.reader.name)
    for line in case.head[:2]:
        said = _BRACKETS.sub("", _plain(line)).strip(" 、,:へ")
        last = said.split()[-1] if said.split() else ""
        if re.search(rf"(?:{_HONORIFIC}|御中|各位)", said):
            break
        if len(said) <= 30 and (
            said == name
            or _joined(said) == _joined(name)
            or _is_family(said, name)
            or (last and _is_family(last, name))
            or _joined(said).endswith(_joined(name))
        ):
            return said
    return _bare_in_text(case, name)


_BRACKETS = re.compile(r"[\[\]【】<>]")


def _bare_in_text(case: Case, name: str) -> str:
    """The whole name of a person as a part of a sentence (山田花子の予約) without 様; not what quotes a name."""
    parts = name.split()
    if len(parts) != 2 or not all(map(_KANJI.search, parts[:1])):
        return ""
    whole = r"\s?".join(map(re.escape, parts))
    found = re.search(rf"(?<![「『:\w]){whole}(?=[のはがにをも、,]|から|より|と(?!申))", _plain_lines(case.own))
    return found[0] if found else ""


def _plain_lines(text: str) -> str:
    return "\n".join(map(_plain, text.splitlines()))


def _is_family(said: str, name: str) -> bool:
    parts = name.split()
    if len(parts) > 1:
        return said == parts[0]
    return len(said) >= 2 and len(name) >= 3 and name.startswith(said) and bool(_KANJI.search(said))


def _same(called: str, name: str) -> bool:
    """Whether a name called may be this person: any part of theirs, or another script that cannot be compared."""
    called, name = _plain(called), _plain(name)
    if _script(called) != _script(name):
        return True
    if _script(name) in ("kanji", "kana"):
        return same_ja(called, name)
    return same_latin(called, name)


def _script(name: str) -> str:
    if _KANJI.search(name):
        return "kanji"
    return "kana" if _KANA.search(name) else "latin" if _LATIN.search(name) else "other"


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _joined(text: str) -> str:
    return text.replace(" ", "")
