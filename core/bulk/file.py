"""A plan as a text file: readable, diffable, and safe to edit. Wrong lines are named by their numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches
from itertools import pairwise

from config.errors import UsageError
from config.languages import translator
from core.bulk.plan import Block, Excluded, Plan
from core.compose_body import tidy
from core.mail.addresses import read_addresses
from core.mail.message import Address
from core.text import clean

_ = translator("core")
_RULE = "==="
_VERSION = "1"
_END = "end"
_TOP = ("mado-plan", "plan", "made", "by", "query", "canned", "csv", "seen", "note")
_BLOCK = ("to", "cc", "bcc", "subject", "mailbox", "seen", "answers", "canned", "then", "literal")
_STATUSES = ("open", "pending", "solved", "closed")
_MOST_SAID = 5
_GUIDE = """\
# A plan of bulk replies. Each block below is one mail, with its text exactly as it will be sent.
# Change texts, subjects and recipients as you like; take a whole block out and that mail is not sent.
# A line of a text that begins with === is written \\===. The last line stays. Then: mado bulk check, mado bulk apply.
"""


def write_plan(plan: Plan) -> str:
    """The plan as the text of its file."""
    lines = [_GUIDE.rstrip("\n"), f"mado-plan: {_VERSION}", f"plan: {plan.id}", f"made: {plan.made.isoformat()}"]
    lines += [f"by: {_flat(plan.by)}", f"query: {_flat(plan.query)}", f"canned: {_flat(plan.canned)}"]
    lines += [f"csv: {_flat(plan.csv)}"] if plan.csv else []
    lines += [f"seen: {plan.seen}", *(f"note: {_flat(n)}" for n in plan.notes), ""]
    for block in plan.blocks:
        lines += _written(block)
    if plan.excluded:
        lines.append(f"{_RULE} excluded")
        lines += [f"{e.ticket} | {e.code} | {_person(e.customer)} | {_flat(e.reason)}" for e in plan.excluded]
    return "\n".join(lines).rstrip("\n") + f"\n\n{_RULE} {_END}\n"


def _written(block: Block) -> Iterator[str]:
    yield f"{_RULE} {block.ticket}"
    for name, people in (("to", block.to), ("cc", block.cc), ("bcc", block.bcc)):
        if people:
            yield f"{name}: {', '.join(map(_person, people))}"
    yield f"subject: {_flat(block.subject)}"
    yield f"mailbox: {block.mailbox}"
    yield f"seen: {block.seen}"
    yield f"answers: {block.answers}"
    yield from (f"canned: {key}" for key in block.canned)
    yield f"then: {block.then}"
    yield from (f"literal: {piece}" for piece in block.literals)
    yield ""
    yield from (
        f"\\{x}" if x.lstrip("\\").startswith(_RULE) else x for x in tidy(block.body).rstrip("\n").split("\n")
    )
    yield ""


def read_plan(text: str) -> Plan:
    """Read a plan's file again. Raises UsageError that names the wrong lines."""
    reader = _Reader(text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n"))
    plan = reader.plan()
    if reader.wrong or plan is None:
        said = "; ".join(reader.wrong[:_MOST_SAID])
        more = len(reader.wrong) - _MOST_SAID
        said += _(" (and {n} more)").format(n=more) if more > 0 else ""
        raise UsageError(
            _("The plan cannot be read: {what}").format(what=said),
            hint=_("Mend these lines; nothing was sent."),
            code="bad_plan",
        )
    return plan


@dataclass(slots=True)
class _Reader:
    lines: Sequence[str]
    wrong: list[str] = field(default_factory=list)

    def plan(self) -> Plan | None:
        rules = [n for n, line in enumerate(self.lines) if line.startswith(_RULE)]
        top = self._header(range(rules[0] if rules else len(self.lines)), _TOP, comments=True)
        if top.get("mado-plan", [""])[0].strip() != _VERSION:
            self._say(0, _("this is no plan of `mado bulk plan`"))
            return None
        blocks: dict[str, Block] = {}
        excluded: list[Excluded] = []
        for start, end in pairwise([*rules, len(self.lines)]):
            name = self.lines[start][len(_RULE) :].strip()
            if name == _END:
                continue
            if name == "excluded":
                excluded += self._excluded(start + 1, end)
            elif name in blocks:
                self._say(start, _("{code} has a block already").format(code=name[:40]))
            elif not name or " " in name:
                self._say(start, _("after === stands a ticket's code; a text's own line is written \\==="))
            elif block := self._block(name, start, end):
                blocks[name] = block
        if not rules or self.lines[rules[-1]][len(_RULE) :].strip() != _END:
            self._say(len(self.lines) - 1, _("the last line, === end, is missing: the plan was cut off"))
        try:
            made, seen, name = datetime.fromisoformat(top["made"][0]), int(top["seen"][0]), top["plan"][0]
        except (KeyError, ValueError):
            self._say(0, _("plan, made or seen at the top is missing or wrong"))
            return None
        said = {key: top.get(key, [""])[0] for key in ("by", "query", "canned", "csv")}
        return Plan(
            name, made, said["by"], said["query"], said["canned"], seen, list(blocks.values()), excluded, said["csv"],
            top.get("note", []),
        )  # fmt: skip

    def _block(self, code: str, start: int, end: int) -> Block | None:
        gap = next((n for n in range(start + 1, end) if not self.lines[n].strip()), end)
        head = self._header(range(start + 1, gap), _BLOCK)
        body = [x[1:] if x.startswith("\\") and x.lstrip("\\").startswith(_RULE) else x for x in self.lines[gap:end]]
        people = {name: self._people(start, name, head.get(name, [])) for name in ("to", "cc", "bcc")}
        then = head.get("then", ["pending"])[0]
        if then not in _STATUSES:
            self._say(start, _("then is one of {words}").format(words=", ".join(_STATUSES)))
        try:
            seen, answers = int(head["seen"][0]), int(head["answers"][0])
        except (KeyError, ValueError):
            self._say(start, _("seen or answers of {code} is missing or wrong").format(code=code))
            return None
        return Block(
            ticket=code,
            mailbox=head.get("mailbox", [""])[0],
            **people,
            subject=head.get("subject", [""])[0],
            body=tidy("\n".join(body)),
            seen=seen,
            answers=answers,
            canned=tuple(head.get("canned", [])),
            then=then,
            literals=tuple(head.get("literal", [])),
            line=start + 1,
        )

    def _header(self, numbers: range, known: Sequence[str], *, comments: bool = False) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for number in numbers:
            line = self.lines[number]
            if not line.strip() or (comments and line.startswith("#")):
                continue
            word, colon, value = line.partition(":")
            word = word.strip().lower()
            if not colon:
                self._say(number, _("`word: value` is expected; an empty line stands before the text"))
            elif word not in known:
                near = get_close_matches(word, known, n=1)
                hint = _(" (did you mean {near}?)").format(near=near[0]) if near else ""
                self._say(number, _("unknown word {word}").format(word=clean(word, one_line=True)[:40]) + hint)
            else:
                found.setdefault(word, []).append(clean(value, one_line=True).strip())
        return found

    def _people(self, number: int, name: str, written: Sequence[str]) -> tuple[Address, ...]:
        found: list[Address] = []
        for value in written:
            people = read_addresses(value.encode("utf-8"))[0] if value else ()
            if value and (not people or any("@" not in p.address for p in people)):
                self._say(number, _("{name}: {value} is no list of addresses").format(name=name, value=value[:80]))
            found += people
        return tuple(found)

    def _excluded(self, start: int, end: int) -> Iterator[Excluded]:
        for number in range(start, end):
            line = self.lines[number]
            if not line.strip():
                continue
            parts = [p.strip() for p in line.split(" | ", 3)]
            if len(parts) != 4:
                self._say(number, _("`code | word | customer | reason` is expected"))
                continue
            people = read_addresses(parts[2].encode("utf-8"))[0]
            yield Excluded(parts[0], people[0] if people else Address("", ""), parts[1], parts[3])

    def _say(self, number: int, what: str) -> None:
        self.wrong.append(_("line {n}: {what}").format(n=number + 1, what=what))


def _flat(value: str) -> str:
    return " ".join(clean(value, one_line=True).split())


def _person(person: Address) -> str:
    """A name that reads back as it was: quoted always, because names hold commas and brackets."""
    name = _flat(person.name).replace("\\", " ").replace('"', "'")
    address = _flat(person.address)
    return f'"{name}" <{address}>' if name else f"<{address}>"
