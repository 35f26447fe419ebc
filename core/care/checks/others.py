"""Traces of another customer in a reply: the code of their ticket, their address, the number of their order.

Looked up in this desk, so what only looks like a number is none. What the customer wrote themselves is theirs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from config.errors import MadoError
from config.languages import translator
from core.entries import MessageEntry
from core.grams import Term
from core.problems import Problem

if TYPE_CHECKING:
    from core.desk import Desk
    from core.drafts import Draft

_ = translator("core")
OF_OTHERS = frozenset({"foreign_code", "foreign_address", "foreign_order"})
_CODE = re.compile(r"(?<![0-9A-Za-z-])[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}(?![0-9A-Za-z-])")
_ADDRESS = re.compile(r"[\w.+%-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,6}", re.ASCII)
_ORDER = re.compile(
    r"(?:注文|受注|予約|伝票|会員|お?客様|問い?合わせ|管理|契約)(?:の|ご)?(?:番号|No\.?|"
    r"ID|コード)\s*(?:は|[:：#])?\s*"
    r"(?P<ja>[A-Za-z0-9][A-Za-z0-9-]{3,30})"
    r"|\b(?:order|booking|reservation|invoice|customer|member|account|contract|reference|ticket|case)"
    r"(?:\s(?:number|no\.?|id))?\s*[:#]?\s*(?P<en>(?=[A-Z0-9-]*\d{2})[A-Z0-9][A-Z0-9-]{3,30})\b",
    re.IGNORECASE,
)
_MOST = 5


def of_others(desk: Desk, draft: Draft, own: str) -> Iterator[Problem]:
    """foreign_code, foreign_address, foreign_order: what belongs to another customer of this desk."""
    if draft.forward:
        return
    ticket = desk.ticket(draft.ticket)
    told = "\n".join(f"{e.subject}\n{e.text}" for e in desk.entries(ticket.code) if isinstance(e, MessageEntry))
    for code in list(dict.fromkeys(_CODE.findall(own)))[:_MOST]:
        if _customer_of(desk, code) not in (None, ticket.customer.id):
            yield Problem(
                "stop", "foreign_code", _("{code} is another customer's ticket.").format(code=code), code, True
            )
    mine = {a.address.lower() for a in (*draft.to, *draft.cc, *draft.bcc)} | desk.settings.own_addresses()
    for address in list(dict.fromkeys(a.lower() for a in _ADDRESS.findall(own)))[:_MOST]:
        found = desk.ledger.people.find(address) if address not in mine and address not in told.lower() else None
        if found is not None and found.doc_id != ticket.customer.id:
            said = _("{address} is another customer's address.").format(address=address)
            yield Problem("stop", "foreign_address", said, address, True)
    for hit in list(_ORDER.finditer(own))[:_MOST]:
        number = hit["ja"] or hit["en"]
        if number.casefold() not in told.casefold() and _only_elsewhere(desk, ticket.customer.id, number):
            said = _("{number} stands in another customer's mail only.").format(number=number)
            yield Problem("stop", "foreign_order", said, number, True)


def _customer_of(desk: Desk, code: str) -> int | None:
    try:
        return desk.ticket(code).customer.id
    except MadoError:
        return None


def _only_elsewhere(desk: Desk, customer: int, number: str) -> bool:
    """Whether a number stands in tickets of others and in none of this customer's."""
    found = desk.tickets(desk.ledger.search.tickets([Term(number, quoted=True)], 20))
    return bool(found) and all(t.customer.id != customer for t in found)
