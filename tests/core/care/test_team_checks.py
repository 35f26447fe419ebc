"""The team's own rules in HOME/checks.toml, and fixes that one key puts in."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.errors import ConfigError
from config.team_checks import load_checks
from core.care.checks.case import Case, Reader
from core.care.checks.run import check_text
from core.desk import Desk
from core.problems import Problem
from tests.core.care.test_words import NOW
from tests.core.mails import arrival, mail

RULES = """
[[check]]
code = "brand_name"
words = ["Madguchi"]
reason = "Our name is written Madoguchi."
fix = "Madoguchi"
[[check]]
code = "no_discount"
pattern = "\\\\d+ ?% off"
level = "stop"
reason = "Discounts are promised by sales alone."
lang = "en"
"""


def _problems(home: Path, text: str, **fields: object) -> list[Problem]:
    return check_text(Case(own=text, now=NOW, team_checks=load_checks(home), **fields))  # type: ignore[arg-type]  # as given


def test_a_rule_of_the_team_is_told_with_its_reason_and_fix(tmp_path: Path) -> None:
    (tmp_path / "checks.toml").write_text(RULES, encoding="utf-8")
    stop, warn = _problems(tmp_path, "Hello Bob,\nMadguchi gives you 20% off.")
    assert (stop.level, stop.code, stop.text, stop.fix) == ("stop", "no_discount", "20% off", None)
    assert (warn.level, warn.code, warn.fix) == ("warn", "brand_name", "Madoguchi")
    assert [p.code for p in _problems(tmp_path, "山田様\nお世話になっております。20% offです。")] == []


def test_a_rule_of_the_team_stops_a_reply(desk: Desk) -> None:
    (desk.home.root / "checks.toml").write_text(RULES, encoding="utf-8")
    code = next(iter(desk.take_in([arrival(1, mail(1))]).opened))
    draft = desk.replies.start(code, text="Hello Hanako, here is 20% off for you.")
    found = {p.code: p.level for p in desk.replies.check(draft)}
    assert found["no_discount"] == "stop"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('[[check]]\nwords = ["x"]\n', r"check\[1\].reason"),
        ('[[check]]\nreason = "r"\n', r"check\[1\]"),
        ('[[check]]\nreason = "r"\npattern = "("\n', r"check\[1\].pattern"),
        ('[[check]]\nreason = "r"\npattern = "x*"\n', r"check\[1\].pattern"),
        ('[[check]]\nreason = "r"\nwords = ["x"]\nlevle = "warn"\n', r"check\[1\].levle"),
        ('[[check]]\nreason = "r"\nwords = ["x"]\nlevel = "loud"\n', r"check\[1\].level"),
        ("[checks]\n", "checks"),
        ("[[check]\n", "checks.toml"),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path: Path, text: str, named: str) -> None:
    (tmp_path / "checks.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=named):
        load_checks(tmp_path)


def test_fixes_say_what_to_write_instead() -> None:
    reader = Reader("山田 花子", "h@x.example", "ja", "utf-8")
    case = Case(own="山田\n先日おっしゃられた件、了解しました。", now=NOW, reader=reader, late=True)
    fixes = {p.code: (p.text, p.fix) for p in check_text(case)}
    assert fixes["missing_san"] == ("山田", "山田 様")
    assert fixes["ng_word"] == ("了解しました", "承知いたしました")
    assert fixes["missing_apology"][1] is not None
    assert fixes["double_honorific"] == ("おっしゃられ", "おっしゃっ")
