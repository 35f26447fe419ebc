"""Japanese time expressions: 明日の15時, 3営業日以内, 来週水曜, 月末, 12月3日 (木) …"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from re import Match

from core.care.due import Day, Found, Now, Rule, at, day_of_month, scan

_WEEKDAYS = "月火水木金土日"
_TO = "(?:~|-|ー|―|から|ないし|または|、|,|・)"
_MONTHS = "(?:[かヶカヵケ箇]月)"
_SPAN_END = (
    "(?:以内|内|後|ほど|程度|程|くらい|ぐらい|前後|間|(?:を|も)?(?:目安|目処|めど|"
    "目途|頂|いただ|要)|で|の(?:うち|間)|お時間)"
)
_CLOCK = re.compile(
    r"(?:(?P<half>午前|午後|AM|PM|am|pm|朝|夕方?|"
    r"夜)の?)?(?P<hour>\d{1,2})(?:時(?:(?P<minute>\d{1,2})分|(?P<thirty>半))?|"
    r":(?P<colon>\d{2}))"
    r"(?!間)"
)
_NAMED_CLOCKS = (
    (re.compile("午前中|午前|正午|昼まで|お昼|朝一番?|朝イチ|朝いち|始業|朝のうち"), time(12)),
    (re.compile("午後|夕方|夕刻|終業|営業終了|営業時間(?:内|終了)|定時|夜|日中"), None),
)
_DAYLESS = re.compile("(午前中|正午|お昼)|(?:夕方|夕刻|終業|営業時間内|午後|夜)(?=まで|に|中|の(?:うち|間))")
_AFTER_DAY = re.compile(r"(?:の|、|,|中|\s|\([^)]{1,6}\)|に|まで(?:の|に)?)*")
_HOLIDAY_RUNS = "(?:連休|GW|ゴールデンウィーク|お盆|夏季休業|夏休み|休み|休業|正月|年末年始)"


def _weekday(word: str | None) -> int | None:
    return _WEEKDAYS.index(word) if word else None


def _plain(word: str) -> int:
    return {"今": 0, "本": 0, "当": 0, "来": 1, "次": 1, "翌": 1, "再来": 2, "翌々": 2}[
        word.removesuffix("週").removesuffix("月")
    ]


def _workdays(hit: Match[str], now: Now) -> Day:
    return now.calendar.workday_after(now.today, int(hit[2] or hit[1]))


def _hours(hit: Match[str], now: Now) -> Day:
    number = min(float(hit[2] or hit[1]), 10_000)
    return now.moment + timedelta(hours=number) if hit[3] == "時間" else now.moment + timedelta(minutes=number)


def _half_hour(hit: Match[str], now: Now) -> Day:
    return now.moment + timedelta(hours=int(hit[1]), minutes=30)


def _week_span(hit: Match[str], now: Now) -> Day:
    return now.in_days(7 * int(hit[2] or hit[1]))


def _month_span(hit: Match[str], now: Now) -> Day:
    return now.in_months(int(hit[2] or hit[1]))


def _day_span(hit: Match[str], now: Now) -> Day:
    return now.in_days(int(hit[2] or hit[1]))


def _date(hit: Match[str], now: Now) -> Day:
    year = int(hit["year"]) if hit["year"] else None
    first = now.dated(int(hit["month"]), int(hit["day"]), year)
    if first is None or not hit["until"]:
        return first
    month = int(hit["until_month"] or hit["month"])
    return now.dated(month, int(hit["until"]), first.year if month >= first.month else first.year + 1) or first


def _slashed(hit: Match[str], now: Now) -> Day:
    return now.dated(int(hit[2]), int(hit[3]), int(hit[1]) if hit[1] else None)


def _of_month(hit: Match[str], now: Now) -> Day:
    return day_of_month(now.today, _plain(hit[1]), int(hit[2]))


def _part_of_month(hit: Match[str], now: Now) -> Day:
    if hit[1].isdigit():
        found = now.dated(int(hit[1]), 28)
        first = found.replace(day=1) if found else now.today
        if first < now.today.replace(day=1):
            first = first.replace(year=first.year + 1)
    else:
        first = day_of_month(now.today, _plain(hit[1]), 1)
    part = hit[2] or ""
    if part in ("上旬", "初旬"):
        return first.replace(day=10)
    if part in ("中旬", "半ば", "なかば", "中頃", "中ごろ"):
        return first.replace(day=20 if part == "中旬" else 15)
    if part in ("初め", "はじめ", "頭", "初", "早々"):
        return now.calendar.workday_after(first, 0)
    if part == "前半":
        return first.replace(day=15)
    return now.calendar.last_of_month(first)


def _month_end(_hit: Match[str], now: Now) -> Day:
    return now.calendar.last_of_month(now.today)


def _day_of_week(hit: Match[str], now: Now) -> Day:
    return now.weekday(_WEEKDAYS.index(hit[2]), _plain(hit[1]))


def _part_of_week(hit: Match[str], now: Now) -> Day:
    week = now.monday + timedelta(days=7 * _plain(hit[1]))
    part = hit[2] or ""
    if part == "明け":
        return now.calendar.first_of_week(week + timedelta(days=7))
    if part in ("初め", "はじめ", "頭", "あたま", "早々", "初頭", "アタマ"):
        return now.calendar.first_of_week(week)
    if part in ("前半", "半ば", "なかば", "中頃", "中ごろ", "中盤"):
        return week + timedelta(days=2)
    return now.calendar.last_of_week(week)


def _next_week_start(hit: Match[str], now: Now) -> Day:
    following = now.monday + timedelta(days=7)
    weekday = _weekday(hit[1])
    return now.calendar.first_of_week(following) if weekday is None else following + timedelta(days=weekday)


def _week_end(_hit: Match[str], now: Now) -> Day:
    return now.calendar.last_of_week(now.today)


def _bare_weekday(hit: Match[str], now: Now) -> Day:
    found = now.weekday(_WEEKDAYS.index(hit[1]))
    return (
        found if found > now.today or hit[0].startswith("今日") else found + timedelta(days=7 * (found == now.today))
    )


def _next_workday(_hit: Match[str], now: Now) -> Day:
    return now.calendar.workday_after(now.today)


def _second_workday(_hit: Match[str], now: Now) -> Day:
    return now.calendar.workday_after(now.today, 2)


def _morning(_hit: Match[str], now: Now) -> Day:
    return at(now.in_days(1), time(12), now)


def _day_ahead(hit: Match[str], now: Now) -> Day:
    return now.day_ahead(int(hit[2] or hit[1]))


def _year_end(hit: Match[str], now: Now) -> Day:
    last = date(now.today.year, 12, 31)
    if hit[1]:
        last = date(now.today.year + (now.today.month > 3), 3, 31)
    return now.calendar.workday_before(last)


def _after_holidays(_hit: Match[str], now: Now) -> Day:
    """The first day worked after the next two days off that are no mere weekend."""
    day = now.today
    for _number in range(60):
        back = now.calendar.workday_after(day)
        if (back - day).days > 3 or ((back - day).days > 2 and back.weekday() != 0):
            return back
        day = back
    return None


def _vague(_hit: Match[str], _now: Now) -> Day:
    return None


_N = r"(\d{1,3})"
_RULES: tuple[Rule, ...] = (
    (
        re.compile(f"{_N}(?:{_TO}{_N})?営業日(?:{_TO}{_N}営業日)?"),
        lambda h, n: n.calendar.workday_after(n.today, int(h[3] or h[2] or h[1])),
    ),
    (re.compile(f"{_N}時間半"), _half_hour),
    (re.compile(rf"(\d{{1,3}}(?:\.\d)?)(?:時間)?(?:{_TO}(\d{{1,3}}))?(時間|分)(?!前|に)(?:{_SPAN_END}|を)?"), _hours),
    (re.compile(f"{_N}(?:週間)?(?:{_TO}{_N})?週(?:間)?(?!目)"), _week_span),
    (re.compile(f"{_N}(?:{_MONTHS})?(?:{_TO}{_N})?{_MONTHS}(?!前)"), _month_span),
    (
        re.compile(
            rf"(?:(?P<year>\d{{4}})年)?(?P<month>\d{{1,2}})月(?P<day>\d{{1,2}})日?(?:\([^)]{{1,6}}\)|・?[{_WEEKDAYS}]曜日?)?"
            rf"(?:{_TO}(?:(?P<until_month>\d{{1,2}})月)?(?P<until>\d{{1,2}})日?)?(?:\([^)]{{1,6}}\))?"
        ),
        _date,
    ),
    (re.compile(r"(?:(\d{4})[/-])(\d{1,2})[/-](\d{1,2})(?:\([^)]{1,6}\))?"), _slashed),
    (re.compile(r"(?<![\d/])()(\d{1,2})/(\d{1,2})(?![\d/])(?:\([^)]{1,6}\))?"), _slashed),
    (re.compile(r"(今月|本月|来月|翌月|再来月)の?(\d{1,2})日"), _of_month),
    (
        re.compile(
            "(今月|本月|当月|来月|翌月|再来月)の?(上旬|初旬|中旬|下旬|半ば|なかば|中頃|末|前半|"
            "後半|初め|はじめ|頭|中|いっぱい|内)?(?:まで)?(?!分|号)"
        ),
        _part_of_month,
    ),
    (
        re.compile(r"(\d{1,2})月の?(上旬|初旬|中旬|下旬|半ば|なかば|中頃|末|前半|後半|初め|はじめ|頭|中|いっぱい)"),
        _part_of_month,
    ),
    (re.compile("月末|月内"), _month_end),
    (
        re.compile(
            f"(今週|来週|次週|翌週|再来週|翌々週)の?([{_WEEKDAYS}])(?:曜日?|\\(|(?=まで|に|の|中|ま|午|、|\\d))\\)?"
        ),
        _day_of_week,
    ),
    (
        re.compile(
            "(今週|来週|次週|翌週|再来週|翌々週)の?(明け|初め|はじめ|初頭|頭|あたま|アタマ|早々|"
            "前半|半ば|なかば|中頃|中盤|後半|末|中|いっぱい|内)?"
        ),
        _part_of_week,
    ),
    (re.compile(f"週明け(?:早々)?の?(?:([{_WEEKDAYS}])曜日?)?"), _next_week_start),
    (re.compile("週末|週内"), _week_end),
    (re.compile("翌々営業日"), _second_workday),
    (re.compile("翌営業日|次の?営業日|明営業日"), _next_workday),
    (re.compile("今明日|[1一]両日"), lambda _h, n: n.in_days(1)),
    (re.compile("明後日|あさって|明々後日の前日|翌々日"), lambda _h, n: n.in_days(2)),
    (re.compile(r"明(?:朝|日の?朝)(?=の?\d)"), lambda _h, n: n.in_days(1)),
    (re.compile("明朝|明日の?朝"), _morning),
    (re.compile("明日|あした|あす(?![かけ])|翌日|明晩"), lambda _h, n: n.in_days(1)),
    (re.compile("本日|今日(?!は(?:ご|お)|は、)|今夕|今夜|今晩|当日中|即日"), lambda _h, n: n.today),
    (re.compile(f"(?<![月/])(?:次の|今度の)?([{_WEEKDAYS}])曜日?"), _bare_weekday),
    (
        re.compile(r"(?<![\d月/])(1[5-9]|2\d|3[01])日()()(?=で(?:調整|承|お願い|確定|予定|設定|予約|手配))"),
        _day_ahead,
    ),
    (re.compile(r"(?<![\d月/、,~-])([89]|[12]\d|3[01])日を(?:めど|目処|目途)"), lambda h, n: n.day_ahead(int(h[1]))),
    (re.compile(f"(?<![\\d月/]){_N}(?:日)?(?:{_TO}{_N})?日{_SPAN_END}(?!は)"), _day_span),
    (re.compile(f"(?<![\\d月/]){_N}{_TO}{_N}日"), _day_span),
    (
        re.compile(
            r"(?<![\d月/])(\d{1,2})日(?:\([^)]{1,6}\))?(?:~(\d{1,2})日)?(?=\(|の|に|まで|付|頃|"
            r"ごろ|より|から|中|、|発|午|朝|着|を|で|\)|\d{1,2}[時:]|$)"
        ),
        _day_ahead,
    ),
    (re.compile("(年度)(?:内|末|中)"), _year_end),
    (re.compile("()年(?:内|末(?!年始))"), _year_end),
    (re.compile(f"{_HOLIDAY_RUNS}(?:明け|後)"), _after_holidays),
)


def times_ja(text: str, now: Now) -> list[Found]:
    """Every time expression of a Japanese sentence (as `Sentence.plain` gives it), days with their times of day."""
    found: list[Found] = []
    for start, end, day in scan(text, _RULES, now):
        if isinstance(day, datetime) or day is None:
            found.append(Found(start, end, day))
            continue
        clock, until = _clock_after(text, end)
        found.append(Found(start, until, at(day, clock, now)))
    taken = [(f.start, f.end) for f in found]
    for hit in _CLOCK.finditer(text):
        if any(start < hit.end() and hit.start() < end for start, end in taken):
            continue
        if (clock := _clock_of(hit)) is not None:
            moment = at(now.today, clock, now)
            found.append(Found(hit.start(), hit.end(), moment if moment > now.moment else moment + timedelta(days=1)))
    for hit in _DAYLESS.finditer(text):
        if not any(start <= hit.start() < end for start, end in taken):
            moment = at(now.today, time(12) if hit[1] else None, now)
            found.append(Found(hit.start(), hit.end(), moment if moment > now.moment else moment + timedelta(days=1)))
    return sorted((_unless_open(text, f) for f in found), key=lambda f: f.start)


def _unless_open(text: str, found: Found) -> Found:
    """`中旬以降` names a beginning and no end; `本日18時以降` still names its day."""
    if not text.startswith("以降", found.end) or re.search(r"\d時$|\d分$|:\d\d$", text[found.start : found.end]):
        return found
    return Found(found.start, found.end, None)


def _clock_after(text: str, end: int) -> tuple[time | None, int]:
    """The time of day that belongs to the day before it, the later end of a range, and where it ends."""
    gap = _AFTER_DAY.match(text, end)
    place = gap.end() if gap else end
    hit = _CLOCK.match(text, place)
    if hit is not None:
        until = re.compile(rf"(?:頃|ごろ)?{_TO}").match(text, hit.end())
        later = _CLOCK.match(text, until.end()) if until else None
        chosen = later or hit
        half = chosen["half"] or hit["half"]
        return _clock_of(chosen, half), chosen.end()
    for pattern, clock in _NAMED_CLOCKS:
        if named := pattern.match(text, place):
            return clock, named.end()
    return None, end


def _clock_of(hit: Match[str], half: str | None = None) -> time | None:
    hour = int(hit["hour"])
    minute = 30 if hit["thirty"] else int(hit["minute"] or hit["colon"] or 0)
    word = (half or hit["half"] or "").lower()
    if word in ("午後", "pm", "夕", "夕方", "夜") and hour < 12:
        hour += 12
    return time(hour, minute) if hour < 24 and minute < 60 else None
