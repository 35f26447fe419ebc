"""A large desk out of nothing: fictional tickets and messages with the sizes and words of real support mail."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from core.search import SearchIndex
from core.searchable import searchable_text
from core.store import Store


def _words(text: str) -> list[str]:
    return text.split()


START = datetime(2024, 1, 1, tzinfo=UTC)
_STATUSES = ("closed",) * 60 + ("solved",) * 34 + ("open",) * 3 + ("pending",) * 2 + ("spam",)
_JAPANESE = _words(
    "お世話になっております。 先日注文した商品がまだ届いておりません。 返金をお願いできますでしょうか。 "
    "請求書の宛名を変更したいです。 解約の手続きについて教えてください。 届いた箱が破損していました。 "
    "見積書を添付いたします。 領収書の再発行は可能でしょうか。 ご確認のほどよろしくお願いいたします。 "
    "配送先の住所を間違えてしまいました。 交換品の発送はいつ頃になりますか。 ありがとうございました。 "
    "サイズが合わないので返品を希望します。 ログインできなくなりました。 "
    "クレジットカードの支払いが二重になっています。 "
    "営業時間外のお問い合わせにつきましては翌営業日にご返信いたします。 "
    "在庫の入荷予定を教えていただけますか。"
)
_ENGLISH = _words(
    "Thank you for your quick answer. My order has not arrived yet. Could you please refund the shipping costs? "
    "The lamp I received is broken and the box was damaged. I would like to cancel my subscription. "
    "Please send me an invoice with our company name. The tracking number does not work. "
    "I was charged twice for the same order. When will the blue one be back in stock? "
    "The manual is missing from the parcel. We are still waiting for a replacement. Kind regards"
)
_FAMILY = _words("佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤 Miller Jones Garcia Novak Rossi")


@dataclass(frozen=True, slots=True)
class Size:
    """How large a desk is: tickets, messages a ticket, customers."""

    tickets: int
    messages: int = 3

    @property
    def customers(self) -> int:
        """People who wrote: three tickets each."""
        return max(1, self.tickets // 3)


def sentence_text(noise: random.Random) -> str:
    """The text of a message: a few paragraphs of one language, an order number, some quoting."""
    japanese = noise.random() < 0.6
    lines = []
    for _number in range(noise.randint(4, 18)):
        if japanese:
            lines.append("".join(noise.choices(_JAPANESE, k=noise.randint(1, 3))))
        else:
            lines.append(" ".join(noise.choices(_ENGLISH, k=noise.randint(5, 14))))
    lines.append(f"注文番号 {noise.randint(10**6, 10**7)}" if japanese else f"Order MX-{noise.randint(10**6, 10**7)}")
    quoted = [f"> {line}" for line in lines[: noise.randint(0, 4)]]
    return "\n".join(lines + quoted)


def ticket_doc(number: int, size: Size, noise: random.Random) -> dict[str, Any]:
    """One folded ticket."""
    created = START + timedelta(minutes=number * 15)
    updated = created + timedelta(minutes=noise.randint(1, 9000))
    customer = noise.randint(1, size.customers)
    status = noise.choice(_STATUSES)
    name = noise.choice(_FAMILY)
    return {
        "code": code_of(number),
        "aliases": [],
        "subject": sentence_text(noise)[:40].split("\n")[0],
        "base_subject": f"subject {number}",
        "status": status,
        "assignee": noise.choice(["yuki", "ren", "mai", None]),
        "priority": noise.choice(["normal"] * 8 + ["high", "low"]),
        "tags": noise.sample(["refund", "shipping", "vip", "invoice", "stock"], noise.choice([0, 0, 1, 2])),
        "customer": customer,
        "customer_name": f"{name} {customer}",
        "customer_address": f"person{customer}@example{customer % 97}.co.jp",
        "addresses": [f"person{customer}@example{customer % 97}.co.jp"],
        "mailbox": "support",
        "created": created.isoformat(),
        "updated": updated.isoformat(),
        "waiting_since": updated.isoformat() if status == "open" else None,
        "snoozed_until": "2030-01-01T00:00:00+00:00" if noise.random() < 0.002 else None,
        "messages": size.messages,
        "notes": noise.choice([0, 0, 1]),
        "attachments": noise.choice([0, 0, 0, 1]),
        "may_belong_to": [],
        "flags": [],
        "claim": None,
        "last_message": number * size.messages,
        "last_direction": "in",
        "unread": status == "open",
        "rev": number,
    }


def code_of(number: int) -> str:
    """A code that is not minted."""
    return f"{number // 10000:04d}-{number % 10000:04d}"


def message_doc(record: int, ticket: dict[str, Any], number: int, text: str, created: datetime) -> dict[str, Any]:
    """One message of a ticket, as `core/records.py` writes it."""
    sender = [ticket["customer_name"], ticket["customer_address"]]
    at = (created + timedelta(minutes=7 * number)).isoformat()
    return {
        "direction": "in" if number % 2 == 0 else "out",
        "message_id": f"{record}.bench@example.com",
        "in_reply_to": f"{record - 1}.bench@example.com" if number else None,
        "refs": [f"{record - n}.bench@example.com" for n in range(1, number + 1)],
        "from": sender,
        "to": [["Support", "support@shop.example"]],
        "cc": [],
        "reply_to": [],
        "subject": ticket["subject"],
        "at": at,
        "arrived": at,
        "attachments": [["invoice.pdf", "application/pdf", 40000, "0" * 64, False, "2"]] if record % 20 == 0 else [],
        "auto": False,
        "bounce": None,
        "list_id": None,
        "charset": "utf-8",
        "charset_repaired": False,
        "warnings": [],
        "raw": f"{record:064x}",
        "size": len(text) * 3 + 900,
        "places": [f"support\nINBOX\n1\n{record}"],
        "maybe": [],
        "mailbox": "support",
        "read": True,
        "ticket": ticket["code"],
        "home": ticket["code"],
    }


@dataclass(frozen=True, slots=True)
class Made:
    """One message with all that is stored for it; `ticket` with a ticket's last message."""

    record: int
    message: dict[str, Any]
    text: dict[str, Any]
    when: int
    ticket: dict[str, Any] | None


def made(size: Size, seed: int = 1) -> Iterator[Made]:
    """Every message of a desk in the order of tickets."""
    noise = random.Random(seed)
    for number in range(1, size.tickets + 1):
        ticket = ticket_doc(number, size, noise)
        created = datetime.fromisoformat(ticket["created"])
        for turn in range(size.messages):
            record = (number - 1) * size.messages + turn + 1
            text = sentence_text(noise)
            message = message_doc(record, ticket, turn, text, created)
            when = int((created + timedelta(minutes=7 * turn)).timestamp())
            new = text.split("\n> ")[0]
            last = ticket if turn == size.messages - 1 else None
            yield Made(record, message, {"text": text, "reply_text": new}, when, last)


def keep(store: Store, search: SearchIndex, item: Made) -> None:
    """Store one message as intake does, inside the caller's transaction."""
    store.table("messages").put(item.record, item.message)
    store.table("texts").put(item.record, item.text)
    search.add(item.record, item.message["ticket"], item.when, searchable_text(item.message, item.text))
    if item.ticket is not None:
        store.table("tickets").put(int(item.ticket["last_message"]), item.ticket)


def load(store: Store, size: Size, a_commit: int = 200) -> int:
    """Fill an empty store, `a_commit` messages a transaction; returns the number of messages."""
    search = SearchIndex(store)
    count = 0
    batch: list[Made] = []
    for item in made(size):
        batch.append(item)
        if len(batch) == a_commit:
            with store.transaction():
                for one in batch:
                    keep(store, search, one)
            count += len(batch)
            batch.clear()
    with store.transaction():
        for one in batch:
            keep(store, search, one)
    return count + len(batch)
