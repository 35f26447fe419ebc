"""Customers at risk: amber at one bad experience, red at two, from facts that can be counted, with the reasons.

The facts stand in the tickets (core/care/facts.py); the customer's risk stands as flags on all of their tickets, so
that lists, queries and bulk see it. A person clears it with a word why; what happens later counts anew. What is
older than ninety days when something new happens does not count.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from config.languages import translator
from core.care.clearing import Clearing
from core.care.facts import BROKEN, CHASED, LATE, PRAISE, REOPENED, UNANSWERED, UNHAPPY, Fact, counted
from core.store import Store
from core.store.rows import Found
from core.tickets import Flag
from core.times import stored

_ = translator("core")
CODE = "risk."
"""How the codes of these flags begin; what follows is the kind of fact."""
CONTACTS = "contacts"
CLEARED = "customer.clear"
WINDOW = timedelta(days=90)
"""What is older when something new happens does not count."""
_MONTH = timedelta(days=30)
_ENGLISH = {
    UNHAPPY: "{about} mail on {day}",
    LATE: "first answer was late on {day}",
    BROKEN: "promise kept late on {day}",
    REOPENED: "wrote again after it was solved, {day}",
    CHASED: "had to ask again on {day}",
    UNANSWERED: "solved with a question unanswered, {day}",
    CONTACTS: "third contact in a month, {day}",
}


def weigh(store: Store, numbers: Sequence[int]) -> None:
    """Write the risk of some customers on their tickets, where it is another than stands there."""
    table, people = store.table("tickets"), store.table("customers")
    theirs: dict[int, list[Found]] = {number: [] for number in numbers}
    for doc_id, doc in table.rows.numbered("customer", frozenset(numbers)):
        theirs[doc["customer"]].append((doc_id, doc))
    for number, found in theirs.items():
        flags = risk_flags([doc for _id, doc in found], cleared_at(people.get(doc_id=number)))
        for doc_id, doc in found:
            wanted = [*without_risk(doc["flags"]), *flags]
            if wanted != doc["flags"]:
                table.put(doc_id, {**doc, "flags": wanted, "rev": store.stamp() + 1})


def at_risk(store: Store, numbers: Collection[int]) -> list[int]:
    """Of these customers those on whose tickets a mark stands, by indexes alone."""
    if not numbers:
        return []
    store.table("tickets").rows.flush()
    sql = (
        "SELECT DISTINCT c_customer FROM d_tickets WHERE c_customer IN (SELECT value FROM json_each(?)) "
        "AND id IN (SELECT id FROM m_tickets_flags)"
    )
    return [number for (number,) in store.engine.session.rows(sql, (json.dumps(sorted(numbers)),))]


def matters(doc: Mapping[str, Any], old: Mapping[str, Any] | None) -> bool:
    """Whether a ticket's change may change its customer's risk."""
    if old is None:
        return True  # their others may bear a risk that this one has to bear as well
    return is_moved(doc, old) or (
        bool(doc["facts"] or counted(old) or any(is_risk(f) for f in old.get("flags", ())))
        or doc["first_in"] != old.get("first_in")
        or old["customer"] != doc["customer"]
    )


def is_moved(doc: Mapping[str, Any], old: Mapping[str, Any]) -> bool:
    """Whether a decision, which changes no mail, has changed what of a ticket counts: facts, or that it is spam."""
    return bool(doc["facts"] != old.get("facts") or (doc["status"] == "spam") != (old["status"] == "spam"))


def risk_flags(docs: Sequence[Mapping[str, Any]], cleared: str) -> list[dict[str, str]]:
    """The flags of a customer with these tickets: one for each bad experience, all of the same level."""
    facts = _counting(docs, cleared)
    level = "red" if len(facts) > 1 else "amber"
    return [
        {
            "level": level,
            "reason": _ENGLISH[kind].format(about=about, day=at[:10]),
            "code": f"{CODE}{kind}",
            "about": f"{at[:10]} {about}".strip(),
        }
        for kind, at, about in facts
    ]


def _counting(docs: Sequence[Mapping[str, Any]], cleared: str) -> list[Fact]:
    facts = experiences(docs)
    begun = [d["first_in"] for d in docs if d["status"] != "spam" and d.get("first_in")]
    newest = max([f[1] for f in facts] + begun, default="")
    if not newest:
        return []
    since = max(cleared, stored(datetime.fromisoformat(newest) - WINDOW))
    return sorted((f for f in facts if f[1] > since), key=lambda f: (f[1], f[0]))


def experiences(docs: Sequence[Mapping[str, Any]]) -> list[Fact]:
    """Every bad experience on a customer's tickets, whenever it was; spam has none."""
    real = [d for d in docs if d["status"] != "spam"]
    facts = [f for d in real for f in counted(d) if f[0] != PRAISE]
    return facts + _contacts(sorted(d["first_in"] for d in real if d.get("first_in")))


def _contacts(begun: Sequence[str]) -> list[Fact]:
    """The newest matter that was the third or a later one within a month."""
    for place in range(len(begun) - 1, 1, -1):
        if datetime.fromisoformat(begun[place]) - datetime.fromisoformat(begun[place - 2]) <= _MONTH:
            return [[CONTACTS, begun[place], ""]]
    return []


def is_risk(flag: Mapping[str, str]) -> bool:
    """Whether a flag of a document is one of these."""
    return str(flag.get("code", "")).startswith(CODE)


def without_risk(flags: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    """The other flags of a document."""
    return [dict(f) for f in flags if not is_risk(f)]


def cleared_at(person: Mapping[str, Any] | None) -> str:
    """When a person last cleared the risk of this customer (stored time), "" for never."""
    said = (person or {}).get("cleared") or ()
    return max((str(c["at"]) for c in said), default="")


def clearings(person: Mapping[str, Any]) -> tuple[Clearing, ...]:
    """Every time the risk of this customer was cleared, oldest first."""
    said = person.get("cleared") or ()
    return tuple(Clearing(datetime.fromisoformat(c["at"]), c["by"], c["why"]) for c in said)


def reason_of(flag: Flag) -> str | None:
    """Why a customer is at risk, in the language in force; None for a flag that is about something else."""
    if not flag.code.startswith(CODE):
        return None
    day, _space, about = flag.about.partition(" ")
    moods = {"unhappy": _("unhappy"), "angry": _("angry"), "leaving": _("about to leave")}
    sentences = {
        UNHAPPY: _("wrote {mood} mail on {day}"),
        LATE: _("first answer was late on {day}"),
        BROKEN: _("promise kept late on {day}"),
        REOPENED: _("wrote again after it was solved, {day}"),
        CHASED: _("had to ask again on {day}"),
        UNANSWERED: _("solved with a question unanswered, {day}"),
        CONTACTS: _("third contact in a month, {day}"),
    }
    said = sentences.get(flag.code.removeprefix(CODE))
    return said.format(mood=moods.get(about, about), day=day) if said else None
