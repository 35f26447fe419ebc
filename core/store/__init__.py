"""The store: TinyDB tables over SQLite, transactions, raw mail in packs."""

from core.store.store import Store

__all__ = ["Store"]
