"""TinyDB queries become SQL, as far as the declared columns go.

A TinyDB query describes itself in its hash, e.g. `('==', ('status',), 'open')`. What cannot be said in
SQL with the same meaning (regular expressions, functions, undeclared fields) is left to TinyDB: the
SQL then finds a superset, and `exact` is False so that the caller tests each document again.
Two words of our own (`core/query.py`): `holds` and `ends`, for text in a field or in one of its values.
Where TinyDB raises TypeError because a document's value cannot be ordered against the query's, a
compiled query does not match.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Protocol

import orjson
from tinydb.queries import QueryInstance

from core.store.layout import quoted, rows_of, side_of
from core.store.schema import Column, Multi, TableSchema
from core.store.values import ABSENT, Scalar, scalar

_MANY = 8
_BELOW = {"<": "<", "<=": "<="}
_ABOVE = {">": ">", ">=": ">="}


class Condition(Protocol):
    """Anything that TinyDB takes as a query."""

    def __call__(self, value: Any) -> bool:
        """Whether a document matches."""
        ...

    def __hash__(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Plan:
    """A WHERE clause. `exact`: it finds just what the query means; `rare`: it starts from an index with few hits.

    `equal` names the columns that must have one value, `clauses` are the parts joined by AND; `ids` is the
    same as a SELECT of ids from an index, where there is one. `columns` are all that the SQL looks at; None
    where it looks elsewhere too. `test` says the same of a row that was found otherwise, where that is quicker.
    `only` are the values that the column can have by which the table is parted; None where it can have any.
    """

    sql: str = "1"
    parameters: tuple[Scalar, ...] = ()
    exact: bool = False
    rare: bool = False
    equal: frozenset[str] = frozenset()
    clauses: tuple[Plan, ...] = ()
    ids: str = ""
    columns: frozenset[str] | None = None
    test: str = ""
    only: frozenset[Scalar] | None = None


EVERYTHING = Plan(exact=True, columns=frozenset())
_UNKNOWN = Plan()


def plan(condition: Condition | None, schema: TableSchema) -> Plan:
    """The plan of a query; without one, everything."""
    if condition is None:
        return EVERYTHING
    described = getattr(condition, "_hash", None)
    if not isinstance(condition, QueryInstance) or described is None:
        return _UNKNOWN
    return _Compiler(schema).compile(described)


class _Compiler:
    def __init__(self, schema: TableSchema) -> None:
        self._schema = schema
        self._columns = {c.way: c for c in schema.columns}
        self._multis = {(m.name,): m for m in schema.multis}

    def compile(self, described: Any) -> Plan:
        """A query's hash as a plan; what is not known is everything, inexactly."""
        match described:
            case ():
                return EVERYTHING
            case ("and", frozenset() as parts):
                return self._all_of([self.compile(p) for p in parts])
            case ("or", frozenset() as parts):
                return _any_of([self.compile(p) for p in parts])
            case ("not", inner):
                return _negated(self.compile(inner))
            case (str() as word, tuple() as path):
                return self._leaf(word, path, None)
            case (str() as word, tuple() as path, value):
                return self._leaf(word, path, value)
        return _UNKNOWN

    def _all_of(self, parts: list[Plan]) -> Plan:
        """Rare clauses first, and the others kept from choosing an index of their own."""
        flat = [c for p in parts for c in (p.clauses or (p,)) if c.sql != "1"]
        flat.sort(key=lambda p: (not p.rare, p.sql))
        exact = all(p.exact for p in parts)
        if len(flat) == 1 and exact:
            return flat[0]
        if not flat:
            return EVERYTHING if exact else _UNKNOWN
        rare = flat[0].rare
        sql = " AND ".join(p.sql if p.rare or not rare else p.test or f"+({p.sql})" for p in flat)
        equal = frozenset(name for p in flat for name in p.equal)
        parameters = tuple(v for p in flat for v in p.parameters)
        limits = [p.only for p in flat if p.only is not None]
        only = frozenset.intersection(*limits) if limits else None
        test = " AND ".join(p.test or p.sql for p in flat)
        return Plan(sql, parameters, exact, rare, equal, tuple(flat), "", _looked_at(flat), test, only)

    def _leaf(self, word: str, path: tuple[Any, ...], value: Any) -> Plan:
        column, multi = self._columns.get(path), self._multis.get(path)
        if multi is not None and word == "any":
            return self._any(multi, value)
        if multi is not None and word == "holds" and not multi.key:
            return self._side(multi, "instr(value, ?)", (value,), rare=False)
        if multi is not None and word == "ends" and not multi.key:
            # As bytes, because SQL measures text only as far as its first NUL.
            end = value.encode()
            return self._side(multi, "substr(CAST(value AS BLOB), -?) = ?", (len(end), end), rare=False)
        if column is not None and column.plain and word == "ends":
            name, end = quoted("c_" + column.name), value.encode()
            test = f"typeof({name}) = 'text' AND substr(CAST({name} AS BLOB), -?) = ?"
            return Plan(f"({test})", (len(end), end), True, columns=frozenset((column.name,)))
        if column is not None and column.folded and word == "holds":
            # The subquery scans the field's own small index, not the rows with their bodies.
            name = quoted("c_" + column.name)
            test = f"instr({name}, ?) AND typeof({name}) = 'text'"
            return _ids(f"SELECT id FROM {rows_of(self._schema.name)} WHERE {test}", (value,))
        if column is None or column.folded:
            return _UNKNOWN
        found = replace(_compared(column, word, value), columns=frozenset((column.name,)))
        if column.walked and found.rare:
            # Not the rows with their bodies are gone through, but the index in which it stands.
            return _ids(f"SELECT id FROM {rows_of(self._schema.name)} WHERE {found.sql}", found.parameters, rare=True)
        if self._schema.parted is not None and column.name == self._schema.parted.column:
            return replace(found, only=_values(word, value))
        return found

    def _any(self, multi: Multi, wanted: Any) -> Plan:
        values: Iterable[Any]
        match wanted:
            case QueryInstance(_hash=("==", (str() as key,), value)) if multi.key == key:
                values = (value,)
            case tuple() | frozenset() if not multi.key:
                values = wanted
            case _:
                return _UNKNOWN
        kept = _scalars(values)
        if kept is None or None in kept:
            return _UNKNOWN
        sql, parameters = _among("value", kept)
        return self._side(multi, sql, parameters, rare=multi.rare)

    def _side(self, multi: Multi, test: str, parameters: tuple[Scalar, ...], *, rare: bool) -> Plan:
        side = side_of(self._schema.name, multi.name)
        same = f"EXISTS (SELECT 1 FROM {side} WHERE {side}.id = {rows_of(self._schema.name)}.id AND {test})"
        return replace(_ids(f"SELECT id FROM {side} WHERE {test}", parameters, rare=rare), test=same)


def _ids(select: str, parameters: tuple[Scalar, ...], *, rare: bool = False) -> Plan:
    return Plan(f"id IN ({select})", parameters, True, rare, ids=select)


def _any_of(parts: list[Plan]) -> Plan:
    if not all(p.exact or p.sql != "1" for p in parts):
        return _UNKNOWN
    if any(p.sql == "1" for p in parts):
        return EVERYTHING
    if all(p.ids for p in parts):
        together = " UNION ".join(p.ids for p in parts)
        return _ids(together, tuple(v for p in parts for v in p.parameters), rare=all(p.rare for p in parts))
    sql = "(" + " OR ".join(f"({p.sql})" for p in parts) + ")"
    rare = all(p.rare for p in parts)
    parameters = tuple(v for p in parts for v in p.parameters)
    limits = [p.only for p in parts if p.only is not None]
    only = frozenset.union(*limits) if limits and len(limits) == len(parts) else None
    return Plan(sql, parameters, all(p.exact for p in parts), rare, columns=_looked_at(parts), only=only)


def _values(word: str, value: Any) -> frozenset[Scalar] | None:
    """The only values that a column can have where this is true of it; None where it can have others."""
    if word == "==":
        return frozenset(_scalars((value,)) or ()) or None
    if word == "one_of" and isinstance(value, tuple | frozenset):
        kept = _scalars(value)
        return frozenset(kept) if kept is not None else None
    return None


def _looked_at(parts: Iterable[Plan]) -> frozenset[str] | None:
    columns: set[str] = set()
    for part in parts:
        if part.columns is None:
            return None
        columns |= part.columns
    return frozenset(columns)


def _negated(inner: Plan) -> Plan:
    # A superset says nothing about what it leaves out, so only an exact plan can be turned round.
    if not inner.exact:
        return _UNKNOWN
    test = f"({inner.test}) IS NOT TRUE" if inner.test else ""
    return Plan(f"({inner.sql}) IS NOT TRUE", inner.parameters, True, columns=inner.columns, test=test)


def _compared(column: Column, word: str, value: Any) -> Plan:
    name = quoted("c_" + column.name)
    if word == "exists":
        return Plan(f"{name} IS NOT ?", (ABSENT,), True)
    if word == "one_of":
        return _one_of(name, column, value)
    known = _scalars((value,))
    if known is None:
        return _UNKNOWN
    wanted = known[0]
    if word == "==":
        if wanted is None:
            return Plan(f"{name} IS NULL", (), True)
        return Plan(f"{name} = ?", (wanted,), True, column.rare, frozenset((column.name,)))
    if word == "!=":
        # IS NOT holds for NULL too; an absent field is unequal to nothing.
        return Plan(f"({name} IS NOT ? AND {name} IS NOT ?)", (wanted, ABSENT), True)
    return replace(_ordered(name, word, wanted), rare=column.sparse)


def _ordered(name: str, word: str, wanted: Scalar) -> Plan:
    """SQL orders NULL, numbers, text, blobs; the second bound keeps to the kind of the query's value."""
    text = isinstance(wanted, str)
    if wanted is None:
        return _UNKNOWN
    if word in _BELOW:
        other = f" AND {name} >= ''" if text else ""
        return Plan(f"({name} {word} ?{other})", (wanted,), True)
    if word in _ABOVE:
        other = "x''" if text else "''"
        return Plan(f"({name} {word} ? AND {name} < {other})", (wanted,), True)
    return _UNKNOWN


def _one_of(name: str, column: Column, value: Any) -> Plan:
    kept = _scalars(value) if isinstance(value, tuple | frozenset) else None
    if kept is None:
        return _UNKNOWN
    sql, parameters = _among(name, tuple(v for v in kept if v is not None))
    if None in kept:
        return Plan(f"({sql} OR {name} IS NULL)", parameters, True)
    return Plan(sql, parameters, True, column.rare)


def _among(name: str, values: tuple[Scalar, ...]) -> tuple[str, tuple[Scalar, ...]]:
    """Membership; long lists of plain text travel as one parameter, so that the statement stays the same."""
    if len(values) > _MANY and all(isinstance(v, str) and "\0" not in v for v in values):
        return f"{name} IN (SELECT value FROM json_each(?))", (orjson.dumps(values).decode(),)
    if not values:
        return "1 = 0", ()  # an empty list would make SQLite forget the whole clause, and with it the part it names
    return f"{name} IN ({', '.join('?' * len(values))})", values


def _scalars(values: Iterable[Any]) -> tuple[Scalar, ...] | None:
    """The values as SQL compares them, or None where one of them is no scalar or too large."""
    kept = []
    for value in values:
        if not (value is None or isinstance(value, str | int | float)):
            return None
        try:
            kept.append(scalar(value))
        except ValueError:
            return None
    return tuple(kept)
