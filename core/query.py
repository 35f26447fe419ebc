"""The query language of the command line, the console, views and bulk (docs: command line).

`status:open (tag:refund OR 返金) -from:@example.com "exact words"`: what stands side by side must all hold,
OR stands between alternatives and binds less, minus takes out, parentheses group. Each condition is about
the ticket: a free word must stand in any of its messages.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import and_, or_

from tinydb import where
from tinydb.queries import QueryInstance

from config.errors import UsageError
from config.languages import translator
from core.grams import Term, lookup
from core.query_fields import Asker, CareLookups, anything, field_condition
from core.search import SearchIndex

_ = translator("core")

MOST_TERMS = 200
DEEPEST = 20
_PIECE = re.compile(
    r"""\s*(?:(?P<sign>[()])|(?P<minus>-(?=[^\s)]))|(?:(?P<field>[A-Za-z_]+):)?(?:"(?P<quoted>[^"]*)"?|(?P<bare>[^\s()]*)))"""
)


@dataclass(frozen=True, slots=True)
class _Not:
    inner: _Node


@dataclass(frozen=True, slots=True)
class _All:
    parts: tuple[_Node, ...]


@dataclass(frozen=True, slots=True)
class _Any:
    parts: tuple[_Node, ...]


_Node = Term | QueryInstance | _Not | _All | _Any


@dataclass(frozen=True, slots=True)
class TicketQuery:
    """A parsed query: all of `condition` (over ticket documents), `words` and `mixed` must hold.

    `mixed` are the alternatives and negations in which words take part.
    """

    condition: QueryInstance | None
    words: tuple[Term, ...]
    mixed: tuple[_Node, ...] = ()

    @property
    def terms(self) -> tuple[Term, ...]:
        """Every word that may stand in what is found, those of alternatives too."""
        return (*self.words, *(t for node in self.mixed for t in _terms_of(node)))

    def narrowed(self, search: SearchIndex) -> QueryInstance | None:
        """One condition over ticket documents, the words being looked up now; None finds everything."""
        parts: list[QueryInstance] = []
        if self.words:
            parts.append(_standing(self.words, search))
        parts += [_resolved(node, search) for node in self.mixed]
        if self.condition is not None:
            parts.append(self.condition)
        return reduce(and_, parts) if parts else None


def parse_query(text: str, *, me: str | None, now: datetime, care: CareLookups | None = None) -> TicketQuery:
    """Parse a query. `me` is the asking agent, `now` aware, in the zone in which days are meant.

    Raises UsageError: unknown field or value (naming the nearest known one), unbalanced parentheses, too long.
    """
    pieces = list(_pieces(unicodedata.normalize("NFKC", text).replace("“", '"').replace("”", '"')))
    root = _Parser(pieces, Asker(me, now, care)).parse()
    parts = root.parts if isinstance(root, _All) else (root,) if root is not None else ()
    conditions = [p for p in parts if isinstance(p, QueryInstance)]
    return TicketQuery(
        reduce(and_, conditions) if conditions else None,
        tuple(p for p in parts if isinstance(p, Term)),
        tuple(p for p in parts if isinstance(p, _Not | _All | _Any)),
    )


@dataclass(frozen=True, slots=True)
class _Piece:
    """`kind` is one of ( ) - OR term."""

    kind: str
    field: str = ""
    text: str = ""
    quoted: bool = False


def _pieces(text: str) -> Iterator[_Piece]:
    place, count = 0, 0
    while place < len(text):
        found = _PIECE.match(text, place)
        if found is None or found.end() == place:
            place += 1
            continue
        place = found.end()
        field, quoted, bare = found["field"] or "", found["quoted"], found["bare"]
        if found["sign"] or found["minus"]:
            yield _Piece(found["sign"] or found["minus"])
        elif not field and bare in ("OR", "AND", "NOT"):
            yield _Piece({"OR": "OR", "NOT": "-"}.get(bare, "AND"))
        elif field or quoted or bare:
            count += 1
            if count > MOST_TERMS:
                sentence = _("This query has more than {most} conditions.").format(most=MOST_TERMS)
                raise UsageError(sentence, code="long_query")
            yield _Piece("term", field, quoted if quoted is not None else bare, quoted is not None)


class _Parser:
    def __init__(self, pieces: list[_Piece], asker: Asker) -> None:
        self._pieces = pieces
        self._asker = asker
        self._place = 0

    def parse(self) -> _Node | None:
        root = self._alternatives(0)
        if self._kind() == ")":
            raise _unbalanced()
        return root

    def _kind(self) -> str:
        return self._pieces[self._place].kind if self._place < len(self._pieces) else ""

    def _alternatives(self, depth: int) -> _Node | None:
        if depth > DEEPEST:
            raise UsageError(_("The parentheses of this query are nested too deeply."), code="long_query")
        found = [self._side_by_side(depth)]
        while self._kind() == "OR":
            self._place += 1
            found.append(self._side_by_side(depth))
        return _joined([f for f in found if f is not None], _Any)

    def _side_by_side(self, depth: int) -> _Node | None:
        found: list[_Node] = []
        while self._kind() not in ("", ")", "OR"):
            if self._kind() == "AND":
                self._place += 1
                continue
            node = self._one(depth)
            if node is not None:
                found += node.parts if isinstance(node, _All) else [node]
        return _joined(found, _All)

    def _one(self, depth: int) -> _Node | None:
        piece = self._pieces[self._place]
        self._place += 1
        if piece.kind == "-":
            return self._taken_out(depth)
        if piece.kind == "(":
            inner = self._alternatives(depth + 1)
            if self._kind() != ")":
                raise _unbalanced()
            self._place += 1
            return inner
        if piece.field:
            return field_condition(piece.field, piece.text, self._asker)
        return Term(piece.text, piece.quoted)

    def _taken_out(self, depth: int) -> _Node | None:
        minus = True
        while self._kind() == "-":
            self._place += 1
            minus = not minus
        taken = self._one(depth) if self._kind() in ("term", "(") else None
        if taken is None or not minus:
            return taken
        return ~taken if isinstance(taken, QueryInstance) else _Not(taken)


def _joined(nodes: list[_Node], kind: type[_All] | type[_Any]) -> _Node | None:
    """All, or any, of them; those over ticket documents become one condition."""
    conditions = [n for n in nodes if isinstance(n, QueryInstance)]
    parts: list[_Node] = [n for n in nodes if not isinstance(n, QueryInstance)]
    if conditions:
        parts.insert(0, reduce(and_ if kind is _All else or_, conditions))
    if len(parts) > 1:
        return kind(tuple(parts))
    return parts[0] if parts else None


def _terms_of(node: _Node) -> Iterator[Term]:
    match node:
        case Term():
            yield node
        case _All(parts) | _Any(parts):
            for part in parts:
                yield from _terms_of(part)


def _resolved(node: _Node, search: SearchIndex) -> QueryInstance:
    """A node as one condition over ticket documents."""
    match node:
        case Term():
            return _standing((node,), search)
        case _Not(inner):
            return ~_resolved(inner, search)
        case _Any(parts):
            return reduce(or_, [_resolved(p, search) for p in parts])
        case _All(parts):
            words = tuple(p for p in parts if isinstance(p, Term))
            found = [_standing(words, search)] if words else []
            found += [_resolved(p, search) for p in parts if not isinstance(p, Term)]
            return reduce(and_, found)
    return node


def _standing(words: tuple[Term, ...], search: SearchIndex) -> QueryInstance:
    """Tickets in which the words stand; what holds no letter or digit narrows nothing."""
    wanted = [w for w in words if lookup(w) is not None]
    return where("code").one_of(sorted(search.codes(wanted))) if wanted else anything()


def _unbalanced() -> UsageError:
    return UsageError(
        _("The parentheses of this query do not match."),
        hint=_('To look for a parenthesis itself, write the text in quotes: "…".'),
        code="unbalanced",
    )
