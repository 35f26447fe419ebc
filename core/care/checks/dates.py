"""Dates: weekdays that fit their date, days that exist, nothing promised for a day that is over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from config.languages import translator
from core.care.checks.case import Case
from core.care.due_en import MONTHS
from core.care.sentences import Sentence
from core.care.sentences import sentences as split
from core.problems import Problem

_ = translator("core")
_JA = "月火水木金土日"
_EN = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_EN_DAY = (
    r"(mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)\.?"
)
_EN_MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_JA_DATE = re.compile(
    rf"(?:(?P<year>\d{{4}})[年/-])?(?P<month>\d{{1,2}})(?:月|/|-(?=\d{{1,2}}\())(?P<day>\d{{1,2}})日?(?:の|"
    rf"は|、|・)?\(?\s?(?P<weekday>[{_JA}])?(?:曜日?|・祝)?\)?(?P<after>.{{0,6}})"
)
_JA_DAY = re.compile(rf"(?<![\d月/])(?P<day>\d{{1,2}})日\((?P<weekday>[{_JA}])(?:曜日?)?\)")
_BEHIND = r"(?:\s?\(?" + _EN_DAY.replace("(mon", "(?P<behind>mon") + r"\)?)?"
_EN_HEAD = rf"(?:\b{_EN_DAY},?\s(?:the\s)?)?\b"
_EN_YEAR = r"(?:,?\s(?P<year>\d{4}))?\b"
_EN_DATES = (
    re.compile(rf"{_EN_HEAD}{_EN_MONTH}\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?{_EN_YEAR}{_BEHIND}", re.IGNORECASE),
    re.compile(
        rf"{_EN_HEAD}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?{_EN_MONTH}{_EN_YEAR}{_BEHIND}", re.IGNORECASE
    ),
)
_CLOCK_JA = "(?:\\([^)]*\\))?の?(?:午前|午後|朝|昼|夕方)?中?(?:\\d{1,2}[時:]\\d{0,2}分?)?"
_AHEAD_JA = re.compile(
    f"^{_CLOCK_JA}(?:まで|必?着|頃|ごろ|以降|を|(?:から|より)(?=.*(?:予定|見込|お待ち|いかが|お取り|ご用意))|"
    "に(?!遡|さかのぼ)|は(?!、?(?:休|お休))|で(?:ご予約を)?(?:いかが|よろしい|承り|お取り|お待ち|ご用意|手配|調整)|"
    "の(?:ご(?:来店|来院|来館|予約|宿泊|参加|訪問)|お越し|開催|予定|見込|お届け|発送|納品|到着|便|午))"
)
"""What follows a day that is spoken of as one to come, where the sentence does not speak of the past."""
_TAKEN_FOR = re.compile(
    "^(?:\\([^)]*\\))?の?(?:午前|午後|夕方)?(?:\\d{1,2}[時:]\\d{0,2}分?)?(?:から)?で(?:ご予約を|お席を|ご予約に)?"
    "(?:承|お取り|ご用意|手配)(?:いたし|致し|し|り|って|して)*(?:ました|ております|ます)"
)
"""`5月10日15時で承りました`: a day that was agreed on lies ahead."""
_LIMIT_JA = re.compile(
    "(?:期限|締め?切り?|期日|納期|予定日|次回[^。、]{0,12}|次の[^。、]{1,10}|お届け日|到着日|ご予約日?|開催日|"
    "ご来店日|ご来院日|"
    "実施日)(?:は|が|[:：])、?\\s?$"
)
"""`期限は4月10日です`: what it names lies ahead."""
_OVER_JA = re.compile("^[^。]{0,14}(?:でした|まし|過ぎ|済)")
_FUTURE_JA = re.compile(
    "(?:(?<!おり)(?<!てい)(?<!でい)(?<!ござい)ます|お待ち(?:し|いたし|申し上げ)て(?:おり|い)ます|(?:いかが|"
    "よろしい)でしょう|"
    "まで(?:と(?:なって|させて)(?:おり|い)ます|で(?:ござい|す))|(?:いただけ|くださ)い?ます(?:でしょう)?か|"
    "ましょうか|"
    "予定|見込|ください|下さい|お願い|めど|目途|目処|ませ)[^た]{0,14}$"
)
_PAST_JA = re.compile(
    "まし(?:た|て)|でした|いただいた|頂いた|済み|付け?で|付けの|された|した(?:ご|お|商品|"
    "件|際|メール)|時点|現在|分(?:の|は|に)|^[^。]{0,14}(?<=[いっしきちりれえけせん来見出])た(?![いくだらりし])|"
    "^[^。]{0,14}(?:いただいて|頂いて|頂戴して|されて)|に(?:発売|発行|公開|発表|締結|作成|発送|到着|入荷|購入|"
    "契約)の|"
    "^(?:\\([^)]*\\))?に?(?:お|ご)(?:注文|購入|連絡|問い?合わせ|申し?込み|依頼|送付|支払い|振込み?)"
)
_AHEAD_EN = re.compile(
    r"\b(?:by|before|no later than|until|till|on|for|around|arriv\w+|at the latest|due|is|from|starting|"
    r"(?:morning|afternoon|evening|night|end|start|middle|week) of)"
    r"\s(?:the\s)?\(?$",
    re.IGNORECASE,
)
_FUTURE_EN = re.compile(
    r"\b(?:will|'ll|going to|should|expect\w*|scheduled|plan\w*|aim\w*|due|please|arrives?|can|shall|"
    r"how about|would|could you|must|have to|has to|needs? to|takes? place|starts?|begins?|ends?|expires?|closes?|"
    r"opens?|see you|forward to|still|meet|expecting|(?:deadline|due date|appointment|stay|visit|last day|"
    r"closing date|"
    r"cut-?off|session|lesson|hearing|next \w+)(?: \w+){0,3} is|(?:is|are) (?:set|on|at|booked|confirmed|"
    r"arranged|reserved|for|by|open "
    r"until|valid until))\b",
    re.IGNORECASE,
)
_PAST_EN = re.compile(
    r"\b(?:was|were|had|did|sent|shipped|received|placed|ordered|arrived|delivered|wrote|"
    r"came|on your|from|since|dated|have been|has been|refunded|paid|charged|called|"
    r"spoke)\b",
    re.IGNORECASE,
)


class Written(NamedTuple):
    """A date as it stands: its words, what it names, and whether the sentence speaks of it as to come."""

    words: str
    year: int | None
    month: int
    day: int
    weekday: int | None
    ahead: bool


def check_dates(case: Case) -> Iterator[Problem]:
    """impossible_date, weekday_mismatch, past_date; all are warnings."""
    for sentence in case.sentences:
        for written in written_dates(sentence):
            yield from _problems(written, case)
        if sentence.japanese:
            yield from _days(sentence, case)


def _problems(written: Written, case: Case) -> Iterator[Problem]:
    day = _date(written, case)
    if day is None:
        yield Problem(
            "warn", "impossible_date", _("There is no such day: {day}.").format(day=written.words), written.words
        )
        return
    if written.weekday is not None and day.weekday() != written.weekday:
        nearby = [_shifted(day, n) for n in (-1, 1)] if written.year is None else []
        if not any(d and d.weekday() == written.weekday and abs((d - case.now.today).days) < 60 for d in nearby):
            reason = _("{day} is not that day of the week.").format(day=written.words)
            yield Problem("warn", "weekday_mismatch", reason, written.words)
    elif written.ahead and day < case.now.today:
        yield Problem("warn", "past_date", _("{day} is over.").format(day=written.words), written.words)


def _days(sentence: Sentence, case: Case) -> Iterator[Problem]:
    """`28日（金）`: a day without its month is one of this month or the next."""
    for hit in _JA_DAY.finditer(sentence.plain):
        number, weekday = int(hit["day"]), _JA.index(hit["weekday"])
        near = [
            _made(
                case.now.today.year + (case.now.today.month + n - 1) // 12,
                (case.now.today.month + n - 1) % 12 + 1,
                number,
            )
            for n in (-1, 0, 1)
        ]
        if number > 31 or number == 0:
            yield Problem("warn", "impossible_date", _("There is no such day: {day}.").format(day=hit[0]), hit[0])
        elif not any(
            d and d.weekday() == weekday and (d >= case.now.today) == bool(i) for i, d in enumerate(near) if d
        ):
            yield Problem(
                "warn", "weekday_mismatch", _("{day} is not that day of the week.").format(day=hit[0]), hit[0]
            )


def written_dates(sentence: Sentence) -> Iterator[Written]:
    """The dates that stand in a sentence, as they stand."""
    said = sentence.plain
    if sentence.japanese:
        for hit in _JA_DATE.finditer(said):
            slash = "月" not in hit[0][: hit.end("day") - hit.start()]
            if slash and (
                not hit["weekday"]
                and not re.match(r"(?:まで|に|の|頃|ごろ|より|以降|\s?\d{1,2}[時:])", hit["after"])
                or re.match(r"/\d", said[hit.end("day") :])
            ):
                continue
            rest = said[hit.end("day") :].removeprefix("日")
            ahead = bool(_LIMIT_JA.search(said[: hit.start()])) and not _OVER_JA.match(rest)
            ahead = ahead or (
                bool(
                    _TAKEN_FOR.match(rest)
                    or _AHEAD_JA.match(rest)
                    or _AHEAD_JA.match(re.sub(r"^\([^)]*\)", "", rest))
                )
                and bool(_TAKEN_FOR.match(rest) or _FUTURE_JA.search(said.rstrip("。!！ ")))
                and not _PAST_JA.search(_TAKEN_FOR.sub("", rest[:24])[:16])
            )
            weekday = (
                _JA.index(hit["weekday"])
                if hit["weekday"] and re.search(r"\(|曜", hit[0][hit.end("day") - hit.start() :])
                else None
            )
            words = said[hit.start() : hit.start("after")].rstrip("は、の")
            yield Written(
                words, int(hit["year"]) if hit["year"] else None, int(hit["month"]), int(hit["day"]), weekday, ahead
            )
        return
    yield from _in_numbers(said)
    for pattern in _EN_DATES:
        for hit in pattern.finditer(said):
            groups = [g.lower()[:3] for g in hit.groups() if g]
            month = next((MONTHS.index(g) + 1 for g in groups if g in MONTHS), 0)
            weekday = next((_EN.index(g) for g in groups if g in _EN), None)
            ahead = _ahead_en(said, hit.start())
            yield Written(
                hit[0].strip(" ()"), int(hit["year"]) if hit["year"] else None, month, int(hit["day"]), weekday, ahead
            )


def _ahead_en(said: str, place: int) -> bool:
    """Whether an English sentence speaks of the date that stands at a place as one to come."""
    return (
        bool(_AHEAD_EN.search(said[:place]))
        and bool(_FUTURE_EN.search(said))
        and not _PAST_EN.search(_FROM_ON.sub("", said[max(0, place - 30) : place]))
    )


_FROM_ON = re.compile(
    r"\b(?:apply|applies|valid|effective|changes?|starts?|open|available|begins?|runs?|closed|off|away) from\b",
    re.IGNORECASE,
)
"""`will apply from 1 September`: what begins, not where something came from."""
_ISO = re.compile(
    rf"(?:\b{_EN_DAY},?\s)?\(?\b(?P<year>\d{{4}})-(?P<month>\d{{1,2}})-(?P<day>\d{{1,2}})\b", re.IGNORECASE
)
_NUMBERS = re.compile(
    rf"(?:\b{_EN_DAY},?\s)?\(?(?<![\d/.])(?P<one>\d{{1,2}})(?P<sign>[/.])(?P<two>\d{{1,2}})(?P=sign)(?P<year>\d{{4}})\b",
    re.IGNORECASE,
)
_ON_NUMBERS = re.compile(
    r"\b(?:on|by|until|till|before|from) (?P<one>\d{1,2})/(?P<two>\d{1,2})(?![\d/%])", re.IGNORECASE
)


def _in_numbers(said: str) -> Iterator[Written]:
    """`2026-11-30`, `30/11/2026`, `11/30/2026`, `30.11.2026`, `on 11/30`: nothing where day and month may be "
    "either."""
    for hit in _ISO.finditer(said):
        yield _numbered(said, hit, int(hit["year"]), int(hit["month"]), int(hit["day"]))
    for pattern in (_NUMBERS, _ON_NUMBERS):
        for hit in pattern.finditer(said):
            one, two = int(hit["one"]), int(hit["two"])
            year = int(hit["year"]) if pattern is _NUMBERS else None
            fits = [(m, d) for m, d in ((one, two), (two, one)) if _made(year or 2028, m, d)]
            if len(set(fits)) < 2 and max(one, two) < 40:
                month, day = fits[0] if fits else (min(one, two), max(one, two))
                yield _numbered(said, hit, year, month, day)


def _numbered(said: str, hit: re.Match[str], year: int | None, month: int, day: int) -> Written:
    named = next((g.lower()[:3] for g in hit.groups() if g and g[0].isalpha()), None)
    words = hit[0].replace("(", "").strip()
    return Written(words, year, month, day, _EN.index(named) if named else None, _ahead_en(said, hit.start()))


def _date(written: Written, case: Case) -> date | None:
    today = case.now.today
    if written.year:
        return _made(written.year, written.month, written.day)
    if (written.month, written.day) == (2, 29):
        return next((d for y in range(today.year, today.year + 2) if (d := _made(y, 2, 29))), None)
    found = _made(today.year, written.month, written.day)
    if found is None:
        return None
    if (today - found).days > 183:
        return _shifted(found, 1)
    return _shifted(found, -1) if (found - today).days > 240 and not written.ahead else found


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _shifted(day: date, years: int) -> date | None:
    return _made(day.year + years, day.month, day.day)


def date_of(words: str, case: Case) -> date | None:
    """The day that a date names as it is written, whatever weekday stands beside it; None for none."""
    for sentence in split(words):
        for written in written_dates(sentence):
            return _date(written, case)
    return None
