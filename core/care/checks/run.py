"""All checks of a text, in the order people should read them: stops, warnings, hints."""

from __future__ import annotations

from core.care.checks.answered import check_answered
from core.care.checks.case import Case
from core.care.checks.dates import check_dates
from core.care.checks.enclosed import check_enclosed
from core.care.checks.language import check_language
from core.care.checks.manners import check_manners
from core.care.checks.names import check_names
from core.care.checks.unfinished import check_unfinished
from core.problems import Problem

_CHECKS = (check_unfinished, check_names, check_enclosed, check_dates, check_language, check_manners, check_answered)
_ORDER = {"stop": 0, "warn": 1, "hint": 2}


def check_text(case: Case) -> list[Problem]:
    """What speaks against a text, the gravest first. Looks at our own words only; costs a few milliseconds."""
    found = [problem for check in _CHECKS for problem in check(case)]
    return sorted(found, key=lambda p: _ORDER[p.level])
