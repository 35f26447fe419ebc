"""From which indexes a query on a table in two parts is answered (`core/store/schema.py`: `Parted`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.store.compile import Plan
from core.store.layout import LIVE, PARTS, SETTLED, index_of, part_test, quoted, rows_of
from core.store.schema import TableSchema
from core.store.values import Scalar


@dataclass(frozen=True, slots=True)
class Walk:
    """A query told part by part: from each its rows, in the order of the part's index where that is asked for."""

    schema: TableSchema
    plan: Plan
    parts: tuple[str, ...]

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
        return test if self.plan.sql == "1" else f"{test} AND ({self.plan.sql})"


def walk(plan: Plan, schema: TableSchema) -> Walk | None:
    """The walk for a query; None where the table stands in one piece, or few documents lead to what is asked."""
    parted = schema.parted
    if parted is None or plan.rare or plan.ids:
        return None
    live = frozenset(parted.live)
    if plan.only is None:
        return Walk(schema, plan, PARTS)
    if plan.only <= live:
        return Walk(schema, plan, (LIVE,))
    return Walk(schema, plan, PARTS if plan.only & live else (SETTLED,))


def is_short(found: Walk) -> bool:
    """Whether it goes through the few documents that are lived with, and no others."""
    return found.parts == (LIVE,)


def is_covered(found: Walk, besides: Sequence[str] = ()) -> bool:
    """Whether its indexes hold all that the query, and these columns, need, so that no document is looked at."""
    parted = found.schema.parted
    if parted is None or found.plan.columns is None:
        return False
    return (found.plan.columns | set(besides)) <= {parted.order, "id", *parted.covered}


def has_better(found: Walk) -> bool:
    """Whether another index leads to what is asked, perhaps sooner."""
    led = {names[0] for names in found.schema.indexes}
    return not found.plan.equal.isdisjoint(led)
