"""The charter as a page: what we promise of ourselves, what was kept of it, and the record with one customer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from core import decisions
from core.care.charter_page import charter_text, kept_of
from core.desk import Desk
from tests.core.care.test_report import _take as take
from tests.core.mails import NOON, arrival, mail

CHARTER = """
[calendar]
zone = "UTC"
[[targets]]
customer = "@customer.example"
first = "4h"
[[targets]]
first = "2d"
[words]
never = ["whatever"]
[tone]
do = ["name the day"]
dont = ["blame the courier"]
"""
US = "Shop <support@shop.example>"


def test_the_page_says_what_is_promised_and_what_was_kept(desk: Desk) -> None:
    (desk.home.root / "charter.toml").write_text(CHARTER, encoding="utf-8")
    for number, hours in ((1, 72), (2, 1)):
        take(desk, number, NOON + timedelta(hours=2 * number), "H <hanako@customer.example>", "Which size fits?")
        answered = NOON + timedelta(hours=2 * number + hours)
        take(desk, number + 10, answered, US, "It is M.", f"r{number}@x.example")
    kept = kept_of(desk, NOON + timedelta(days=4))
    text = charter_text(kept)
    assert "- @customer.example: first answer within 4 h" in text
    assert "- Answers within these targets: 1 of 2" in text
    assert text.index("## We do\n") < text.index("name the day") < text.index("## We do not\n")
    said = kept.as_json()
    assert (said["last_days"]["answers"], said["last_days"]["within_target"]) == (2, 1)
    assert (said["never"], said["targets"][1]["first"]) == (["whatever"], "2d")


def test_a_customer_shows_the_promises_kept_to_them_and_those_kept_late(desk: Desk) -> None:
    code = next(iter(desk.take_in([arrival(1, mail(1))]).opened))
    now = datetime.now(UTC)
    for due in (now + timedelta(hours=1), now - timedelta(hours=1)):
        made = desk.do(decisions.promise(code, "refund", due))
        promise = desk.care.promised(code)[-1].id
        desk.do(decisions.keep_promise(code, promise))
        assert made
    person = desk.customer("hanako@customer.example")
    assert (person.promises_kept, person.promises_late) == (1, 1)
