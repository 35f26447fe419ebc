"""All checks of a text, in the order people should read them: stops, warnings, hints."""

from __future__ import annotations

from core.care.checks.answered import check_answered
from core.care.checks.case import Case
from core.care.checks.dates import check_dates
from core.care.checks.enclosed import check_enclosed
from core.care.checks.fixes import with_fix
from core.care.checks.language import check_language
from core.care.checks.manners import check_manners
from core.care.checks.names import check_names
from core.care.checks.unfinished import check_unfinished
from core.problems import Problem

_CHECKS = (check_unfinished, check_names, check_enclosed, check_dates, check_language, check_manners, check_answered)
_ORDER = {"stop": 0, "warn": 1, "hint": 2}


def check_text(case: Case) -> list[Problem]:
    """What speaks against a text, the gravest first. Looks at our own words only; costs a few milliseconds."""
    found = [with_fix(problem, case) for check in _CHECKS for problem in check(case)]
    found += _of_the_team(case)
    return sorted(found, key=lambda p: _ORDER[p.level])


def _of_the_team(case: Case) -> list[Problem]:
    """What the team's own rules (HOME/checks.toml) say, each piece once."""
    found = []
    for rule in case.team_checks:
        if rule.lang and rule.lang != ("ja" if case.japanese else "en"):
            continue
        for piece in dict.fromkeys(hit[0] for hit in rule.pattern.finditer(case.own) if hit[0]):
            fix = rule.fix if rule.fix != piece else None
            found.append(Problem(rule.level, rule.code, rule.reason, piece, overridable=True, fix=fix))
    return found
