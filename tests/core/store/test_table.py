"""The table's own behaviour beside TinyDB's: ids, windows, what a document may hold."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from tinydb import TinyDB, where
from tinydb.storages import JSONStorage
from tinydb.table import Document

from config.home import Home
from core.store import Store
from core.store.compile import plan


def test_an_id_of_a_declared_table_is_never_given_twice(store: Store, home: Home) -> None:
    events = store.table("events")
    events.insert_multiple([{"id": "a"}, {"id": "b"}])
    events.remove(doc_ids=[2])
    assert events.next_id() == 3
    events.truncate()
    store.close()
    with Store.open(home) as again:
        assert again.table("events").insert({"id": "c"}) == 3


def test_ids_of_undeclared_tables_follow_tinydb(store: Store) -> None:
    table = store.table("anything")
    assert table.insert_multiple([{"a": 1}, {"a": 2}]) == [1, 2]
    assert table.insert(Document({"a": 3}, doc_id=9)) == 9
    assert table.insert({"a": 4}) == 10
    table.truncate()
    assert table.insert({"a": 5}) == 1


def test_each_next_id_of_a_transaction_is_another(store: Store) -> None:
    table = store.table("messages")
    with store.transaction():
        ids = [table.next_id(), table.next_id(), table.next_id()]
        for doc_id in reversed(ids):
            table.put(doc_id, {"ticket": "A"})
    assert ids == [1, 2, 3]
    assert table.next_id() == 4


def test_put_replaces_the_whole_document_and_what_was_indexed_of_it(store: Store) -> None:
    table = store.table("tickets")
    table.put(5, {"code": "A", "status": "open", "tags": ["x", "y"], "more": 1})
    table.put(5, {"code": "A", "status": "solved", "tags": ["y", "z"]})
    assert table.get(doc_id=5) == {"code": "A", "status": "solved", "tags": ["y", "z"]}
    assert table.search(where("tags").any(["x"])) == []
    assert [d.doc_id for d in table.search(where("tags").any(["z"]) & (where("status") == "solved"))] == [5]


def test_inserting_a_taken_id_is_refused_and_nothing_of_the_batch_is_kept(store: Store) -> None:
    table = store.table("tickets")
    table.put(2, {"code": "A"})
    with pytest.raises(ValueError, match="exists"):
        table.insert_multiple([{"code": "B"}, Document({"code": "C"}, doc_id=2)])
    assert [d["code"] for d in table] == ["A"]


def test_a_callable_that_raises_has_changed_nothing(store: Store) -> None:
    table = store.table("tickets")
    table.insert_multiple([{"n": 1}, {"n": "two"}])

    def add_one(doc: Any) -> None:
        doc["n"] += 1

    with pytest.raises(TypeError):
        table.update(add_one)
    assert [d["n"] for d in table] == [1, "two"]


@pytest.mark.parametrize("value", [datetime(2026, 1, 1, tzinfo=UTC), {1: 2}, {"x"}, b"bytes", "\ud800", 2**70])
def test_what_json_cannot_hold_is_refused(store: Store, value: object) -> None:
    with pytest.raises(ValueError, match="tickets"):
        store.table("tickets").insert({"value": value})
    assert store.table("tickets").total() == 0


def test_long_texts_are_packed_and_read_back(store: Store, home: Home) -> None:
    text = "返金をお願いいたします。" * 5000
    store.table("texts").put(1, {"text": text})
    assert store.table("texts").get(doc_id=1) == {"text": text}
    ((size,),) = store.engine.session.rows("SELECT length(body) FROM d_texts")
    assert size < 5000


def test_windows_page_through_everything_once(store: Store) -> None:
    table = store.table("tickets")
    with store.transaction():
        for number in range(1, 251):
            table.put(number, {"code": str(number), "status": "open", "updated": f"2026-01-{number % 7:02d}"})
    condition = where("status") == "open"
    pages = [table.window(condition, order_by="updated", start=s, stop=s + 40) for s in range(0, 280, 40)]
    found = [d.doc_id for page in pages for d in page]
    assert sorted(found) == list(range(1, 251))
    assert found == [d.doc_id for d in sorted(table, key=lambda d: (d["updated"], d.doc_id), reverse=True)]


def test_a_window_sorts_by_an_undeclared_field_too(store: Store) -> None:
    table = store.table("customers")
    table.insert_multiple([{"name": "b"}, {"name": None}, {"name": "a"}, {}, {"name": 3}])
    found = table.window(None, order_by="name", descending=False)
    assert [d.get("name") for d in found] == [None, None, 3, "a", "b"]


@pytest.mark.parametrize(
    ("condition", "order", "index"),
    [
        (where("status") == "open", "updated", "COVERING INDEX i_tickets_live"),
        (where("status") == "solved", "updated", "COVERING INDEX i_tickets_settled"),
        (where("status").one_of(["open", "spam"]), "updated", "MERGE (UNION ALL)"),
        (None, "updated", "MERGE (UNION ALL)"),
        ((where("status") == "open") & (where("assignee") == "yuki"), "updated", "COVERING INDEX i_tickets_live"),
        ((where("status") == "open") & ~where("tags").any(["vip"]), "updated", "INDEX i_tickets_live"),
        (where("due") < "2030", "due", "i_tickets_due"),
    ],
)
def test_windows_walk_an_index_and_sort_nothing(store: Store, condition: Any, order: str, index: str) -> None:
    seen: list[str] = []
    session = store.engine.session
    session.conn.set_trace_callback(seen.append)
    store.table("tickets").window(condition, order_by=order, stop=50)
    session.conn.set_trace_callback(None)
    (asked,) = (s for s in seen if "ORDER BY" in s)
    told = " ".join(row[3] for row in session.rows("EXPLAIN QUERY PLAN " + asked))
    assert index in told
    assert "TEMP B-TREE" not in told


def test_the_tickets_of_a_customer_are_found_by_an_index_and_the_few_are_sorted(store: Store) -> None:
    mine = (where("customer") == 7) & (where("status") == "closed")
    seen: list[str] = []
    session = store.engine.session
    session.conn.set_trace_callback(seen.append)
    store.table("tickets").window(mine, order_by="updated", stop=50)
    session.conn.set_trace_callback(None)
    (asked,) = (s for s in seen if "ORDER BY" in s)
    assert "i_tickets_customer" in " ".join(row[3] for row in session.rows("EXPLAIN QUERY PLAN " + asked))


def test_a_ticket_that_changes_moves_in_the_index_of_its_part_alone(store: Store) -> None:
    """What a decision costs is the pages it writes: no index may hold what changes with every decision, but one."""
    parts = [name for (name,) in store.engine.session.rows("SELECT name FROM sqlite_master WHERE type = 'index'")]
    always = {"updated", "rev"}
    for name in parts:
        columns = {row[2] for row in store.engine.session.rows(f'PRAGMA index_info("{name}")')}
        if name.startswith("i_tickets_") and {f"c_{field}" for field in always} & columns:
            assert name in ("i_tickets_live", "i_tickets_settled")


def test_names_differ_by_case_and_may_hold_anything(store: Store) -> None:
    for name in ("Foo", "foo", 'a"b;--', "^x", "X", "ü"):
        store.table(name).insert({"name": name})
    assert store.db.tables() == {"Foo", "foo", 'a"b;--', "^x", "X", "ü"}
    assert store.table("Foo").all() == [{"name": "Foo"}]


def test_the_whole_store_can_be_written_as_plain_tinydb_and_read_back(store: Store, home: Home) -> None:
    store.table("tickets").insert_multiple([{"code": "A", "tags": ["x"]}, {"code": "B", "tags": []}])
    store.table("texts").insert({"text": "long " * 500})
    whole = store.db.storage.read()
    assert whole is not None
    plain = TinyDB(home.root / "plain.json", storage=JSONStorage)
    plain.storage.write(whole)
    assert [d.doc_id for d in plain.table("tickets").search(where("tags").any(["x"]))] == [1]
    store.db.drop_tables()
    assert store.db.tables() == set()
    store.db.storage.write(whole)
    assert store.db.storage.read() == whole
    assert store.table("tickets").total(where("tags").any(["x"])) == 1
    plain.close()


def test_a_range_of_a_field_that_most_documents_lack_begins_at_its_index(store: Store) -> None:
    rows = store.table("tickets").rows
    chosen = plan(where("status").one_of(["open", "pending"]) & (where("due") < "2026"), rows.schema)
    steps = store.engine.session.rows(
        f"EXPLAIN QUERY PLAN SELECT count(*) FROM d_tickets WHERE {chosen.sql}", chosen.parameters
    )
    assert [step[3] for step in steps] == ["SEARCH d_tickets USING INDEX i_tickets_due (c_due>? AND c_due<?)"]
