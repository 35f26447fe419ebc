"""Which way a query goes: along the order, through the parts of a table (`Parted`), or from few documents to all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.store.compile import Plan
from core.store.layout import LIVE, PARTS, SETTLED, index_of, part_test, quoted, rows_of
from core.store.schema import TableSchema
from core.store.values import Scalar

if TYPE_CHECKING:
    from core.store.rows import Rows

_FEW = 2000
_NEAR = 500


@dataclass(frozen=True, slots=True)
class Walk:
    """A query told part by part: from each its rows, in the order of the part's index where that is asked for."""

    schema: TableSchema
    plan: Plan
    parts: tuple[str, ...]
    near: bool = False
    """Whether what is wanted is met soon, so that each row is tested rather than all that match gathered before."""

    @property
    def parameters(self) -> tuple[Scalar, ...]:
        """The query's parameters, once for each part."""
        return self.plan.parameters * len(self.parts)

    def select(self, wanted: str, order: str = "", way: str = "") -> str:
        """The rows with these columns, in this order of a column (and of ids); without one in any."""
        named = "id" if order == "id" else quoted("c_" + order) if order else ""
        columns = f"{wanted}, {named} AS of_order, id AS of_id" if order else wanted
        each = (
            f"SELECT {columns} FROM {rows_of(self.schema.name)} INDEXED BY {index_of(self.schema.name, part)} "
            f"WHERE {self._test(part)}"
            for part in self.parts
        )
        sql = " UNION ALL ".join(each)
        return f"{sql} ORDER BY of_order {way}, of_id {way}" if order else sql

    def _test(self, part: str) -> str:
        assert self.schema.parted is not None
        test = part_test(self.schema.parted, part)
        asked = (self.near and self.plan.test) or self.plan.sql
        return test if asked == "1" else f"{test} AND ({asked})"


@dataclass(frozen=True, slots=True)
class Plain:
    """A query on the table as one, by the index that SQLite chooses."""

    table: str
    where: str
    parameters: tuple[Scalar, ...]

    def select(self, wanted: str, order: str = "", way: str = "") -> str:
        """As `Walk.select`."""
        sql = f"SELECT {wanted} FROM {self.table} WHERE {self.where}"
        if order and order != "id":
            return f"{sql} ORDER BY {quoted('c_' + order)} {way}, id {way}"
        return f"{sql} ORDER BY id {way}" if order else sql


def path_for(rows: Rows, chosen: Plan, order: str, stop: int | None, *besides: str) -> Walk | Plain:
    """The way of a query whose rows are wanted in an order, up to `stop`, with these columns besides."""
    walked = walk_for(rows, chosen, order, stop, *besides)
    if walked is not None:
        return walked
    return Plain(rows_of(rows.schema.name), _where(rows, chosen, order, stop), chosen.parameters)


def walk_for(rows: Rows, chosen: Plan, order: str, stop: int | None, *besides: str) -> Walk | None:
    """The parts of a table that are walked for a query in this order, and these columns; None for another way."""
    found, parted = _walk(chosen, rows.schema), rows.schema.parted
    if found is not None and parted is not None and order == parted.order and stop is not None and stop <= _NEAR:
        found = replace(found, near=True)
    if found is None or parted is None or found.parts == (LIVE,):
        return found
    if stop is None and not _is_covered(found, besides):
        return None
    if order != parted.order:
        return found if order == "id" and _is_covered(found, besides) and not _has_better(found) else None
    if _is_covered(found) and not _has_better(found):
        return found
    return None if stop is not None and _are_few(rows, chosen) else found


def _where(rows: Rows, chosen: Plan, order: str, stop: int | None) -> str:
    """Walk the index of the order, instead of sorting, where a window is wanted of very many matches."""
    indexes = rows.schema.indexes
    served = chosen.rare or any((name, order) in indexes for name in chosen.equal)
    if stop is None or served or (order,) not in indexes or not chosen.exact or chosen.sql == "1":
        return chosen.sql
    return chosen.sql if _are_few(rows, chosen) else f"+({chosen.sql})"


def _are_few(rows: Rows, chosen: Plan) -> bool:
    """Whether so few match that they are found and sorted sooner than met on a walk in order."""
    capped = f"SELECT count(*) FROM (SELECT 1 FROM {rows_of(rows.schema.name)} WHERE {chosen.sql} LIMIT {_FEW})"
    return bool(rows.engine.session.rows(capped, chosen.parameters)[0][0] < _FEW)


def _walk(plan: Plan, schema: TableSchema) -> Walk | None:
    """The parts that a query can be found in; None where the table is in one piece, or few documents lead there."""
    parted = schema.parted
    if parted is None or plan.rare or (plan.ids and not plan.test):
        return None  # what is gathered by going through all texts of a field is gathered once
    live = frozenset(parted.live)
    if plan.only is None:
        return Walk(schema, plan, PARTS)
    if plan.only <= live:
        return Walk(schema, plan, (LIVE,))
    return Walk(schema, plan, PARTS if plan.only & live else (SETTLED,))


def _is_covered(found: Walk, besides: Sequence[str] = ()) -> bool:
    """Whether its indexes hold all that the query, and these columns, need, so that no document is looked at."""
    parted = found.schema.parted
    if parted is None or found.plan.columns is None:
        return False
    return (found.plan.columns | set(besides)) <= {parted.order, "id", *parted.covered}


def _has_better(found: Walk) -> bool:
    """Whether another index leads to what is asked, perhaps sooner."""
    led = {names[0] for names in found.schema.indexes}
    return not found.plan.equal.isdisjoint(led)
